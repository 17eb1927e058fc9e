// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Decides which rows are captured: compiles each table's filter, again when the table changes. Thread-safe. */
public final class RowFilters {
    private final String connector;
    private final RowFilterOptions options;
    private final Map<TableId, Compiled> compiled = new ConcurrentHashMap<>();

    private record Compiled(TableSchema table, Optional<RowFilter> filter) {}

    public RowFilters(String connector, RowFilterOptions options) {
        this.connector = connector;
        this.options = options;
    }

    /** Tells whether any table has a filter. */
    public boolean any() {
        return !options.isEmpty();
    }

    /** Returns the table's filter as it was configured. */
    public Optional<String> expression(TableId table) {
        return options.of(table);
    }

    /**
     * Refuses a version of a table for which its filter cannot be evaluated.
     *
     * @param after the statement that made it so, if one did
     * @throws ConnectException naming connector, option, table and statement
     */
    public void check(TableSchema table, Optional<String> after) {
        Optional<String> expression = options.of(table.id());
        if (expression.isEmpty()) {
            return;
        }
        try {
            compiled.put(table.id(), new Compiled(table, Optional.of(RowFilter.compile(expression.get(), table))));
        } catch (FilterRefusedException refused) {
            throw new ConnectException(
                    "Source connector " + connector + ": " + RowFilterOptions.option(table.id())
                            + " cannot be used for table "
                            + table.id()
                            + after.map(sql -> " as it is after the statement \"" + sql + "\"")
                                    .orElse("")
                            + ": " + refused.getMessage() + " Change the option, which is " + expression.get()
                            + after.map(sql -> " and start the connector again; it goes on with this statement.")
                                    .orElse("."),
                    refused);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a changed table is another object, and comparing it for each row is slow
    private Optional<RowFilter> of(TableSchema table) {
        if (options.isEmpty()) {
            return Optional.empty();
        }
        @Nullable Compiled known = compiled.get(table.id());
        if (known == null || known.table() != table) {
            if (options.of(table.id()).isEmpty()) {
                compiled.put(table.id(), new Compiled(table, Optional.empty()));
            } else {
                check(table, Optional.empty());
            }
            known = compiled.get(table.id());
        }
        return known == null ? Optional.empty() : known.filter();
    }

    /**
     * Returns what a change is to those who see only the rows that pass: another kind of change, or none.
     *
     * @throws ConnectException when MySQL could not evaluate the expression for the row either
     */
    public Optional<RowChange> seen(RowChange change) {
        Optional<RowFilter> found = of(change.table());
        if (found.isEmpty()) {
            return Optional.of(change);
        }
        try {
            return seen(change, found.get());
        } catch (FilterEvaluationException error) {
            TableId table = change.table().id();
            throw new ConnectException(
                    "Source connector " + connector + ": " + RowFilterOptions.option(table)
                            + " fails for a row, as it would in MySQL: " + error.getMessage()
                            + ". Change the expression so that it has a value for every row.",
                    error);
        }
    }

    private static Optional<RowChange> seen(RowChange change, RowFilter filter) {
        if (change instanceof RowChange.Update update) {
            boolean before = filter.accepts(update.before());
            boolean after = filter.accepts(update.after());
            if (before && after) {
                return Optional.of(change);
            }
            if (before) {
                return Optional.of(new RowChange.Delete(update.table(), update.before()));
            }
            return after ? Optional.of(new RowChange.Insert(update.table(), update.after())) : Optional.empty();
        }
        boolean passes;
        if (change instanceof RowChange.Insert insert) {
            passes = filter.accepts(insert.after());
        } else if (change instanceof RowChange.Delete delete) {
            passes = filter.accepts(delete.before());
        } else {
            passes = filter.accepts(((RowChange.Read) change).after());
        }
        return passes ? Optional.of(change) : Optional.empty();
    }
}
