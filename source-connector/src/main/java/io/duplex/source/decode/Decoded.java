// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.TransactionHeader.CommitInfo;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.TableId;
import io.duplex.source.binlog.QueryEvent;
import io.duplex.source.binlog.SessionState;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.position.EventPosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the source reads, one item at a time in commit order; a transaction is never held in memory. */
public sealed interface Decoded {

    /** Returns where the item is in the binlog. */
    EventPosition position();

    /**
     * A transaction begins. All of its items refer to it.
     *
     * @param executed what was executed before it, as far as this source has read
     * @param position of BEGIN, or of the DDL statement that is the transaction
     * @param threadId connection that committed it
     * @param origin where it was committed first when it was replicated into this server, empty for local ones
     * @param path sites that a replicated transaction went through before this one, oldest first
     */
    record TransactionStart(
            Gtid gtid,
            CommitInfo commit,
            GtidSet executed,
            EventPosition position,
            SessionMark mark,
            long threadId,
            Optional<Origin> origin,
            List<Integer> path)
            implements Decoded {

        public TransactionStart {
            path = List.copyOf(path);
        }

        /** Returns the same start with where the transaction comes from. */
        public TransactionStart from(Origin first, List<Integer> through) {
            return new TransactionStart(gtid, commit, executed, position, mark, threadId, Optional.of(first), through);
        }

        /** Returns the same start as one that has its GTID here, although it has come from other sites. */
        public TransactionStart through(List<Integer> sites) {
            return new TransactionStart(gtid, commit, executed, position, mark, threadId, Optional.empty(), sites);
        }
    }

    /** What happened to a row. */
    enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * One changed row.
     *
     * @param layout what the binlog says of the table
     * @param before empty for an insert
     * @param after empty for a delete; both are empty for the rows of a table that nobody wants, see {@link #unread}
     * @param query the statement that changed it, when it is logged and wanted
     */
    record RowEvent(
            TransactionStart transaction,
            EventPosition position,
            Kind kind,
            TableId table,
            TableMap layout,
            Optional<DecodedRow> before,
            Optional<DecodedRow> after,
            RowFlags flags,
            Optional<String> query)
            implements Decoded {

        /** Returns what stands for all rows of an event that are not read, because their table is not wanted. */
        static RowEvent unread(TransactionStart transaction, EventPosition position, Kind kind, TableMap layout) {
            return new RowEvent(
                    transaction,
                    position,
                    kind,
                    layout.table(),
                    layout,
                    Optional.empty(),
                    Optional.empty(),
                    RowFlags.NONE,
                    Optional.empty());
        }

        /** Returns the row as one of a table that is being copied meanwhile. */
        public RowEvent whileCopied() {
            return new RowEvent(transaction, position, kind, table, layout, before, after, flags.whileCopied(), query);
        }

        /** Returns the row as a part of this transaction. */
        public RowEvent in(TransactionStart start) {
            return start.equals(transaction)
                    ? this
                    : new RowEvent(start, position, kind, table, layout, before, after, flags, query);
        }
    }

    /**
     * The transaction is committed; its GTID is executed from here on.
     *
     * @param executed what is executed now; of an XA transaction also the GTID under which it was prepared
     */
    record TransactionEnd(TransactionStart transaction, GtidSet executed, EventPosition position) implements Decoded {
        public TransactionEnd(TransactionStart transaction, EventPosition position) {
            this(transaction, transaction.executed().plus(transaction.gtid()), position);
        }
    }

    /**
     * A DDL statement.
     *
     * @param transaction its GTID and what goes with that
     * @param statement the full text
     * @param defaultDatabase the session's current database
     * @param state the session's variables
     * @param error the code with which it ended, as a rule 0
     * @param insideTransaction false: the statement is the whole transaction, no start and no end is given. true (CREATE
     *     TABLE ... SELECT): it stands between its transaction's start and rows
     */
    record DdlEvent(
            TransactionStart transaction,
            EventPosition position,
            String statement,
            Optional<String> defaultDatabase,
            SessionState state,
            int error,
            boolean insideTransaction,
            long end)
            implements Decoded {

        static DdlEvent of(
                TransactionStart start, QueryEvent query, EventPosition position, long end, boolean insideTransaction) {
            return new DdlEvent(
                    start,
                    position,
                    StatementText.decode(query),
                    query.defaultDatabase(),
                    query.state(),
                    query.errorCode(),
                    insideTransaction,
                    end);
        }

        public Gtid gtid() {
            return transaction.gtid();
        }

        /** Returns the place behind the statement. */
        public EventPosition behind() {
            return position.at(end);
        }

        public CommitInfo commit() {
            return transaction.commit();
        }

        /** Returns what was executed before. */
        public GtidSet executed() {
            return transaction.executed();
        }

        public long threadId() {
            return transaction.threadId();
        }

        public SessionMark mark() {
            return transaction.mark();
        }

        /** Returns {@link SessionState#variables}. */
        public Map<String, String> session() {
            return state.variables();
        }

        /** Returns the statement as the whole of its transaction. */
        public DdlEvent alone() {
            return new DdlEvent(transaction, position, statement, defaultDatabase, state, error, false, end);
        }

        /** Returns the statement as this transaction. */
        public DdlEvent in(TransactionStart start) {
            return start.equals(transaction)
                    ? this
                    : new DdlEvent(start, position, statement, defaultDatabase, state, error, insideTransaction, end);
        }
    }

    /**
     * Nothing to emit up to here: an echo that was dropped, an empty transaction, a heartbeat of the server.
     *
     * @param executed what is executed now
     */
    record Progress(GtidSet executed, EventPosition position) implements Decoded {}

    /**
     * A row that a sink changed here, told only while somebody asks for it. Nothing is emitted of it.
     *
     * @param row the change
     */
    record EchoedRow(RowEvent row) implements Decoded {
        @Override
        public EventPosition position() {
            return row.position();
        }
    }

    /**
     * A DDL statement that a sink executed here. Nothing is emitted of it, but the tables are what it made them.
     *
     * @param ddl the statement
     */
    record EchoedDdl(DdlEvent ddl) implements Decoded {
        @Override
        public EventPosition position() {
            return ddl.position();
        }
    }
}
