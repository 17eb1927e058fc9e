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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A target that keeps what was committed in memory, and fails when its dice say so. All its rows have one key. */
public final class InMemoryTarget implements Applier, AppliedSet {
    /** What is committed: per transaction its rows. */
    final List<String> committed = Collections.synchronizedList(new ArrayList<>());

    /** How many transactions each commit of a lane had. */
    final List<Integer> groups = Collections.synchronizedList(new ArrayList<>());

    final Map<String, Long> snapshots = new HashMap<>();
    boolean snapshotUnfinished;
    GtidSet atStart = GtidSet.EMPTY;
    int claims;
    int releases;
    private final Random dice;
    private final int failuresInHundred;
    private volatile GtidSet gtids = GtidSet.EMPTY;
    private List<Received.Row> large = new ArrayList<>();
    private final Session first = new Session();
    private volatile boolean closed;
    private volatile CountDownLatch open = new CountDownLatch(0);
    private final AtomicInteger callsToFailure = new AtomicInteger(-1);

    InMemoryTarget(Random dice, int failuresInHundred) {
        this.dice = dice;
        this.failuresInHundred = failuresInHundred;
    }

    public static InMemoryTarget reliable() {
        return new InMemoryTarget(new Random(0), 0);
    }

    /** Options of this many lanes, and groups of at most so many transactions. */
    public static LaneOptions lanes(int workers, int group) {
        return new LaneOptions(
                workers,
                CommitOrder.SOURCE,
                new LaneOptions.Limit(group, 100, 1 << 20),
                new LaneOptions.Limit(Integer.MAX_VALUE, 50, 1 << 20),
                Duration.ofMillis(20));
    }

    public List<String> committed() {
        return List.copyOf(committed);
    }

    /** From now on nothing gets done, and nothing fails. */
    public void block() {
        open = new CountDownLatch(1);
    }

    public void unblock() {
        open.countDown();
    }

    /** Loses the connection once, at the call after this many. */
    public void failOnceAfter(int calls) {
        callsToFailure.set(calls);
    }

    @Override
    public AppliedSet claim(String source) {
        first.lost = false;
        closed = false;
        mayFail();
        claims++;
        return this;
    }

    @Override
    public Lane lane(String source, int number) {
        return new MemoryLane();
    }

    private final class MemoryLane implements Lane {
        private final Session session = new Session();
        private List<ReplicatedTransaction> written = List.of();
        private @Nullable SnapshotBatch copied;

        @Override
        public void connect() {
            session.lost = false;
            mayFail(session);
        }

        @Override
        public boolean has(Gtid gtid) {
            return contains(gtid);
        }

        @Override
        public WriteSet writeSet(TransactionGroup group) {
            WriteSet touched = new WriteSet();
            touched.exclusive(1);
            return touched;
        }

        @Override
        public void write(TransactionGroup group, boolean first) {
            mayFail(session);
            if (!group.applied().containsAll(gtids())) {
                throw new AssertionError("The progress of " + group.name() + " lacks what is applied");
            }
            written = group.transactions();
        }

        @Override
        public void prepare(List<TransactionGroup> singles) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasCopied(SnapshotHeader header) {
            return snapshotRecords(header) >= header.record();
        }

        @Override
        public void copy(SnapshotBatch batch) {
            mayFail(session);
            copied = batch;
        }

        @Override
        public void copy(LooseRows rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commit() {
            mayFail(session);
            SnapshotBatch batch = copied;
            copied = null;
            if (batch != null) {
                copied(batch);
                mayFail(session);
                return;
            }
            written.forEach(transaction -> add(transaction.header().gtid(), transaction.rows()));
            groups.add(written.size());
            mayFail(session);
        }

        @Override
        public void rollback() {
            copied = null;
            written = List.of();
        }
    }

    @Override
    public boolean wasHere(Gtid gtid) {
        return atStart.contains(gtid);
    }

    @Override
    public AppliedSet resume(String source) {
        first.lost = false;
        mayFail();
        return this;
    }

    @Override
    public void apply(ReplicatedTransaction transaction) {
        commit(transaction.header().gtid(), transaction.rows());
    }

    @Override
    public void begin(LargeTransaction.Start start) {
        large = new ArrayList<>();
        mayFail();
    }

    @Override
    public void apply(LargeTransaction.Part part) {
        mayFail();
        large.addAll(part.rows());
    }

    @Override
    public void commit(LargeTransaction.End end) {
        commit(end.header().gtid(), large);
    }

    @Override
    public void skip(SkippedTransaction skipped) {
        mayFail();
        committed.add("skipped " + skipped.header().gtid());
        gtids = gtids.plus(skipped.header().gtid());
    }

    @Override
    public void apply(DdlUnit ddl) {
        mayFail();
        committed.add(ddl.header().gtid() + " " + ddl.statement());
        if (!ddl.insideTransaction()) {
            gtids = gtids.plus(ddl.header().gtid());
        }
    }

    @Override
    public void apply(SnapshotBatch batch) {
        mayFail();
        copied(batch);
    }

    private synchronized void copied(SnapshotBatch batch) {
        batch.rows()
                .forEach(row ->
                        committed.add(batch.header().id() + " " + row.header().record()));
        progress(batch.header());
    }

    @Override
    public void apply(SnapshotStatement statement) {
        mayFail();
        committed.add(statement.header().id() + " " + statement.statement());
        progress(statement.header());
    }

    @Override
    public void apply(LooseUnit unit) {
        throw new UnsupportedOperationException("Not used by these tests");
    }

    @Override
    public void apply(CopiedRows rows) {
        mayFail();
        committed.add(
                "copied after " + rows.header().executed() + ": " + rows.rows().size());
        mayFail();
    }

    /** As good as the target's own answer, because here nothing is lost at the source. */
    @Override
    public boolean isBehind(CopyHeader place, Coordinates at) {
        return !place.executed().containsAll(gtids);
    }

    private void progress(SnapshotHeader header) {
        snapshots.put(header.id(), header.record());
        snapshotUnfinished = !header.last();
        if (header.last()) {
            gtids = gtids.plus(header.executed());
        }
    }

    private void commit(Gtid gtid, List<Received.Row> rows) {
        mayFail();
        add(gtid, rows);
        // The answer to COMMIT may be lost after the server has done it.
        mayFail();
    }

    private synchronized void add(Gtid gtid, List<Received.Row> rows) {
        if (gtids.contains(gtid)) {
            throw new AssertionError(gtid + " is applied twice");
        }
        committed.add(gtid + " " + rows.stream().map(Received.Row::totalOrder).toList());
        gtids = gtids.plus(gtid);
    }

    /** One connection, which is lost by itself. */
    private static final class Session {
        private volatile boolean lost;
    }

    private void mayFail() {
        mayFail(first);
    }

    private void mayFail(Session session) {
        if (!closed && session.lost) {
            throw new AssertionError("used although the connection is lost");
        }
        try {
            open.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            throw new ApplyFailure(FailureKind.RECONNECT, "closed");
        }
        if (callsToFailure.getAndDecrement() == 0) {
            session.lost = true;
            throw new ApplyFailure(FailureKind.RECONNECT, "connection lost");
        }
        int die = dice.nextInt(200);
        if (die < failuresInHundred) {
            throw new ApplyFailure(FailureKind.RETRY, "deadlock");
        }
        if (die < 2 * failuresInHundred) {
            session.lost = true;
            throw new ApplyFailure(FailureKind.RECONNECT, "connection lost");
        }
    }

    @Override
    public boolean contains(Gtid gtid) {
        return gtids.contains(gtid);
    }

    @Override
    public GtidSet gtids() {
        return gtids;
    }

    @Override
    public long snapshotRecords(SnapshotHeader header) {
        return snapshots.getOrDefault(header.id(), 0L);
    }

    @Override
    public boolean snapshotUnfinished() {
        return snapshotUnfinished;
    }

    @Override
    public void rollback(String source) {
        large = new ArrayList<>();
    }

    @Override
    public void release(String source) {
        large = new ArrayList<>();
        releases++;
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
    }
}
