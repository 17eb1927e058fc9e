// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.FilterServer;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.filter.ServerRowFilter;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the rows of one version of a target's table: an UPDATE that crosses the filter's border becomes a delete or an
 * insert. The filter sees each row as the target's columns hold it. Used by one thread.
 */
public final class RowChoice {
    private final TableSchema table;
    private final String expression;
    private final RowFilterOptions options;
    private final FilterServer server;
    private final IdentityHashMap<List<String>, Filter> filters = new IdentityHashMap<>();

    /**
     * Compiles nothing yet.
     *
     * @param table as it is on the target now
     * @param server evaluates what the connector cannot
     */
    public RowChoice(TableSchema table, String expression, RowFilterOptions options, FilterServer server) {
        this.table = table;
        this.expression = expression;
        this.options = options;
        this.server = server;
    }

    /** For images with certain columns; one of both evaluators is present. */
    private record Filter(
            TableSchema table, List<Integer> positions, Optional<RowFilter> local, Optional<ServerRowFilter> asked) {
        RowImage row(DecodedImage image) {
            @Nullable Object[] values = new @Nullable Object[positions.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = CanonicalValues.of(
                        image.get(positions.get(i)), table.columns().get(i));
            }
            return RowImage.of(values);
        }
    }

    /**
     * Returns what each change is to those who see only the rows that pass, nothing where it is nothing to them.
     *
     * @throws IllegalArgumentException when the filter cannot be evaluated
     */
    public List<Optional<DecodedChange>> of(List<DecodedChange> changes) {
        try {
            List<DecodedImage> images = new ArrayList<>();
            for (DecodedChange change : changes) {
                change.before().ifPresent(images::add);
                change.after().ifPresent(images::add);
            }
            List<Boolean> verdicts = verdicts(images);
            List<Optional<DecodedChange>> seen = new ArrayList<>(changes.size());
            int next = 0;
            for (DecodedChange change : changes) {
                boolean before = change.before().isPresent() && verdicts.get(next++);
                boolean after = change.after().isPresent() && verdicts.get(next++);
                seen.add(seen(change, before, after));
            }
            return seen;
        } catch (FilterRefusedException | FilterEvaluationException | IllegalArgumentException failed) {
            throw new IllegalArgumentException(describe(failed), failed);
        }
    }

    /**
     * Tells whether a row passes.
     *
     * @throws IllegalArgumentException when the filter cannot be evaluated
     */
    public boolean takes(DecodedImage row) {
        try {
            return verdicts(List.of(row)).get(0);
        } catch (FilterRefusedException | FilterEvaluationException | IllegalArgumentException failed) {
            throw new IllegalArgumentException(describe(failed), failed);
        }
    }

    /** Returns why the filter cannot be evaluated for rows that have all columns of the table, if it cannot. */
    public Optional<String> problem() {
        try {
            compile(table.columns().stream().map(Column::name).toList());
            return Optional.empty();
        } catch (FilterRefusedException | FilterEvaluationException | IllegalArgumentException failed) {
            return Optional.of(describe(failed));
        }
    }

    private String describe(RuntimeException failed) {
        String why = String.valueOf(failed.getMessage());
        return option() + " cannot be evaluated for table " + table.id() + ": " + why + (why.endsWith(".") ? "" : ".")
                + " Change the option, which is " + expression + ".";
    }

    private String option() {
        return RowFilterOptions.PREFIX + table.id();
    }

    private static Optional<DecodedChange> seen(DecodedChange change, boolean before, boolean after) {
        return switch (change.operation()) {
            case CREATE, READ -> after ? Optional.of(change) : Optional.empty();
            case DELETE -> before ? Optional.of(change) : Optional.empty();
            case UPDATE -> {
                if (before && after) {
                    yield Optional.of(change);
                }
                if (before) {
                    yield Optional.of(change.as(Operation.DELETE, change.before(), Optional.empty()));
                }
                yield after
                        ? Optional.of(change.as(Operation.CREATE, Optional.empty(), change.after()))
                        : Optional.empty();
            }
            case TRUNCATE, MESSAGE -> Optional.of(change);
        };
    }

    @SuppressWarnings("ReferenceEquality") // there is one for each list of columns
    private List<Boolean> verdicts(List<DecodedImage> images) {
        List<Boolean> verdicts = new ArrayList<>(images.size());
        int from = 0;
        while (from < images.size()) {
            Filter filter = filter(images.get(from).columns());
            int to = from + 1;
            while (to < images.size() && filter(images.get(to).columns()) == filter) {
                to++;
            }
            verdicts.addAll(verdicts(filter, images.subList(from, to)));
            from = to;
        }
        return verdicts;
    }

    private List<Boolean> verdicts(Filter filter, List<DecodedImage> images) {
        List<RowImage> rows = images.stream().map(filter::row).toList();
        if (filter.local().isPresent()) {
            RowFilter local = filter.local().get();
            return rows.stream().map(local::accepts).toList();
        }
        return filter.asked().orElseThrow().of(rows, server).stream()
                .map(ServerRowFilter.Verdict::passes)
                .toList();
    }

    private Filter filter(List<String> columns) {
        Filter known = filters.get(columns);
        if (known == null) {
            known = compile(columns);
            filters.put(columns, known);
        }
        return known;
    }

    /** Compiles the expression over the columns that it may use and the records have. */
    private Filter compile(List<String> names) {
        String words = expression.toLowerCase(Locale.ROOT);
        List<Column> columns = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<Column> column = table.column(names.get(i));
            if (column.isPresent() && words.contains(names.get(i).toLowerCase(Locale.ROOT))) {
                columns.add(column.get());
                positions.add(i);
            }
        }
        TableSchema used = new TableSchema(table.id(), columns, List.of(), List.of(), TableSchema.TableOptions.NONE);
        try {
            return new Filter(used, positions, Optional.of(RowFilter.compile(expression, used)), Optional.empty());
        } catch (FilterRefusedException refused) {
            if (options.evaluation() == RowFilterOptions.Evaluation.LOCAL) {
                throw refused;
            }
            ServerRowFilter asked = ServerRowFilter.compile(expression, used);
            asked.verify(server);
            return new Filter(used, positions, Optional.empty(), Optional.of(asked));
        }
    }

    /** Returns the table that the choice is for. */
    public TableId table() {
        return table.id();
    }
}
