// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.StreamState;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.Unit;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One source's stream as the task's thread sees it: what it has handed over, and the threads that apply it. */
final class ScheduledStream implements StreamState {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledStream.class);
    private static final long LEAVE_MS = 10_000;

    private final String source;
    private final StreamQueue queue;
    private final SourceStream stream;
    private final StreamLanes lanes;
    private final Applier applier;
    private final Thread thread;
    private GtidSet accepted = GtidSet.EMPTY;
    private boolean claimed;

    /** Begins to claim the stream. */
    ScheduledStream(
            Coordinates begin, SourceStream stream, Applier applier, LaneOptions options, Retries.Policy policy) {
        this.source = begin.source();
        this.queue = new StreamQueue(options);
        this.stream = stream;
        this.applier = applier;
        this.lanes = new StreamLanes(source, applier, stream, queue, options, policy);
        this.thread =
                new Thread(new StreamRunner(begin, queue, stream, lanes, options, policy), "duplex-schedule-" + source);
        thread.setDaemon(true);
        policy.metrics().show(this);
        thread.start();
    }

    String source() {
        return source;
    }

    StreamQueue units() {
        return queue;
    }

    @Override
    public Fill queue() {
        return queue.fill();
    }

    @Override
    public String appliedGtids() {
        return stream.appliedIfClaimed()
                .map(AppliedSet::gtids)
                .map(GtidSet::toString)
                .orElse("");
    }

    @Override
    public boolean copying() {
        return stream.appliedIfClaimed().map(AppliedSet::snapshotUnfinished).orElse(false);
    }

    /** Tells within this time whether {@link #has} and {@link #add} may be used. */
    boolean awaitRoom(Duration atMost) {
        boolean room = queue.awaitRoom(atMost);
        if (room && !claimed) {
            accepted = queue.applied().orElseThrow();
            claimed = true;
        }
        return room;
    }

    /** Tells whether the target has the transaction, or will get it out of what was added. */
    boolean has(Gtid gtid) {
        return accepted.contains(gtid);
    }

    void add(Unit unit, Optional<CommitWindow.Ticket> ticket) {
        header(unit)
                .ifPresent(header -> accepted = accepted.plus(header.executed()).plus(header.gtid()));
        queue.add(unit, ticket);
    }

    private static Optional<TransactionHeader> header(Unit unit) {
        if (unit instanceof ReplicatedTransaction transaction) {
            return Optional.of(transaction.header());
        }
        if (unit instanceof LargeTransaction.End end) {
            return Optional.of(end.header());
        }
        return unit instanceof DdlUnit ddl && !ddl.insideTransaction() ? Optional.of(ddl.header()) : Optional.empty();
    }

    /** Forgets what was added and not applied: it will be added again. */
    void rewound() {
        accepted = stream.applied().gtids();
        queue.rewound();
    }

    /** Leaves the stream: nothing of it takes effect afterwards. */
    void leave() {
        queue.end();
        lanes.close();
        // Once now, to end what is under way; once more when nobody can claim the stream again.
        applier.release(source);
        thread.interrupt();
        try {
            thread.join(LEAVE_MS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The thread of source={} has not ended within {} ms", source, LEAVE_MS);
        }
        applier.release(source);
    }
}
