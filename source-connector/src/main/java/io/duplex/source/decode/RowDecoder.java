// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.table.TableId;
import io.duplex.source.binlog.EventBytes;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.EventPosition;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns the row events of one transaction into rows, by the table maps that stand before them. */
final class RowDecoder {
    /** The empty event that only ends a statement names no table. */
    private static final int EMPTY_LENGTH = 12;

    private final DecodeOptions options;
    private final Map<Long, TableMap> tables = new HashMap<>();
    private final Map<TableId, Boolean> wanted = new HashMap<>();
    private Optional<String> query = Optional.empty();

    RowDecoder(DecodeOptions options) {
        this.options = options;
    }

    void table(RawEvent event) {
        TableMap map = TableMap.of(event);
        tables.put(map.id(), map);
    }

    /** Keeps the statement whose rows follow. Its length byte is of no use, since it holds the lowest bits only. */
    void statement(RawEvent event) {
        if (options.query()) {
            EventBytes body = new EventBytes(event.body());
            body.skip(1);
            query = Optional.of(new String(body.readRest(), StandardCharsets.UTF_8));
        }
    }

    /** Forgets what holds within a transaction only. */
    void clear() {
        tables.clear();
        query = Optional.empty();
    }

    /**
     * Hands the event's rows out.
     *
     * @return how many rows there are
     * @throws RowsFailure naming the table, when the rows cannot be read
     */
    long rows(RawEvent event, TransactionStart start, EventPosition at, Consumer<Decoded> out) {
        TableMap table = tables.get(RowsEvent.tableId(event));
        if (table == null) {
            if (event.body().length <= EMPTY_LENGTH) {
                return 0;
            }
            throw new RowsFailure("Rows of a table that the binlog does not name", null);
        }
        try {
            return wanted.computeIfAbsent(table.table(), id -> options.wanted().test(id))
                    ? read(RowsEvent.of(event, table), table, start, at, out)
                    : passOver(RowsEvent.kind(event.type()), table, start, at, out);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new RowsFailure("Rows of table " + table.table() + " cannot be decoded: " + e.getMessage(), e);
        }
    }

    private long read(RowsEvent rows, TableMap table, TransactionStart start, EventPosition at, Consumer<Decoded> out) {
        long number = 0;
        for (Optional<RowsEvent.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
            out.accept(new RowEvent(
                    start,
                    at.withRow(number++),
                    rows.kind(),
                    table.table(),
                    table,
                    row.get().before(),
                    row.get().after(),
                    rows.flags(),
                    query));
        }
        return number;
    }

    /** One row without values stands for all. */
    private static long passOver(
            Decoded.Kind kind, TableMap table, TransactionStart start, EventPosition at, Consumer<Decoded> out) {
        out.accept(RowEvent.unread(start, at, kind, table));
        return 1;
    }
}
