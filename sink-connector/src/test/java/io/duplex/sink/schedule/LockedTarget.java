// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.LooseUnit;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A target with rows, of which each has one key, and row locks that are held until the end of a transaction, as InnoDB
 * does it. A row holds the number of the transaction that changed it last; a transaction that meets another row than the
 * one that the source had before it fails. Some keys are missing in write sets, as gaps and other locks are that a server
 * takes besides.
 */
final class LockedTarget implements Applier, AppliedSet {
    /** Numbers of the committed transactions, in their order. */
    final List<Long> committed = new ArrayList<>();

    final Map<Long, Long> rows = new HashMap<>();

    /** Source transactions that a committed one held at most. */
    int largestGroup;

    private final Map<Long, MemoryLane> locks = new HashMap<>();
    private final Map<String, Long> before;
    private final Random dice;
    private final int failuresInHundred;
    private final long hidden;
    private GtidSet gtids = GtidSet.EMPTY;
    private boolean closed;

    /**
     * Without rows.
     *
     * @param before the source's value of a row before a transaction, by {@code transaction:key}
     * @param hidden write sets lack keys that it divides
     */
    LockedTarget(Map<String, Long> before, Random dice, int failuresInHundred, long hidden) {
        this.before = before;
        this.dice = dice;
        this.failuresInHundred = failuresInHundred;
        this.hidden = hidden;
    }

    static long key(Received.Row row) {
        return (Long) Objects.requireNonNull(row.change().after().orElseThrow().get(0));
    }

    private final class MemoryLane implements Lane {
        private final Map<Long, Long> own = new HashMap<>();
        private @Nullable TransactionGroup written;
        private List<TransactionGroup> prepared = List.of();

        @Override
        public void connect() {
            mayFail();
        }

        @Override
        public boolean has(Gtid gtid) {
            return contains(gtid);
        }

        @Override
        public WriteSet writeSet(TransactionGroup group) {
            WriteSet touched = new WriteSet();
            group.transactions()
                    .forEach(transaction -> transaction.rows().forEach(row -> {
                        if (key(row) % hidden != 0) {
                            touched.exclusive(key(row) + 1);
                        }
                    }));
            return touched;
        }

        @Override
        public void write(TransactionGroup group, boolean first) {
            boolean done = false;
            try {
                mayFailAsAGroup(group);
                for (ReplicatedTransaction transaction : group.transactions()) {
                    mayFail();
                    transaction
                            .rows()
                            .forEach(row -> change(transaction.header().gtid().number(), key(row)));
                }
                done = true;
            } finally {
                if (!done) {
                    rollback();
                }
            }
            written = group;
        }

        @Override
        public void prepare(List<TransactionGroup> singles) {
            prepared = singles.stream()
                    .filter(single -> !has(single.first().header().gtid()))
                    .toList();
        }

        @Override
        public boolean hasCopied(SnapshotHeader header) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void copy(SnapshotBatch batch) {
            throw new UnsupportedOperationException();
        }

        private void change(long number, long key) {
            synchronized (LockedTarget.this) {
                while (locks.getOrDefault(key, this) != this) {
                    pause();
                }
                locks.put(key, this);
                long found = own.getOrDefault(key, rows.getOrDefault(key, 0L));
                if (!Objects.equals(found, before.get(number + ":" + key))) {
                    throw new ApplyFailure(FailureKind.STOP, "Row " + key + " is of " + found + " for " + number);
                }
                own.put(key, number);
            }
        }

        private void pause() {
            try {
                LockedTarget.this.wait(1000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                closed = true;
            }
            if (closed) {
                throw new ApplyFailure(FailureKind.RECONNECT, "closed");
            }
        }

        @Override
        public void copy(LooseRows rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commit() {
            List<TransactionGroup> run = prepared;
            prepared = List.of();
            if (run.isEmpty()) {
                commitWritten();
            }
            for (TransactionGroup single : run) {
                write(single, false);
                commitWritten();
            }
        }

        private void commitWritten() {
            boolean done = false;
            try {
                mayFail();
                done = true;
            } finally {
                if (!done) {
                    rollback();
                }
            }
            synchronized (LockedTarget.this) {
                TransactionGroup group = Objects.requireNonNull(written);
                largestGroup = Math.max(largestGroup, group.transactions().size());
                group.transactions()
                        .forEach(transaction ->
                                committed.add(transaction.header().gtid().number()));
                gtids = gtids.plus(group.applied());
                if (gtids.count() != committed.size()) {
                    throw new AssertionError(gtids + " is noted, but applied are " + committed);
                }
                rows.putAll(own);
            }
            rollback();
            mayLoseTheAnswer();
        }

        @Override
        public void rollback() {
            synchronized (LockedTarget.this) {
                own.clear();
                written = null;
                prepared = List.of();
                locks.values().removeIf(holder -> holder == this);
                LockedTarget.this.notifyAll();
            }
        }
    }

    private synchronized void mayFailAsAGroup(TransactionGroup group) {
        if (!group.isSingle() && dice.nextInt(100) < failuresInHundred) {
            throw new ApplyFailure(FailureKind.STOP, "too many at once");
        }
    }

    private synchronized void mayLoseTheAnswer() {
        if (dice.nextInt(100) < failuresInHundred) {
            throw new ApplyFailure(FailureKind.RECONNECT, "connection lost");
        }
    }

    private synchronized void mayFail() {
        int die = dice.nextInt(200);
        if (die < failuresInHundred) {
            throw new ApplyFailure(FailureKind.RETRY, "deadlock");
        }
        if (closed || die < 2 * failuresInHundred) {
            throw new ApplyFailure(FailureKind.RECONNECT, "connection lost");
        }
    }

    @Override
    public AppliedSet claim(String source) {
        return this;
    }

    @Override
    public Lane lane(String source, int number) {
        return new MemoryLane();
    }

    @Override
    public boolean wasHere(Gtid gtid) {
        return false;
    }

    @Override
    public AppliedSet resume(String source) {
        return this;
    }

    @Override
    public synchronized boolean contains(Gtid gtid) {
        return gtids.contains(gtid);
    }

    @Override
    public synchronized GtidSet gtids() {
        return gtids;
    }

    @Override
    public long snapshotRecords(SnapshotHeader header) {
        return 0;
    }

    @Override
    public boolean isBehind(CopyHeader place, Coordinates at) {
        return false;
    }

    @Override
    public boolean snapshotUnfinished() {
        return false;
    }

    @Override
    public void apply(ReplicatedTransaction transaction) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void begin(LargeTransaction.Start start) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void apply(LargeTransaction.Part part) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void commit(LargeTransaction.End end) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void skip(SkippedTransaction skipped) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void apply(DdlUnit ddl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void apply(SnapshotBatch batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void apply(LooseUnit unit) {
        throw new UnsupportedOperationException("Not used by these tests");
    }

    @Override
    public void apply(CopiedRows copied) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void apply(SnapshotStatement statement) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rollback(String source) {
        // There is no large transaction.
    }

    @Override
    public synchronized void release(String source) {
        closed = true;
        notifyAll();
    }

    @Override
    public void close() {
        release("");
    }
}
