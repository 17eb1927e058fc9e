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
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.EventPosition;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into transactions; a state machine without I/O.
 *
 * <p>Invariants: a GTID is in {@link #executed} from its commit on, never before; an event that would change data and
 * cannot be turned into rows or DDL is a failure, never passed over.
 */
public final class TransactionDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionDecoder.class);

    private GtidSet executed;
    private String file = "";
    private @Nullable GtidEvent gtid;
    private long commitMicros;
    private @Nullable TransactionStart transaction;
    private long eventNumber;
    private long rowCount;
    private final RowDecoder rows;
    private final FailureMode failures;
    private final XaTransactions xa = new XaTransactions();
    /** Where the decision of the XA transaction is whose events come again now. */
    private String fileOfDecision = "";

    /**
     * Begins after what is executed already.
     *
     * @param file binlog file to name until the server tells one
     */
    public TransactionDecoder(GtidSet executed, String file, DecodeOptions options) {
        this.executed = executed;
        this.file = file;
        this.rows = new RowDecoder(options);
        this.failures = options.failures();
    }

    /** Returns all that was read whole. */
    public GtidSet executed() {
        return executed;
    }

    /** Forgets the transaction that was begun: the next event comes from a new connection. */
    public void disconnected() {
        endTransaction();
        xa.clear();
    }

    /**
     * Returns the XA transaction that was committed by the last event. What comes next must be its events, from XA
     * START on, and then the event that committed it; nothing else in between but the name of their file.
     */
    public Optional<XaCommit> decided() {
        return xa.decided();
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
        if (xa.takes(event)) {
            return;
        }
        switch (event.type()) {
            case EventTypes.ROTATE -> rotate(event);
            case EventTypes.GTID, EventTypes.GTID_TAGGED -> begin(event);
            case EventTypes.HEARTBEAT, EventTypes.HEARTBEAT_V2 -> heartbeat(event, out);
            case EventTypes.QUERY -> query(event, out);
            case EventTypes.TABLE_MAP -> {
                rows.table(event);
                eventNumber++;
            }
            case EventTypes.WRITE_ROWS,
                    EventTypes.UPDATE_ROWS,
                    EventTypes.DELETE_ROWS,
                    EventTypes.WRITE_ROWS_V1,
                    EventTypes.UPDATE_ROWS_V1,
                    EventTypes.DELETE_ROWS_V1,
                    EventTypes.PARTIAL_UPDATE_ROWS -> {
                rows(event, out);
                eventNumber++;
            }
            case EventTypes.ROWS_QUERY -> {
                rows.statement(event);
                eventNumber++;
            }
            case EventTypes.XA_PREPARE -> prepared(event, out);
            case EventTypes.XID -> commit(event, out);
            case EventTypes.FORMAT_DESCRIPTION, EventTypes.PREVIOUS_GTIDS, EventTypes.STOP -> requireBetween(event);
            case EventTypes.IGNORABLE,
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
        if (kind == Statement.XA) {
            xa(query, text, event, out);
        } else if (transaction == null) {
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
                out.accept(DdlEvent.of(start, query, position(event), event.nextPosition(), false));
                done(start.gtid());
            }
            case TEMPORARY_TABLE, SAVEPOINT, ROLLBACK, COMMIT -> {
                out.accept(new Progress(executed.plus(start.gtid()), start.position()));
                done(start.gtid());
            }
            case DML -> {
                passOver(statement(text, event));
                out.accept(new Progress(executed.plus(start.gtid()), start.position()));
                done(start.gtid());
            }
            case ROLLBACK_TO, CREATE_WITH_ROWS, XA -> throw statement(text, event);
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
                out.accept(DdlEvent.of(start, query, position(event), event.nextPosition(), true));
            }
            case DML -> passOver(statement(text, event));
            case BEGIN, DDL, ROLLBACK_TO, XA -> throw statement(text, event);
        }
    }

    private TransactionStart start(QueryEvent query, RawEvent event) {
        GtidEvent id = open(event);
        SessionMark mark = query.state()
                .autoIncrement()
                .map(pair -> new SessionMark(pair.increment(), pair.offset()))
                .orElse(SessionMark.NONE);
        return new TransactionStart(
                id.gtid(), id.commit(), executed, position(event), mark, query.threadId(), Optional.empty(), List.of());
    }

    private GtidEvent open(RawEvent event) {
        GtidEvent id = gtid;
        if (id == null) {
            throw failure("A statement" + Refusals.NO_GTID, event);
        }
        return id;
    }

    private void rows(RawEvent event, Consumer<Decoded> out) {
        TransactionStart start = current(event);
        try {
            rowCount += rows.rows(event, start, position(event), out);
        } catch (RowsFailure failed) {
            passOver(new BinlogFailure(BinlogFailure.Kind.STOP, failed.getMessage() + where(event), failed));
        }
    }

    /** Does with what cannot be processed as the options say. */
    private void passOver(BinlogFailure failure) {
        switch (failures) {
            case FAIL -> throw failure;
            case WARN -> LOG.warn("Passed over, its changes are lost: {}", failure.getMessage());
            case SKIP, IGNORE -> LOG.debug("Passed over, its changes are lost: {}", failure.getMessage());
        }
    }

    private void xa(QueryEvent query, String text, RawEvent event, Consumer<Decoded> out) {
        XaStatement statement = XaStatement.of(text).orElseThrow(() -> statement(text, event));
        if (xa.decided().isPresent()) {
            again(statement, query, event, out);
        } else if (transaction != null) {
            throw statement(text, event);
        } else {
            first(statement, query, event, out);
        }
    }

    private void first(XaStatement statement, QueryEvent query, RawEvent event, Consumer<Decoded> out) {
        Gtid id = start(query, event).gtid();
        switch (statement.verb()) {
            case "START" -> xa.begin(XaBranch.begun(statement.xid(), id, file), event);
            case "COMMIT" -> decided(xa.commit(statement.xid(), id, event).branch());
            case "ROLLBACK" -> {
                GtidSet rolledBack =
                        xa.rollback(statement.xid()).map(executed::plus).orElse(executed);
                out.accept(new Progress(rolledBack.plus(id), position(event)));
                executed = rolledBack;
                done(id);
            }
            default -> throw failure("XA " + statement.verb() + " does not stand here", event);
        }
    }

    /** The events of a committed transaction come, between its XA START and what committed it. */
    private void again(XaStatement statement, QueryEvent query, RawEvent event, Consumer<Decoded> out) {
        switch (statement.verb()) {
            case "START" -> {
                eventNumber = 0;
                TransactionStart start = start(query, event);
                transaction = start;
                out.accept(start);
            }
            case "COMMIT" -> commitXa(event, out);
            default -> {
                // XA END says nothing that XA COMMIT does not.
            }
        }
    }

    private void prepared(RawEvent event, Consumer<Decoded> out) {
        boolean onePhase = new EventBytes(event.body()).uint8() != 0;
        if (xa.decided().isPresent()) {
            commitXa(event, out);
        } else if (onePhase) {
            decided(xa.commitAtOnce(open(event).gtid(), event).branch());
        } else if (xa.prepare()) {
            endTransaction();
            out.accept(new Progress(executed, position(event)));
        } else {
            throw failure("XA PREPARE without XA START", event);
        }
    }

    private void decided(XaBranch branch) {
        fileOfDecision = file;
        eventNumber = 0;
        if (branch.held()) {
            file = branch.file();
        }
    }

    private void commitXa(RawEvent event, Consumer<Decoded> out) {
        file = fileOfDecision;
        TransactionStart start = current(event);
        GtidSet before = xa.decided()
                .flatMap(commit -> commit.branch().prepared())
                .map(executed::plus)
                .orElse(executed);
        out.accept(new TransactionEnd(
                start, before.plus(start.gtid()), position(event).at(event.nextPosition())));
        xa.finished();
        executed = before;
        done(start.gtid());
    }

    private void commit(RawEvent event, Consumer<Decoded> out) {
        TransactionStart start = current(event);
        out.accept(new TransactionEnd(start, position(event).at(event.nextPosition())));
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
            throw failure(gtid == null ? "Changes" + Refusals.NO_GTID : "Changes before the transaction begins", event);
        }
        return transaction;
    }

    private void endTransaction() {
        gtid = null;
        transaction = null;
        rows.clear();
    }

    private void other(RawEvent event) {
        Optional<String> refusal = Refusals.ofEvent(event);
        if (refusal.isPresent()) {
            throw failure(refusal.get(), event);
        }
        eventNumber++;
    }

    private BinlogFailure statement(String text, RawEvent event) {
        return failure(Refusals.loggedAsStatement(text), event);
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
