// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.table.NamePatterns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * {@code message.key.columns}: {@code table:column,column;...}, where table and column are regular expressions. A
 * table of which no column matches keeps its own key.
 */
public final class KeyColumns {
    private static final Pattern ENTRY = Pattern.compile("\\s*([^:]+):([^:,]+(?:,[^:,]+)*)\\s*");

    private static final Pattern PARTS = Pattern.compile(";");
    private static final Pattern COLUMNS = Pattern.compile(",");

    private final List<Entry> entries;

    private record Entry(String table, String column, NamePatterns names) {}

    private KeyColumns(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads the option's value.
     *
     * @throws IllegalArgumentException naming the part that has another form
     */
    static KeyColumns parse(@Nullable String text) {
        List<Entry> entries = new ArrayList<>();
        if (text == null) {
            return new KeyColumns(entries);
        }
        for (String part : PARTS.splitAsStream(text).toList()) {
            Matcher matcher = ENTRY.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + part + "' must have the form database.table:column,column");
            }
            String table = matcher.group(1).trim();
            for (String column : COLUMNS.splitAsStream(matcher.group(2)).toList()) {
                entries.add(new Entry(table, column.trim(), NamePatterns.parse(table + "." + column.trim())));
            }
        }
        return new KeyColumns(entries);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the positions of the table's key columns in key order. */
    List<Integer> of(TableSchema table) {
        Set<Integer> positions = new LinkedHashSet<>();
        for (Entry entry : entries) {
            for (int i = 0; i < table.columns().size(); i++) {
                if (entry.names().matches(name(table.id(), table.columns().get(i)))) {
                    positions.add(i);
                }
            }
        }
        return positions.isEmpty() ? table.identity() : List.copyOf(positions);
    }

    static String name(TableId table, Column column) {
        return table + "." + column.name();
    }

    /** Returns those {@code table:column} pairs of the option that match none of these {@code db.table.column} names. */
    List<String> without(Collection<String> names) {
        return entries.stream()
                .filter(entry -> names.stream().noneMatch(entry.names()::matches))
                .map(entry -> entry.table() + ":" + entry.column())
                .toList();
    }

    static ConfigDef.Validator validator() {
        return new Valid();
    }

    private static final class Valid implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value == null) {
                return;
            }
            try {
                if (((String) value).isBlank()) {
                    throw new ConfigException(
                            name, value, "It must not be empty; remove it to keep the tables' own keys.");
                }
                parse((String) value);
            } catch (PatternSyntaxException wrong) {
                throw new ConfigException(
                        name,
                        value,
                        "'" + wrong.getPattern() + "' is no regular expression: " + wrong.getDescription());
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(name, value, wrong.getMessage());
            }
        }

        @Override
        public String toString() {
            return "database.table:column,column;...";
        }
    }
}
