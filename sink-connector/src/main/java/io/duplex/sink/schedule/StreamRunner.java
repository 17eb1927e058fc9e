// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.Passed;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.Unit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one stream's units from its queue, in their order: groups transactions for the lanes, and applies all else by
 * itself while nothing is under way. Runs in a thread of its own.
 */
final class StreamRunner implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);

    private final Coordinates begin;
    private final StreamQueue queue;
    private final SourceStream stream;
    private final StreamLanes lanes;
    private final LaneOptions options;
    private final Retries retries;
    private final CountDownLatch ended;
    private StreamQueue.@Nullable Item openLarge;
    /** Whether what is under way, if anything, are rows of a snapshot out of tables' topics: nothing else goes beside them. */
    private boolean copiesLoose;

    /**
     * Begins with nothing.
     *
     * @param begin the stream's first record
     */
    StreamRunner(
            Coordinates begin,
            StreamQueue queue,
            SourceStream stream,
            StreamLanes lanes,
            LaneOptions options,
            Retries.Policy policy) {
        this.begin = begin;
        this.queue = queue;
        this.stream = stream;
        this.lanes = lanes;
        this.options = options;
        this.retries = new Retries(policy);
        this.ended = policy.ended();
    }

    @Override
    public void run() {
        Coordinates at = begin;
        try {
            claim();
            while (true) {
                StreamQueue.Item item = queue.awaitNext();
                at = item.unit().first();
                next(item);
            }
        } catch (CancellationException left) {
            LOG.debug("Left the stream of source={}", begin.source());
        } catch (StreamFailure failure) {
            queue.fail(failure);
        } catch (RuntimeException failure) {
            queue.fail(new StreamFailure(at, failure));
        }
    }

    private void claim() {
        boolean claimed = false;
        while (!claimed) {
            try {
                stream.prepare();
                claimed = true;
            } catch (ApplyFailure failure) {
                stream.failed(failure.kind());
                retries.failed(failure, begin.toString());
            }
        }
        retries.succeeded();
        stream.gate().requireGoingOn(stream.applied().gtids());
        lanes.open();
        queue.open(stream.applied().gtids());
    }

    private void next(StreamQueue.Item item) {
        Unit unit = item.unit();
        stream.gate().awaitDue(unit, ended);
        boolean loose = unit instanceof LooseRows && openLarge == null;
        if (loose != copiesLoose) {
            lanes.awaitEmpty();
            copiesLoose = loose;
        }
        if (unit instanceof ReplicatedTransaction transaction
                && openLarge == null
                && !stream.gate().standsAlone(transaction)) {
            lanes.awaitIdleLane();
            group().ifPresent(this::dispatch);
        } else if (unit instanceof SnapshotBatch batch && openLarge == null && stream.copiesBeside(batch)) {
            lanes.awaitIdleLane();
            stream.gate().awaitTurn(unit.heldRows(), unit.bytes(), ended);
            copy(batch);
        } else if (loose && unit instanceof LooseRows rows) {
            lanes.awaitIdleLane();
            stream.gate().awaitTurn(unit.heldRows(), unit.bytes(), ended);
            lanes.dispatch(new LooseBatch(rows), List.of(queue.take()));
        } else if (unit instanceof Passed) {
            lanes.done(List.of(queue.take()));
        } else {
            lanes.awaitEmpty();
            stream.gate().awaitTurn(unit.heldRows(), unit.bytes(), ended);
            alone(queue.take());
            stream.gate().requireGoingOn(stream.applied().gtids());
        }
    }

    private void dispatch(GroupBuilder group) {
        stream.gate().awaitTurn(group.rows(), group.bytes(), ended);
        lanes.dispatch(group);
    }

    /** Takes as many transactions as wait and fit. */
    private Optional<GroupBuilder> group() {
        GroupBuilder group = new GroupBuilder(options, stream.reached());
        Optional<StreamQueue.Item> next = queue.next();
        while (next.isPresent()
                && next.get().unit() instanceof ReplicatedTransaction transaction
                && group.takes(next.get())
                && (group.isEmpty() || stream.gate().mayFollow(transaction))) {
            try {
                Optional<ReplicatedTransaction> admitted = stream.admit(transaction);
                if (admitted.isPresent()) {
                    group.add(queue.take(), admitted.get());
                } else {
                    lanes.done(List.of(queue.take()));
                }
            } catch (ApplyFailure refused) {
                if (!group.isEmpty()) {
                    // What comes before it is applied; it is refused again as the first.
                    return Optional.of(group);
                }
                lanes.awaitEmpty();
                throw refused;
            }
            next = queue.next();
        }
        return group.isEmpty() ? Optional.empty() : Optional.of(group);
    }

    private void copy(SnapshotBatch batch) {
        Optional<SnapshotBatch> admitted;
        try {
            admitted = stream.admit(batch);
        } catch (ApplyFailure refused) {
            lanes.awaitEmpty();
            throw refused;
        }
        List<StreamQueue.Item> items = List.of(queue.take());
        if (admitted.isPresent()) {
            lanes.dispatch(new CopiedBatch(admitted.get()), items);
        } else {
            lanes.done(items);
        }
    }

    private void alone(StreamQueue.Item item) {
        Unit unit = item.unit();
        while (true) {
            try {
                stream.applyAlone(unit);
                succeeded(item);
                return;
            } catch (ApplyFailure failure) {
                stream.failed(failure.kind());
                failed(item, failure);
                if (isPartOfLarge(unit)) {
                    // What the target has rolled back is no longer in memory: it is read from Kafka again.
                    StreamQueue.Item large = openLarge == null ? item : openLarge;
                    openLarge = null;
                    queue.awaitRewind(large.unit().first());
                    return;
                }
            }
        }
    }

    private void failed(StreamQueue.Item item, ApplyFailure failure) {
        Unit unit = item.unit();
        try {
            retries.failed(failure, unit.first().toString());
        } catch (ApplyFailure stopped) {
            if (stopped.isOfRows() && openLarge != null && unit instanceof LargeTransaction.Part part) {
                throw new StreamFailure(
                        openLarge.unit().first(),
                        stopped,
                        Optional.of(part.header().gtid()));
            }
            throw stopped;
        }
    }

    private static boolean isPartOfLarge(Unit unit) {
        return unit instanceof LargeTransaction.Start
                || unit instanceof LargeTransaction.Part
                || unit instanceof LargeTransaction.End;
    }

    private void succeeded(StreamQueue.Item item) {
        Unit unit = item.unit();
        if (unit instanceof LargeTransaction.Start) {
            openLarge = item;
            queue.done(List.of(item));
        } else if (unit instanceof LargeTransaction.Part) {
            queue.done(List.of(item));
        } else {
            retries.succeeded();
            item.ticket().ifPresent(ticket -> ticket.complete(unit.last()));
            closeLarge(unit instanceof LargeTransaction.End ? Optional.of(unit.last()) : Optional.empty());
            queue.done(List.of(item));
        }
    }

    /** The offset of a large transaction stays at its begin until all of it is durable, or what has made it void is. */
    private void closeLarge(Optional<Coordinates> last) {
        StreamQueue.Item large = openLarge;
        openLarge = null;
        if (large != null) {
            large.ticket()
                    .ifPresent(
                            ticket -> ticket.complete(last.orElse(large.unit().first())));
        }
    }
}
