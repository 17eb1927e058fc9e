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
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** A target that keeps what was committed in memory, and fails when its dice say so. */
public final class InMemoryTarget implements Applier, AppliedSet {
    /** What is committed: per transaction its rows. */
    final List<String> committed = new ArrayList<>();

    final Map<String, Long> snapshots = new HashMap<>();
    boolean snapshotUnfinished;
    int claims;
    int releases;
    private final Random dice;
    private final int failuresInHundred;
    private GtidSet gtids = GtidSet.EMPTY;
    private List<Received.Row> large = new ArrayList<>();
    private boolean lost;
    private volatile CountDownLatch open = new CountDownLatch(0);
    private int callsToFailure = -1;

    InMemoryTarget(Random dice, int failuresInHundred) {
        this.dice = dice;
        this.failuresInHundred = failuresInHundred;
    }

    public static InMemoryTarget reliable() {
        return new InMemoryTarget(new Random(0), 0);
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
        callsToFailure = calls;
    }

    @Override
    public AppliedSet claim(String source) {
        lost = false;
        mayFail();
        claims++;
        return this;
    }

    @Override
    public AppliedSet resume(String source) {
        lost = false;
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
        if (gtids.contains(gtid)) {
            throw new AssertionError(gtid + " is applied twice");
        }
        committed.add(gtid + " " + rows.stream().map(Received.Row::totalOrder).toList());
        gtids = gtids.plus(gtid);
        // The answer to COMMIT may be lost after the server has done it.
        mayFail();
    }

    private void mayFail() {
        if (lost) {
            throw new AssertionError("used although the connection is lost");
        }
        try {
            open.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (callsToFailure-- == 0) {
            lost = true;
            throw new ApplyFailure(FailureKind.RECONNECT, "connection lost");
        }
        int die = dice.nextInt(200);
        if (die < failuresInHundred) {
            throw new ApplyFailure(FailureKind.RETRY, "deadlock");
        }
        if (die < 2 * failuresInHundred) {
            lost = true;
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
    public void release(String source) {
        large = new ArrayList<>();
        releases++;
    }

    @Override
    public void close() {
        lost = true;
    }
}
