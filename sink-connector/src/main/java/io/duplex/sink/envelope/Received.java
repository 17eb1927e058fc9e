// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
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

        R ignored(Ignored ignored);
    }

    /** BEGIN marker of a transaction. */
    record Begin(TransactionHeader header, Coordinates coordinates) implements Received {
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
    record Row(String transactionId, long totalOrder, DecodedChange change, RowFlags flags, Coordinates coordinates)
            implements Received {
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
     */
    record End(String transactionId, long eventCount, Coordinates coordinates) implements Received {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.end(this);
        }
    }

    /** One DDL statement, a transaction of its own. */
    record Ddl(TransactionHeader header, DdlContext context, String statement, Coordinates coordinates)
            implements Received {
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
            Coordinates coordinates)
            implements Received {
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

    /** A tombstone, a heartbeat or another record without effect on the target. */
    record Ignored(Coordinates coordinates) implements Received {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ignored(this);
        }
    }
}
