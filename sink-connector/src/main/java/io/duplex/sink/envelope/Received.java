// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.RowsFollow;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What one record of a stream says. */
public sealed interface Received {
    Coordinates coordinates();

    /** Gives this record to the method for its kind. */
    <R> R accept(Visitor<R> visitor);

    /** One method for each kind of record. */
    interface Visitor<R> {
        R begin(Begin begin);

        R row(Row row);

        R end(End end);

        R ddl(Ddl ddl);

        R snapshotRow(SnapshotRow row);

        R snapshotDdl(SnapshotDdl ddl);

        R copiedRow(CopiedRow row);

        R looseRow(LooseRow row);

        R looseDdl(LooseDdl ddl);

        R ignored(Ignored ignored);
    }

    /**
     * How a transaction is put among the others of its source.
     *
     * @param chained whether the header tells what came before, as Duplex's source does; Debezium's does not
     * @param time when the server committed it
     */
    record Place(boolean chained, Instant time) {
        /** Of a source that tells what came before. */
        public static final Place CHAINED = new Place(true, Instant.EPOCH);
    }

    /** What a source may have made of a change of a key: a delete with the old key, then a create with the new one. */
    enum KeyChange {
        NONE,
        LEAVES_OLD_KEY,
        TAKES_NEW_KEY
    }

    /** BEGIN marker of a transaction. */
    record Begin(TransactionHeader header, Place place, Coordinates coordinates) implements Received {
        /** A marker of Duplex's source. */
        public Begin(TransactionHeader header, Coordinates coordinates) {
            this(header, Place.CHAINED, coordinates);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.begin(this);
        }
    }

    /**
     * One changed row.
     *
     * @param transactionId GTID of its transaction at the source
     * @param totalOrder place in the transaction, from 1
     */
    record Row(
            String transactionId,
            long totalOrder,
            DecodedChange change,
            RowFlags flags,
            KeyChange keyChange,
            Coordinates coordinates)
            implements Received {
        /** A row whose key did not change, or whose change is one record. */
        public Row(
                String transactionId, long totalOrder, DecodedChange change, RowFlags flags, Coordinates coordinates) {
            this(transactionId, totalOrder, change, flags, KeyChange.NONE, coordinates);
        }

        /** Returns the row with another change in its place. */
        public Row with(DecodedChange other) {
            return new Row(transactionId, totalOrder, other, flags, keyChange, coordinates);
        }

        public TableId table() {
            return change.table();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.row(this);
        }
    }

    /**
     * END marker of a transaction.
     *
     * @param eventCount how many rows the transaction has
     * @param collections rows by {@code database.table}
     * @param statement whether a DDL statement belongs to the transaction ({@code CREATE TABLE ... SELECT})
     */
    record End(
            String transactionId,
            long eventCount,
            Map<String, Long> collections,
            boolean statement,
            Coordinates coordinates)
            implements Received {
        /** Of a stream, which has all rows. */
        public End(String transactionId, long eventCount, Coordinates coordinates) {
            this(transactionId, eventCount, Map.of(), false, coordinates);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.end(this);
        }
    }

    /** One DDL statement, a transaction of its own. */
    record Ddl(
            TransactionHeader header,
            Place place,
            DdlContext context,
            String statement,
            ToldTables tables,
            Coordinates coordinates)
            implements Received {
        /** A statement of a source whose rows have schemas. */
        public Ddl(
                TransactionHeader header, Place place, DdlContext context, String statement, Coordinates coordinates) {
            this(header, place, context, statement, ToldTables.NONE, coordinates);
        }

        /** A statement of Duplex's source. */
        public Ddl(TransactionHeader header, DdlContext context, String statement, Coordinates coordinates) {
            this(header, Place.CHAINED, context, statement, coordinates);
        }

        /** Tells whether this is a {@code CREATE TABLE ... SELECT}, whose rows have its GTID. */
        public boolean rowsFollow() {
            return RowsFollow.in(statement).find();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ddl(this);
        }
    }

    /** A row as a snapshot read it. */
    record SnapshotRow(SnapshotHeader header, DecodedChange change, Coordinates coordinates) implements Received {
        public TableId table() {
            return change.table();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.snapshotRow(this);
        }
    }

    /**
     * A statement with which a snapshot makes a database, a table or a view.
     *
     * @param database the database that is made, or that the table or view is in
     * @param table the table or view that is made, empty when it is a database
     * @param context the statement's session, empty when the snapshot's own was usual
     */
    record SnapshotDdl(
            SnapshotHeader header,
            Optional<String> database,
            Optional<TableId> table,
            Optional<DdlContext> context,
            String statement,
            ToldTables tables,
            Coordinates coordinates)
            implements Received {
        /** A statement of a source whose rows have schemas. */
        public SnapshotDdl(
                SnapshotHeader header,
                Optional<String> database,
                Optional<TableId> table,
                Optional<DdlContext> context,
                String statement,
                Coordinates coordinates) {
            this(header, database, table, context, statement, ToldTables.NONE, coordinates);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.snapshotDdl(this);
        }
    }

    /** A row that a snapshot asked for by a signal tells between two transactions. */
    record CopiedRow(CopyHeader header, DecodedChange change, Coordinates coordinates) implements Received {
        public TableId table() {
            return change.table();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.copiedRow(this);
        }
    }

    /**
     * A row of any snapshot, in a table's topic: which rows the snapshot has, and when it ends, is not told.
     *
     * @param incremental whether transactions go on around it
     */
    record LooseRow(DecodedChange change, boolean incremental, Coordinates coordinates) implements Received {
        public TableId table() {
            return change.table();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.looseRow(this);
        }
    }

    /**
     * A statement of a snapshot in the topic of schema changes.
     *
     * @param database the session's, or the one that the statement is about
     * @param table that the statement is about
     */
    record LooseDdl(
            Optional<String> database,
            Optional<TableId> table,
            Optional<DdlContext> context,
            String statement,
            ToldTables tables,
            Coordinates coordinates)
            implements Received {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.looseDdl(this);
        }
    }

    /** A tombstone, a heartbeat or another record without effect on the target. */
    record Ignored(Coordinates coordinates) implements Received {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ignored(this);
        }
    }
}
