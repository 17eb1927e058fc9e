// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.debezium.spi.converter.RelationalColumn;
import io.duplex.source.table.NamePatterns;
import java.util.Properties;
import java.util.function.Predicate;

/** Reads the options by which converters choose their columns. */
final class Selector {
    private Selector() {}

    /** Returns what selects by regular expressions over {@code db.table.column}; {@code otherwise} when not given. */
    static Predicate<RelationalColumn> of(Properties options, String key, boolean otherwise) {
        String text = options.getProperty(key, "");
        if (text.isBlank()) {
            return column -> otherwise;
        }
        NamePatterns names = NamePatterns.parse(text.trim());
        return column -> names.matches(column.dataCollection() + "." + column.name());
    }

    static boolean flag(Properties options, String key) {
        String text = options.getProperty(key, "");
        return text.isEmpty() || Boolean.parseBoolean(text);
    }
}
