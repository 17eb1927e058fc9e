// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.filter.ServerRowFilter;
import io.duplex.protocol.table.TableId;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The options {@code row.filter.<database>.<table>}, of which there are as many as the user wants.
 *
 * @param expressions by the table's name, {@code database.table}
 * @param evaluation where they are evaluated
 */
public record RowFilterOptions(Map<String, String> expressions, Evaluation evaluation) {
    public static final String PREFIX = "row.filter.";
    public static final String EVALUATION = "row.filter.evaluation";
    public static final String DOCUMENTATION =
            "A MySQL boolean expression over the columns of this table: only rows for which it is true are captured, "
                    + "by the snapshot and from the binlog. An UPDATE that takes a row out of it becomes a delete, one "
                    + "that brings a row in a create.";

    /** Without any filter. */
    public static final RowFilterOptions NONE = new RowFilterOptions(Map.of(), Evaluation.LOCAL_THEN_SERVER);

    public RowFilterOptions {
        expressions = Map.copyOf(expressions);
    }

    /** Where expressions are evaluated for rows of the binlog. */
    public enum Evaluation {
        /** In the connector; what it cannot evaluate exactly is sent to the server with the rows. */
        LOCAL_THEN_SERVER,
        /** In the connector; what it cannot evaluate exactly is refused. */
        LOCAL
    }

    /** Adds the option that is no filter. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Row filters")
                .add(
                        EVALUATION,
                        "Evaluation of row filters",
                        ConfigDef.Type.STRING,
                        "local_then_server",
                        Choice.of("local_then_server", "local"),
                        "Where row filters are evaluated for rows of the binlog: in the connector, and what it cannot "
                                + "evaluate exactly by the server, to which the rows are sent in batches; or in the "
                                + "connector only, with a refusal of the rest.");
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when one is no expression that a filter can have
     */
    public static RowFilterOptions from(Map<String, String> properties) {
        Evaluation evaluation = evaluation(properties);
        Map<String, String> expressions = new TreeMap<>();
        properties.forEach((option, expression) -> {
            if (isFilter(option)) {
                expressions.put(option.substring(PREFIX.length()), expression);
                problem(expression, evaluation).ifPresent(problem -> {
                    throw new ConfigException(option, expression, problem);
                });
            }
        });
        return new RowFilterOptions(expressions, evaluation);
    }

    /** Tells whether the option is one of these. */
    public static boolean isFilter(String option) {
        return option.startsWith(PREFIX) && option.indexOf('.', PREFIX.length()) > 0;
    }

    /** Returns the name of the option for a table. */
    public static String option(TableId table) {
        return PREFIX + table;
    }

    /** Returns where filters are evaluated; what is no such place is for the option's validator. */
    public static Evaluation evaluation(Map<String, String> properties) {
        return "local".equalsIgnoreCase(properties.get(EVALUATION)) ? Evaluation.LOCAL : Evaluation.LOCAL_THEN_SERVER;
    }

    /** Returns what is wrong with an expression, whatever its table looks like. */
    public static Optional<String> problem(String expression, Evaluation evaluation) {
        try {
            if (evaluation == Evaluation.LOCAL) {
                RowFilter.check(expression);
            } else {
                ServerRowFilter.check(expression);
            }
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
