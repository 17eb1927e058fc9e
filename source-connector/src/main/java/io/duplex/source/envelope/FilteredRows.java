// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.DecodedRow;
import io.duplex.source.table.RowFilters;
import io.duplex.source.table.RowFilters.Seen;
import io.duplex.source.table.RowMismatchException;
import io.duplex.source.table.RowTyping;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Types rows and leaves out those that do not pass their table's filter. Where the server evaluates a filter, it is
 * asked once for all rows that wait, up to the next statement that may change a table. Belongs to the task's thread.
 */
final class FilteredRows {
    private final RowFilters filters;
    private final Predicate<TableId> captured;
    private final Function<TableId, Optional<TableSchema>> tables;
    private final IdentityHashMap<RowEvent, Seen> ahead = new IdentityHashMap<>();

    FilteredRows(RowFilters filters, Predicate<TableId> captured, Function<TableId, Optional<TableSchema>> tables) {
        this.filters = filters;
        this.captured = captured;
        this.tables = tables;
    }

    /** Asks the server about those of these that it must be asked about and was not. */
    void ahead(Iterable<Decoded> waiting) {
        if (!filters.any()) {
            return;
        }
        IdentityHashMap<TableSchema, List<RowEvent>> asked = new IdentityHashMap<>();
        for (Decoded item : waiting) {
            if (item instanceof DdlEvent || item instanceof EchoedDdl) {
                break;
            }
            if (item instanceof RowEvent row && captured.test(row.table()) && !ahead.containsKey(row)) {
                tables.apply(row.table())
                        .filter(filters::asksServer)
                        .ifPresent(table -> asked.computeIfAbsent(table, any -> new ArrayList<>())
                                .add(row));
            }
        }
        asked.forEach(this::ask);
    }

    private void ask(TableSchema table, List<RowEvent> rows) {
        List<RowEvent> events = new ArrayList<>();
        List<RowChange> typed = new ArrayList<>();
        for (RowEvent row : rows) {
            if (fits(table, row)) {
                events.add(row);
                typed.add(typed(table, row));
            }
        }
        List<Seen> seen = filters.seen(table, typed);
        for (int i = 0; i < events.size(); i++) {
            ahead.put(events.get(i), seen.get(i));
        }
    }

    /** A row that does not fit is told of when its turn comes. */
    private static boolean fits(TableSchema table, RowEvent row) {
        int size = table.columns().size();
        return row.before().map(DecodedRow::size).orElse(size) == size
                && row.after().map(DecodedRow::size).orElse(size) == size;
    }

    /**
     * Returns what a row's change is to those who see only the rows that pass.
     *
     * @throws RowMismatchException when the row has another number of columns than the table
     * @throws org.apache.kafka.connect.errors.ConnectException when the filter has no value for the row
     */
    Optional<RowChange> of(TableSchema table, RowEvent event) {
        if (!filters.any()) {
            return Optional.of(typed(table, event));
        }
        Seen known = ahead.remove(event);
        return known == null ? filters.seen(typed(table, event)) : known.orThrow();
    }

    private static RowChange typed(TableSchema table, RowEvent event) {
        return switch (event.kind()) {
            case INSERT -> new RowChange.Insert(table, image(table, event.after()));
            case UPDATE -> new RowChange.Update(table, image(table, event.before()), image(table, event.after()));
            case DELETE -> new RowChange.Delete(table, image(table, event.before()));
        };
    }

    private static RowImage image(TableSchema table, Optional<DecodedRow> row) {
        return RowTyping.type(table, row.orElseThrow());
    }
}
