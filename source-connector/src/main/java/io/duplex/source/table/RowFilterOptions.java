// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.table.TableId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/**
 * The options {@code row.filter.<database>.<table>}, of which there are as many as the user wants.
 *
 * @param expressions by the table's name, {@code database.table}
 */
public record RowFilterOptions(Map<String, String> expressions) {
    public static final String PREFIX = "row.filter.";
    public static final String DOCUMENTATION =
            "A MySQL boolean expression over the columns of this table: only rows for which it is true are captured, "
                    + "by the snapshot and from the binlog. An UPDATE that takes a row out of it becomes a delete, one "
                    + "that brings a row in a create.";

    /** Without any filter. */
    public static final RowFilterOptions NONE = new RowFilterOptions(Map.of());

    public RowFilterOptions {
        expressions = Map.copyOf(expressions);
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when one is no expression that a filter can have
     */
    public static RowFilterOptions from(Map<String, String> properties) {
        Map<String, String> expressions = new TreeMap<>();
        properties.forEach((option, expression) -> {
            if (isFilter(option)) {
                expressions.put(option.substring(PREFIX.length()), expression);
                problem(expression).ifPresent(problem -> {
                    throw new ConfigException(option, expression, problem);
                });
            }
        });
        return new RowFilterOptions(expressions);
    }

    /** Tells whether the option is one of these. */
    public static boolean isFilter(String option) {
        return option.startsWith(PREFIX) && option.indexOf('.', PREFIX.length()) > 0;
    }

    /** Returns the name of the option for a table. */
    public static String option(TableId table) {
        return PREFIX + table;
    }

    private static Optional<String> problem(String expression) {
        try {
            RowFilter.check(expression);
            return Optional.empty();
        } catch (FilterRefusedException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /** Returns the expression for the table. */
    public Optional<String> of(TableId table) {
        return expressions.isEmpty() ? Optional.empty() : Optional.ofNullable(expressions.get(table.toString()));
    }

    public boolean isEmpty() {
        return expressions.isEmpty();
    }
}
