// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.filter.ServerRowFilter;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.server.OptionGroup;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The options {@code row.filter.<database>.<table>}: which rows a table of the target takes.
 *
 * @param expressions by the target's name of the table in lower case, {@code database.table}
 * @param evaluation where they are evaluated
 */
public record RowFilterOptions(Map<String, String> expressions, Evaluation evaluation) {
    public static final String PREFIX = "row.filter.";
    public static final String EVALUATION = "row.filter.evaluation";

    /** Without any filter. */
    public static final RowFilterOptions NONE = new RowFilterOptions(Map.of(), Evaluation.LOCAL_THEN_SERVER);

    public RowFilterOptions {
        expressions = Map.copyOf(expressions);
    }

    /** Where expressions are evaluated. */
    public enum Evaluation {
        /** In the connector; what it cannot evaluate exactly is sent to the target with the rows. */
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
                        ConfigDef.CaseInsensitiveValidString.in("local_then_server", "local"),
                        "Where the expressions row.filter.<database>.<table>, over the columns of a table of the "
                                + "target, are evaluated: in the connector, and what it cannot evaluate exactly by the "
                                + "target, to which the rows are sent in batches; or in the connector only, with a "
                                + "refusal of the rest.");
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
                problem(expression, evaluation).ifPresent(problem -> {
                    throw new ConfigException(option, expression, problem);
                });
                expressions.put(key(option.substring(PREFIX.length())), expression);
            }
        });
        return new RowFilterOptions(expressions, evaluation);
    }

    private static String key(String table) {
        return table.toLowerCase(Locale.ROOT);
    }

    /** Tells whether the option is one of these. */
    public static boolean isFilter(String option) {
        return option.startsWith(PREFIX) && option.indexOf('.', PREFIX.length()) > 0;
    }

    /** Returns what is wrong with the option, whatever its table looks like. */
    public static Optional<String> problem(String option, Map<String, String> properties) {
        return problem(properties.getOrDefault(option, ""), evaluation(properties));
    }

    private static Evaluation evaluation(Map<String, String> properties) {
        return "local".equalsIgnoreCase(properties.get(EVALUATION)) ? Evaluation.LOCAL : Evaluation.LOCAL_THEN_SERVER;
    }

    /** Returns what is wrong with an expression. */
    private static Optional<String> problem(String expression, Evaluation evaluation) {
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
        return expressions.isEmpty() ? Optional.empty() : Optional.ofNullable(expressions.get(key(table.toString())));
    }

    public boolean isEmpty() {
        return expressions.isEmpty();
    }
}
