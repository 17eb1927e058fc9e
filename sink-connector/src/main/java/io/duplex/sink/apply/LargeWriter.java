// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.transaction.LargeTransaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies large transactions of one stream, each as one transaction of the target. */
final class LargeWriter {
    private final TargetStream stream;
    private @Nullable Gtid open;
    private boolean absent;

    LargeWriter(TargetStream stream) {
        this.stream = stream;
    }

    /** Opens the target's transaction for a large one. */
    void begin(LargeTransaction.Start start) {
        TransactionHeader header = start.header();
        PositionRow next = stream.position().row().after(header, start.last());
        stream.run(name(header), () -> {
            absent = stream.open(header.origin(), next, false);
        });
        open = header.gtid();
    }

    /** Writes the next rows of the large transaction. */
    void apply(LargeTransaction.Part part) {
        requireOpen(part.header());
        boolean done = false;
        try {
            stream.run(name(part.header()), () -> {
                if (absent) {
                    List<Received.Row> rows = stream.session().chosen().of(part.rows());
                    stream.session().writeOrDecide(unit(part.header()), part.header(), rows);
                }
                stream.reached(Step.PART_WRITTEN);
            });
            done = true;
        } catch (ApplyFailure failure) {
            stream.forgetTables();
            throw PendingStatements.orAwaited(stream, failure);
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
            stream.reached(Step.LARGE_WRITTEN);
            stream.commit(next);
            stream.reached(Step.LARGE_COMMITTED);
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

    private static RowWriter.Unit unit(TransactionHeader header) {
        return new RowWriter.Unit(name(header), header.origin().site(), RowWriter.MOST_ROWS);
    }

    private static String name(TransactionHeader header) {
        return "Transaction " + header.gtid() + " of site " + header.origin().site();
    }
}
