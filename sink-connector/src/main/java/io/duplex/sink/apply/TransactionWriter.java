// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies row transactions of one stream, each as one transaction of the target. */
final class TransactionWriter {
    private final TargetStream stream;
    private @Nullable Gtid open;

    TransactionWriter(TargetStream stream) {
        this.stream = stream;
    }

    /** Applies a whole transaction. */
    void apply(ReplicatedTransaction transaction) {
        try {
            apply(transaction, true);
        } catch (ApplyFailure failure) {
            if (failure.kind() != FailureKind.STOP || transaction.rows().isEmpty()) {
                throw failure;
            }
            // Once more with the tables as they are now, and row by row, so that the message names the row.
            stream.writer().forgetTables();
            apply(transaction, false);
        }
    }

    private void apply(ReplicatedTransaction transaction, boolean together) {
        TransactionHeader header = transaction.header();
        PositionRow next = stream.position().row().after(header, transaction.last());
        stream.commit(name(header), header.origin().site(), next, () -> {
            if (together) {
                stream.session().groupWriter().write(unit(header, RowWriter.MOST_ROWS), transaction.rows());
            } else {
                writeSingly(unit(header, 1), transaction.rows());
            }
        });
    }

    /** Opens the target's transaction for a large one. */
    void begin(LargeTransaction.Start start) {
        TransactionHeader header = start.header();
        PositionRow next = stream.position().row().after(header, start.last());
        stream.run(name(header), () -> {
            stream.open(header.origin().site(), next);
        });
        open = header.gtid();
    }

    /** Writes the next rows of the large transaction. */
    void apply(LargeTransaction.Part part) {
        requireOpen(part.header());
        boolean done = false;
        try {
            stream.run(name(part.header()), () -> {
                stream.session().groupWriter().write(unit(part.header(), RowWriter.MOST_ROWS), part.rows());
            });
            done = true;
        } finally {
            if (!done) {
                forget();
            }
        }
    }

    /** Commits the large transaction. */
    void commit(LargeTransaction.End end) {
        TransactionHeader header = end.header();
        requireOpen(header);
        forget();
        // Again, as only now it is known which record follows.
        PositionRow next = stream.position().row().after(header, end.last());
        stream.run(name(header), () -> {
            stream.open(header.origin().site(), next);
            stream.commit(next);
        });
    }

    /** Undoes the large transaction, if one is open. */
    void abort() {
        if (open != null) {
            stream.rollback();
            forget();
        }
    }

    private void forget() {
        open = null;
    }

    private void requireOpen(TransactionHeader header) {
        if (!header.gtid().equals(open)) {
            throw new IllegalStateException("Transaction " + header.gtid() + " was not begun on the target");
        }
    }

    private static RowWriter.Unit unit(TransactionHeader header, int mostRows) {
        return new RowWriter.Unit(name(header), header.origin().site(), mostRows);
    }

    private void writeSingly(RowWriter.Unit unit, List<Received.Row> rows) throws SQLException {
        RowWriter writer = stream.writer();
        writer.begin(unit);
        for (Received.Row row : rows) {
            if (row.flags().copied()) {
                writer.merge(row.change(), row.flags());
            } else {
                writer.write(row.change(), row.flags());
            }
        }
        writer.flush();
    }

    private static String name(TransactionHeader header) {
        return "Transaction " + header.gtid() + " of site " + header.origin().site();
    }
}
