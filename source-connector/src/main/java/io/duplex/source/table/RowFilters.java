// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** Decides which rows are captured: compiles each table's filter, again when the table changes. Thread-safe. */
public final class RowFilters implements AutoCloseable {
    private final String connector;
    private final RowFilterOptions options;
    private final FilterSession server;
    private final Map<TableId, Compiled> compiled = new ConcurrentHashMap<>();

    private record Compiled(TableSchema table, Optional<TableFilter> filter) {}

    /**
     * What a change is to those who see only the rows that pass.
     *
     * @param change another kind of change, or none
     * @param failure why MySQL cannot evaluate the expression for the row
     */
    public record Seen(Optional<RowChange> change, Optional<ConnectException> failure) {
        /**
         * Returns the change.
         *
         * @throws ConnectException when MySQL cannot evaluate the expression for the row
         */
        public Optional<RowChange> orThrow() {
            failure.ifPresent(error -> {
                throw error;
            });
            return change;
        }
    }

    /** Asks {@code server} for what only a server can evaluate. */
    public RowFilters(String connector, RowFilterOptions options, FilterSession server) {
        this.connector = connector;
        this.options = options;
        this.server = server;
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
            TableFilter filter = TableFilter.compile(expression.get(), table, options.evaluation());
            filter.verify(server);
            compiled.put(table.id(), new Compiled(table, Optional.of(filter)));
        } catch (FilterRefusedException | FilterEvaluationException refused) {
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
    private Optional<TableFilter> of(TableSchema table) {
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

    /** Tells whether the server must be asked about rows of this table, many at a time. */
    public boolean asksServer(TableSchema table) {
        return of(table).filter(TableFilter::asksServer).isPresent();
    }

    /**
     * Returns what a change is to those who see only the rows that pass: another kind of change, or none.
     *
     * @throws ConnectException when MySQL could not evaluate the expression for the row either
     */
    public Optional<RowChange> seen(RowChange change) {
        Optional<TableFilter> found = of(change.table());
        if (found.isEmpty()) {
            return Optional.of(change);
        }
        TableFilter filter = found.get();
        if (filter.asksServer()) {
            return seen(change.table(), List.of(change)).get(0).orThrow();
        }
        try {
            return seen(change, filter::accepts);
        } catch (FilterEvaluationException error) {
            throw failure(change.table().id(), error);
        }
    }

    /** Returns what each change of a table is, in order, asking the server once for many of them. */
    public List<Seen> seen(TableSchema table, List<RowChange> changes) {
        TableFilter filter = of(table).orElseThrow();
        List<RowImage> images = new ArrayList<>();
        for (RowChange change : changes) {
            seen(change, image -> {
                images.add(image);
                return true;
            });
        }
        Iterator<BooleanSupplier> verdicts = filter.ask(images, server).iterator();
        List<Seen> seen = new ArrayList<>(changes.size());
        for (RowChange change : changes) {
            List<BooleanSupplier> own = new ArrayList<>(List.of(verdicts.next()));
            if (change instanceof RowChange.Update) {
                own.add(verdicts.next());
            }
            Iterator<BooleanSupplier> next = own.iterator();
            try {
                seen.add(new Seen(seen(change, image -> next.next().getAsBoolean()), Optional.empty()));
            } catch (FilterEvaluationException error) {
                seen.add(new Seen(Optional.empty(), Optional.of(failure(table.id(), error))));
            }
        }
        return seen;
    }

    private ConnectException failure(TableId table, FilterEvaluationException error) {
        return new ConnectException(
                "Source connector " + connector + ": " + RowFilterOptions.option(table)
                        + " fails for a row, as it would in MySQL: " + error.getMessage()
                        + ". Change the expression so that it has a value for every row.",
                error);
    }

    /** Whether a row passes. */
    private interface Acceptance {
        boolean accepts(RowImage row);
    }

    private static Optional<RowChange> seen(RowChange change, Acceptance filter) {
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

    /** Ends the session that evaluates filters; may come from another thread. */
    @Override
    public void close() {
        server.close();
    }
}
