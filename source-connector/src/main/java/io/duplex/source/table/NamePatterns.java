// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * A list of regular expressions over names, as Debezium reads them: separated by commas ({@code \,} stands for one in
 * an expression), each must match the whole name, whatever its case.
 */
public final class NamePatterns {
    private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

    private final List<Pattern> patterns;

    private NamePatterns(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /**
     * Reads a list.
     *
     * @throws PatternSyntaxException when an expression is none
     */
    public static NamePatterns parse(@Nullable String text) {
        return new NamePatterns(
                text == null
                        ? List.of()
                        : Arrays.stream(COMMA.split(text))
                                .map(part -> part.trim().replace("\\,", ","))
                                .filter(part -> !part.isEmpty())
                                .map(part -> Pattern.compile(part, Pattern.CASE_INSENSITIVE))
                                .toList());
    }

    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Tells whether one of the expressions matches the whole name. */
    public boolean matches(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    /** Returns the place of the first expression that matches the whole name, their number when none does. */
    public int firstMatch(String name) {
        int place = 0;
        while (place < patterns.size() && !patterns.get(place).matcher(name).matches()) {
            place++;
        }
        return place;
    }

    /** Returns what checks an option that holds such a list. */
    public static ConfigDef.Validator validator() {
        return new Valid();
    }

    private static final class Valid implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                parse((String) value);
            } catch (PatternSyntaxException wrong) {
                throw new ConfigException(
                        name,
                        value,
                        "'" + wrong.getPattern() + "' is no regular expression: " + wrong.getDescription());
            }
        }

        @Override
        public String toString() {
            return "regular expressions separated by commas";
        }
    }
}
