// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What is done to single columns on their way into records. Asked once per version of a table, not per row.
 *
 * @param included whether a column is a field of {@code before} and {@code after}; keys hold their columns regardless
 * @param rules the first that matches a column counts; keys are never rewritten
 * @param keys positions of a table's key columns in key order
 * @param conversions what users' converters do, in keys too
 * @param failures told of each value that a conversion refuses
 */
public record ColumnRules(
        BiPredicate<TableId, Column> included,
        List<Rule> rules,
        Function<TableSchema, List<Integer>> keys,
        ColumnConversions conversions,
        ConversionFailures failures) {

    /** All columns as they are. */
    public static final ColumnRules NONE = new ColumnRules(
            (table, column) -> true,
            List.of(),
            TableSchema::identity,
            column -> Optional.empty(),
            (table, column, cause) -> {});

    public ColumnRules {
        rules = List.copyOf(rules);
    }

    /** What is done to the columns that match. */
    public record Rule(BiPredicate<TableId, Column> matches, ColumnRewrite rewrite) {}

    /** Finds what users' converters do to a column. */
    public interface ColumnConversions {
        /** Returns the conversion that takes the place of the type mapping, empty when it stays. */
        Optional<ColumnConversion> of(ConvertibleColumn column);
    }

    public ColumnRules withIncluded(BiPredicate<TableId, Column> value) {
        return new ColumnRules(value, rules, keys, conversions, failures);
    }

    public ColumnRules withRules(List<Rule> value) {
        return new ColumnRules(included, value, keys, conversions, failures);
    }

    public ColumnRules withKeys(Function<TableSchema, List<Integer>> value) {
        return new ColumnRules(included, rules, value, conversions, failures);
    }

    public ColumnRules withConversions(ColumnConversions value) {
        return new ColumnRules(included, rules, keys, value, failures);
    }

    public ColumnRules withFailures(ConversionFailures value) {
        return new ColumnRules(included, rules, keys, conversions, value);
    }

    /** Returns the columns that a mask or digest names and does not reach: Debezium hides nothing but text. */
    public List<Column> unhidden(TableSchema table) {
        return table.columns().stream()
                .filter(column -> included.test(table.id(), column)
                        && rewrite(table.id(), column)
                                .filter(rewrite -> !rewrite.reaches(column))
                                .isPresent())
                .toList();
    }

    Optional<ColumnRewrite> rewrite(TableId table, Column column) {
        return rules.stream()
                .filter(rule -> rule.matches().test(table, column))
                .findFirst()
                .map(Rule::rewrite);
    }
}
