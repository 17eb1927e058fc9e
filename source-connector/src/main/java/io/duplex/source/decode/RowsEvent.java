// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.header.RowFlags;
import io.duplex.source.binlog.EventBytes;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.decode.Decoded.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one event, in order.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Rows__event.html">layout</a>
 */
final class RowsEvent {
    private static final int NO_FOREIGN_KEY_CHECKS = 2;
    private static final int RELAXED_UNIQUE_CHECKS = 4;

    private final EventBytes body;
    private final Kind kind;
    private final RowFlags flags;
    private final TableMap table;
    /** Whether images after may have only changes of JSON values. */
    private final boolean partial;

    /** Binary JSON of the image before by column, where it is needed for the image after. */
    private final Map<Integer, byte[]> documents = new HashMap<>(4);

    /** The images of one changed row. */
    record Row(Optional<DecodedRow> before, Optional<DecodedRow> after) {}

    private RowsEvent(EventBytes body, Kind kind, RowFlags flags, TableMap table, boolean partial) {
        this.body = body;
        this.kind = kind;
        this.flags = flags;
        this.table = table;
        this.partial = partial;
    }

    /** Returns the number of the table that the event is about. */
    static long tableId(RawEvent event) {
        return new EventBytes(event.body()).uint(6);
    }

    /**
     * Begins to read.
     *
     * @throws IncompleteRows when the event does not hold all columns
     */
    static RowsEvent of(RawEvent event, TableMap table) {
        EventBytes body = new EventBytes(event.body());
        body.skip(6);
        int flags = body.uint16();
        if (event.type() >= EventTypes.WRITE_ROWS) {
            body.skip(body.uint16() - 2);
        }
        Kind kind = kind(event.type());
        int columns = (int) body.packed();
        if (columns != table.columnCount()) {
            throw new IllegalArgumentException(
                    "rows of " + columns + " columns, but the table has " + table.columnCount());
        }
        requireAll(body, columns);
        if (kind == Kind.UPDATE) {
            requireAll(body, columns);
        }
        RowFlags rowFlags = new RowFlags((flags & NO_FOREIGN_KEY_CHECKS) != 0, (flags & RELAXED_UNIQUE_CHECKS) != 0);
        return new RowsEvent(body, kind, rowFlags, table, event.type() == EventTypes.PARTIAL_UPDATE_ROWS);
    }

    static Kind kind(int type) {
        return switch (type) {
            case EventTypes.WRITE_ROWS, EventTypes.WRITE_ROWS_V1 -> Kind.INSERT;
            case EventTypes.UPDATE_ROWS, EventTypes.UPDATE_ROWS_V1, EventTypes.PARTIAL_UPDATE_ROWS -> Kind.UPDATE;
            case EventTypes.DELETE_ROWS, EventTypes.DELETE_ROWS_V1 -> Kind.DELETE;
            default -> throw new IllegalArgumentException("event type " + type + " holds no rows");
        };
    }

    private static void requireAll(EventBytes body, int columns) {
        if (body.bits(columns).count(columns) < columns) {
            throw new IncompleteRows();
        }
    }

    Kind kind() {
        return kind;
    }

    RowFlags flags() {
        return flags;
    }

    /** Reads the next row, empty after the last one. */
    Optional<Row> next() {
        if (!body.hasRemaining()) {
            return Optional.empty();
        }
        DecodedRow first = partial ? remembered() : image();
        return Optional.of(
                switch (kind) {
                    case INSERT -> new Row(Optional.empty(), Optional.of(first));
                    case DELETE -> new Row(Optional.of(first), Optional.empty());
                    case UPDATE -> new Row(Optional.of(first), Optional.of(partial ? changed() : image()));
                });
    }

    /** Reads the image before, and keeps its JSON values as they are. */
    private DecodedRow remembered() {
        documents.clear();
        int columns = table.columnCount();
        EventBytes.Bits nulls = body.bits(columns);
        @Nullable Object[] values = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
            if (!nulls.get(i) && table.types()[i] == TableMap.TYPE_JSON) {
                byte[] document = body.read((int) body.uint(table.metadata()[i]));
                documents.put(i, document);
                values[i] = JsonText.of(document);
            } else if (!nulls.get(i)) {
                values[i] = value(i);
            }
        }
        return DecodedRow.of(values);
    }

    private DecodedRow image() {
        int columns = table.columnCount();
        EventBytes.Bits nulls = body.bits(columns);
        @Nullable Object[] values = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = nulls.get(i) ? null : value(i);
        }
        return DecodedRow.of(values);
    }

    /**
     * Reads the image after, in which JSON values may be given by what changed in them. It begins with a number whose
     * lowest bit says that a bit for each JSON column follows.
     */
    private DecodedRow changed() {
        int columns = table.columnCount();
        EventBytes.Bits changes = (body.packed() & 1) == 0 ? null : body.bits(table.count(TableMap.TYPE_JSON));
        EventBytes.Bits nulls = body.bits(columns);
        @Nullable Object[] values = new @Nullable Object[columns];
        int documentsSeen = 0;
        for (int i = 0; i < columns; i++) {
            boolean change = table.types()[i] == TableMap.TYPE_JSON && changes != null && changes.get(documentsSeen++);
            if (!nulls.get(i)) {
                values[i] = change ? changed(i) : value(i);
            }
        }
        return DecodedRow.of(values);
    }

    private Object changed(int column) {
        byte[] before = documents.get(column);
        EventBytes changes = body.slice((int) body.uint(table.metadata()[column]));
        if (before == null) {
            throw new IllegalArgumentException("column " + (column + 1) + ": changes of a JSON value that was NULL");
        }
        return JsonChanges.apply(before, changes);
    }

    private Object value(int column) {
        try {
            return ColumnValues.read(table.types()[column], table.metadata()[column], body);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("column " + (column + 1) + ": " + e.getMessage(), e);
        }
    }

    /** The session that changed the rows had another binlog_row_image than FULL. */
    static final class IncompleteRows extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        IncompleteRows() {
            super("the rows do not hold all columns; all sessions must keep binlog_row_image=FULL (SET GLOBAL "
                    + "binlog_row_image=FULL, and end sessions that still have another value), then take a new "
                    + "snapshot of the table");
        }
    }
}
