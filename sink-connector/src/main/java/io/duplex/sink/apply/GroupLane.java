// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.schedule.Lane;
import io.duplex.sink.schedule.TransactionGroup;
import io.duplex.sink.schedule.WriteSet;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes groups of one stream through one session, each as one transaction of the target. */
final class GroupLane implements Lane {
    private final TargetStream stream;
    private final CopyWriter copies;
    private final LooseWriter loose;
    private boolean connected;
    private final RunWriter run;
    private @Nullable Written written;

    /** What is written and not committed, what is reached when it is, and what is written only then. */
    private record Written(String name, PositionRow next, Step committed, TargetStream.Work last) {
        Written(String name, PositionRow next, Step committed) {
            this(name, next, committed, () -> {});
        }
    }

    /**
     * Writes through this session.
     *
     * @param connected whether the session is there already
     */
    GroupLane(TargetStream stream, CopyWriter copies, boolean connected) {
        this.stream = stream;
        this.copies = copies;
        this.loose = new LooseWriter(stream, copies);
        this.run = new RunWriter(stream, single -> {
            write(single, false);
            commit();
        });
        this.connected = connected;
    }

    @Override
    public void connect() {
        if (!connected) {
            stream.resume();
        }
        // The next call follows a failure.
        connected = false;
    }

    @Override
    public boolean has(Gtid gtid) {
        return stream.position().applied().contains(gtid);
    }

    @Override
    public WriteSet writeSet(TransactionGroup group) {
        WriteSet touched = new WriteSet();
        stream.run(group.name(), () -> {
            stream.refreshTables();
            for (ReplicatedTransaction transaction : group.transactions()) {
                for (Received.Row row : transaction.rows()) {
                    stream.session().rowTokens().add(row, touched);
                }
            }
        });
        return touched;
    }

    @Override
    public void write(TransactionGroup group, boolean first) {
        boolean settles = stream.conflicts().hasRowStates(group);
        if (!settles) {
            try {
                write(group, Manner.TOGETHER);
                return;
            } catch (ApplyFailure failure) {
                if (failure.kind() != FailureKind.STOP
                        || !first
                        || !group.isSingle()
                        || group.first().rows().isEmpty()) {
                    throw failure;
                }
            }
        } else if (!first || !group.isSingle()) {
            throw new ApplyFailure(FailureKind.STOP, group.name() + ": it settles rows and must be the first, alone.");
        }
        try {
            singly(group, stream.conflicts().looks() ? Manner.DECIDING : Manner.ONE_BY_ONE);
        } catch (ApplyFailure failure) {
            throw PendingStatements.orAwaited(stream, failure);
        }
    }

    /** Row by row, so that the message names the row; with the tables as they are now, once conflicts are no reason. */
    private void singly(TransactionGroup group, Manner manner) {
        if (manner == Manner.DECIDING) {
            try {
                write(group, manner);
                return;
            } catch (ApplyFailure failure) {
                if (failure.kind() != FailureKind.STOP) {
                    throw failure;
                }
            }
        }
        stream.forgetTables();
        write(group, manner);
    }

    private enum Manner {
        TOGETHER,
        ONE_BY_ONE,
        DECIDING
    }

    private void write(TransactionGroup group, Manner manner) {
        PositionRow next = stream.row().after(group);
        stream.run(group.name(), () -> {
            stream.refreshTables();
            List<Received.Row> rows = stream.session().chosen().of(rows(group));
            boolean absent = open(group, next, manner == Manner.TOGETHER && !rows.isEmpty());
            stream.reached(Step.PROGRESS_WRITTEN);
            if (absent) {
                write(group, manner, rows);
            }
            stream.reached(group.isSingle() ? Step.ROWS_WRITTEN : Step.GROUP_WRITTEN);
        });
        written = new Written(group.name(), next, Step.COMMITTED);
    }

    private void write(TransactionGroup group, Manner manner, List<Received.Row> rows) throws SQLException {
        switch (manner) {
            case TOGETHER -> stream.session().write(unit(group, RowWriter.MOST_ROWS), rows);
            case ONE_BY_ONE -> stream.session().writeInOrder(unit(group, 1), rows);
            case DECIDING ->
                stream.session().decide(unit(group, 1), group.first().header(), rows);
        }
    }

    /** Returns whether the rows are to be written; groups of several have no one GTID. */
    private boolean open(TransactionGroup group, PositionRow next, boolean withRows) throws SQLException {
        if (group.isSingle() && !group.first().rows().isEmpty()) {
            return stream.open(group.first().header().origin(), next, withRows);
        }
        stream.open(group.originSite(), next, withRows);
        return true;
    }

    private static RowWriter.Unit unit(TransactionGroup group, int mostRows) {
        return new RowWriter.Unit(group.name(), group.originSite(), mostRows);
    }

    private static List<Received.Row> rows(TransactionGroup group) {
        if (group.isSingle()) {
            return group.first().rows();
        }
        List<Received.Row> rows = new ArrayList<>();
        group.transactions().forEach(transaction -> rows.addAll(transaction.rows()));
        return rows;
    }

    @Override
    public void prepare(List<TransactionGroup> singles) {
        run.begin(singles);
    }

    @Override
    public boolean hasCopied(SnapshotHeader record) {
        return stream.position().applied().snapshotRecords(record) >= record.record();
    }

    @Override
    public void copy(SnapshotBatch batch) {
        PositionRow next = copies.write(batch, stream.row());
        stream.reached(Step.COPY_WRITTEN);
        written = new Written(CopyWriter.name(batch.header()), next, Step.COPY_COMMITTED);
    }

    @Override
    public void copy(LooseRows rows) {
        LooseWriter.Written copied = loose.write(rows);
        stream.reached(Step.COPY_WRITTEN);
        written = new Written(copied.name(), copied.next(), Step.COPY_COMMITTED, () -> loose.finish(copied));
    }

    @Override
    public void commit() {
        Written committing = written;
        if (committing == null && run.isBegun()) {
            run.commit();
            return;
        }
        if (committing == null) {
            throw new IllegalStateException("Nothing was written");
        }
        written = null;
        stream.run(committing.name(), () -> {
            committing.last().run();
            stream.commit(committing.next());
            stream.reached(committing.committed());
        });
    }

    @Override
    public void rollback() {
        written = null;
        run.forget();
        stream.rollback();
    }
}
