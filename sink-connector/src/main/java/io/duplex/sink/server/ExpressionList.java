// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** How an option lists regular expressions for names, in any case; a comma within one is written {@code \,}. */
public final class ExpressionList implements ConfigDef.Validator {
    private final Pattern separator;

    /** Takes what separates the expressions, as a regular expression itself. */
    public ExpressionList(String separator) {
        this.separator = Pattern.compile(separator);
    }

    /** Returns the texts of a list, without the empty ones. */
    public List<String> entries(String list) {
        return Arrays.stream(separator.split(list))
                .map(entry -> entry.trim().replace("\\,", ","))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /**
     * Returns the expressions of a list.
     *
     * @throws PatternSyntaxException when one is none
     */
    public List<Pattern> patterns(String list) {
        return entries(list).stream()
                .map(expression -> Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE))
                .toList();
    }

    @Override
    public void ensureValid(String name, @Nullable Object value) {
        try {
            patterns(String.valueOf(value));
        } catch (PatternSyntaxException wrong) {
            throw new ConfigException(
                    name,
                    value,
                    "It is no list of regular expressions: " + wrong.getMessage()
                            + ". Correct the expression; a comma within one is written \\,.");
        }
    }

    @Override
    public String toString() {
        return "regular expressions, separated by commas";
    }
}
