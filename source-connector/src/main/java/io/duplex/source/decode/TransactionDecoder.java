// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.EventBytes;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.GtidEvent;
import io.duplex.source.binlog.QueryEvent;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.binlog.SessionState;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.EventPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into transactions; a state machine without I/O.
 *
 * <p>Invariants: a GTID is in {@link #executed} from its commit on, never before; an event that would change data and
 * cannot be turned into rows or DDL is a failure, never passed over.
 */
public final class TransactionDecoder {
    private GtidSet executed;
    private String file = "";
    private @Nullable GtidEvent gtid;
    private long commitMicros;
    private @Nullable TransactionStart transaction;
    private long eventNumber;
    private long rowCount;
    private final Map<Long, TableMap> tables = new HashMap<>();

    /**
     * Begins after what is executed already.
     *
     * @param file binlog file to name until the server tells one
     */
    public TransactionDecoder(GtidSet executed, String file) {
        this.executed = executed;
        this.file = file;
    }

    /** Returns all that was read whole. */
    public GtidSet executed() {
        return executed;
    }

    /** Forgets the transaction that was begun: the next event comes from a new connection. */
    public void disconnected() {
        endTransaction();
    }

    /**
     * Takes the next event.
     *
     * @param out gets what the event means, in order
     * @throws BinlogFailure to stop, when the event cannot be understood or must not be passed over
     */
    public void decode(RawEvent event, Consumer<Decoded> out) {
        try {
            dispatch(event, out);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.STOP, "The binlog cannot be decoded: " + e.getMessage() + where(event), e);
        }
    }

    private void dispatch(RawEvent event, Consumer<Decoded> out) {
        switch (event.type()) {
            case EventTypes.ROTATE -> rotate(event);
            case EventTypes.GTID, EventTypes.GTID_TAGGED -> begin(event);
            case EventTypes.HEARTBEAT, EventTypes.HEARTBEAT_V2 -> heartbeat(event, out);
            case EventTypes.QUERY -> query(event, out);
            case EventTypes.TABLE_MAP -> {
                TableMap map = TableMap.of(event);
                tables.put(map.id(), map);
                eventNumber++;
            }
            case EventTypes.WRITE_ROWS,
                    EventTypes.UPDATE_ROWS,
                    EventTypes.DELETE_ROWS,
                    EventTypes.WRITE_ROWS_V1,
                    EventTypes.UPDATE_ROWS_V1,
                    EventTypes.DELETE_ROWS_V1 -> {
                rows(event, out);
                eventNumber++;
            }
            case EventTypes.XID -> commit(event, out);
            case EventTypes.FORMAT_DESCRIPTION, EventTypes.PREVIOUS_GTIDS, EventTypes.STOP -> requireBetween(event);
            case EventTypes.ROWS_QUERY,
                    EventTypes.IGNORABLE,
                    EventTypes.TRANSACTION_CONTEXT,
                    EventTypes.VIEW_CHANGE,
                    // These belong to a statement, which is refused by itself.
                    EventTypes.INTVAR,
                    EventTypes.RAND,
                    EventTypes.USER_VAR -> eventNumber++;
            default -> other(event);
        }
    }

    private void rotate(RawEvent event) {
        EventBytes body = new EventBytes(event.body());
        body.skip(8);
        file = body.name(body.remaining());
    }

    private void begin(RawEvent event) {
        requireBetween(event);
        GtidEvent next = GtidEvent.of(event);
        gtid = next;
        long committed = next.commit().originalCommitMicros();
        commitMicros = committed == 0 ? event.timestampSeconds() * 1_000_000 : committed;
        eventNumber = 0;
        rowCount = 0;
    }

    private void requireBetween(RawEvent event) {
        if (gtid != null) {
            throw failure("The transaction ends without a commit", event);
        }
    }

    private void heartbeat(RawEvent event, Consumer<Decoded> out) {
        if (gtid == null) {
            out.accept(new Progress(
                    executed, new EventPosition(file, event.nextPosition(), 0, 0, event.serverId(), commitMicros)));
        }
    }

    private void query(RawEvent event, Consumer<Decoded> out) {
        QueryEvent query = QueryEvent.of(event);
        String text = StatementText.decode(query);
        Statement kind = Statement.of(text);
        if (transaction == null) {
            standalone(kind, query, text, event, out);
        } else {
            inside(kind, query, text, event, out);
        }
        eventNumber++;
    }

    private void standalone(Statement kind, QueryEvent query, String text, RawEvent event, Consumer<Decoded> out) {
        TransactionStart start = start(query, event);
        switch (kind) {
            case BEGIN -> {
                transaction = start;
                out.accept(start);
            }
            case DDL -> {
                out.accept(ddl(start, query, text, start.position(), false));
                done(start.gtid());
            }
            case TEMPORARY_TABLE, SAVEPOINT, ROLLBACK, COMMIT -> {
                out.accept(new Progress(executed.plus(start.gtid()), start.position()));
                done(start.gtid());
            }
            case XA -> throw xa(event);
            case ROLLBACK_TO, CREATE_WITH_ROWS, DML -> throw statement(text, event);
        }
    }

    private void inside(Statement kind, QueryEvent query, String text, RawEvent event, Consumer<Decoded> out) {
        switch (kind) {
            case COMMIT -> commit(event, out);
            case ROLLBACK -> rollback(event, out);
            case SAVEPOINT, TEMPORARY_TABLE -> {
                // What was rolled back to a savepoint is not in the binlog.
            }
            case CREATE_WITH_ROWS -> {
                TransactionStart start = current(event);
                out.accept(ddl(start, query, text, position(event), true));
            }
            case XA -> throw xa(event);
            case BEGIN, DDL, DML, ROLLBACK_TO -> throw statement(text, event);
        }
    }

    private TransactionStart start(QueryEvent query, RawEvent event) {
        GtidEvent id = gtid;
        if (id == null) {
            throw failure(
                    "A statement without a GTID: the server must have gtid_mode=ON (SET GLOBAL gtid_mode=ON)", event);
        }
        SessionMark mark = query.state()
                .autoIncrement()
                .map(pair -> new SessionMark(pair.increment(), pair.offset()))
                .orElse(SessionMark.NONE);
        return new TransactionStart(
                id.gtid(), id.commit(), executed, position(event), mark, query.threadId(), Optional.empty(), List.of());
    }

    private static DdlEvent ddl(
            TransactionStart start, QueryEvent query, String text, EventPosition position, boolean inside) {
        SessionState state = query.state();
        return new DdlEvent(start, position, text, query.defaultDatabase(), state, inside);
    }

    private void rows(RawEvent event, Consumer<Decoded> out) {
        TransactionStart start = current(event);
        TableMap table = tables.get(RowsEvent.tableId(event));
        if (table == null) {
            // The empty event that only ends a statement names no table.
            if (event.body().length <= 12) {
                return;
            }
            throw failure("Rows of a table that the binlog does not name", event);
        }
        try {
            RowsEvent rows = RowsEvent.of(event, table);
            long number = 0;
            for (Optional<RowsEvent.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
                out.accept(new RowEvent(
                        start,
                        position(event).withRow(number++),
                        rows.kind(),
                        table.table(),
                        table.columnCount(),
                        row.get().before(),
                        row.get().after(),
                        rows.flags()));
            }
            rowCount += number;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.STOP,
                    "Rows of table " + table.table() + " cannot be decoded: " + e.getMessage() + where(event),
                    e);
        }
    }

    private void commit(RawEvent event, Consumer<Decoded> out) {
        TransactionStart start = current(event);
        EventPosition end = position(event);
        out.accept(new TransactionEnd(start, end));
        done(start.gtid());
    }

    /** Only after it was handed out: whoever takes it may fail, and then the server has to send it again. */
    private void done(Gtid id) {
        executed = executed.plus(id);
        endTransaction();
    }

    /** Rows before it were written only when a table without transactions was changed too, and cannot be told apart. */
    private void rollback(RawEvent event, Consumer<Decoded> out) {
        if (rowCount > 0) {
            throw failure(
                    "The transaction ends in ROLLBACK after " + rowCount
                            + " rows, because it changed tables of different " + "engines; use InnoDB for all of them",
                    event);
        }
        commit(event, out);
    }

    private TransactionStart current(RawEvent event) {
        if (transaction == null) {
            throw failure(
                    gtid == null
                            ? "Changes without a GTID: the server must have gtid_mode=ON (SET GLOBAL gtid_mode=ON)"
                            : "Changes before the transaction begins",
                    event);
        }
        return transaction;
    }

    private void endTransaction() {
        gtid = null;
        transaction = null;
        tables.clear();
    }

    private void other(RawEvent event) {
        switch (event.type()) {
            case EventTypes.ANONYMOUS_GTID ->
                throw failure(
                        "A transaction without a GTID: the server must have gtid_mode=ON (SET GLOBAL gtid_mode=ON)",
                        event);
            case EventTypes.PARTIAL_UPDATE_ROWS ->
                throw failure(
                        "An update holds only parts of JSON values: SET GLOBAL binlog_row_value_options='', end sessions "
                                + "that still have PARTIAL_JSON, and take a new snapshot of the tables",
                        event);
            case EventTypes.XA_PREPARE -> throw xa(event);
            case EventTypes.INCIDENT ->
                throw failure(
                        "The server says that changes are missing in its binlog (incident): take a new snapshot",
                        event);
            default -> {
                if (!event.ignorable()) {
                    throw failure("Event type " + event.type() + " is not known to this version of Duplex", event);
                }
                eventNumber++;
            }
        }
    }

    private BinlogFailure xa(RawEvent event) {
        return failure(
                "XA transactions are not replicated: whether one commits is told by a later event, which this version "
                        + "does not wait for. Use plain transactions on captured tables, then take a new snapshot or "
                        + "correct the connector's offset",
                event);
    }

    private BinlogFailure statement(String text, RawEvent event) {
        return failure(
                "The change is logged as a statement, without its rows: \"" + shortened(text)
                        + "\". All sessions must keep binlog_format=ROW (SET GLOBAL binlog_format=ROW, and end "
                        + "sessions that still have another value), then take a new snapshot",
                event);
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }

    private EventPosition position(RawEvent event) {
        return new EventPosition(file, event.position(), eventNumber, 0, event.serverId(), commitMicros);
    }

    private BinlogFailure failure(String message, RawEvent event) {
        return BinlogFailure.stop(message + where(event));
    }

    private String where(RawEvent event) {
        GtidEvent current = gtid;
        Optional<Gtid> id = current == null ? Optional.empty() : Optional.of(current.gtid());
        return " [" + id.map(g -> "GTID " + g + " at ").orElse("") + file + ":" + event.position() + "]";
    }
}
