// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.transaction.Unit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Between the task's thread, which adds units, and the stream's, which takes them: bounded by what was added and is not
 * done yet. Also tells the task's thread what happened on the other side.
 */
final class StreamQueue {
    private final LaneOptions.Limit limit;
    private final Deque<Item> items = new ArrayDeque<>();
    private long rows;
    private long bytes;
    private int pending;
    private @Nullable GtidSet applied;
    private boolean ended;
    private @Nullable StreamFailure failure;
    private @Nullable Coordinates rewind;

    StreamQueue(LaneOptions.Limit limit) {
        this.limit = limit;
    }

    /** A unit with its claim on an offset; a part of a large transaction has none. */
    record Item(Unit unit, Optional<CommitWindow.Ticket> ticket, long bytes) {}

    // The task's thread.

    /** Adds the unit, for which {@link #awaitRoom} has told that there is room. */
    synchronized void add(Unit unit, Optional<CommitWindow.Ticket> ticket) {
        Item item = new Item(unit, ticket, unit.bytes());
        items.add(item);
        rows += unit.heldRows();
        bytes += item.bytes();
        pending++;
        notifyAll();
    }

    /** Tells within this time whether the stream is claimed and can take more. */
    synchronized boolean awaitRoom(Duration atMost) {
        return await(atMost, () -> applied != null && (pending == 0 || (rows < limit.rows() && bytes < limit.bytes())));
    }

    /** Tells within this time whether all that was added is done. */
    synchronized boolean awaitDone(Duration atMost) {
        return await(atMost, () -> applied != null && pending == 0);
    }

    private boolean await(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            throwFailure();
            if (rewind != null) {
                return false;
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            waitFor(left / 1_000_000 + 1);
        }
    }

    /** Returns what was on the target when the stream was claimed, empty when it is not claimed yet. */
    synchronized Optional<GtidSet> applied() {
        return Optional.ofNullable(applied);
    }

    synchronized void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns from where the other side needs the records again. */
    synchronized Optional<Coordinates> rewind() {
        return Optional.ofNullable(rewind);
    }

    /** Drops all units: those from there on will be added again. */
    synchronized void rewound() {
        rewind = null;
        items.clear();
        rows = 0;
        bytes = 0;
        pending = 0;
        notifyAll();
    }

    // The stream's threads.

    /** The stream is claimed, and this is on the target. */
    synchronized void open(GtidSet gtids) {
        applied = gtids;
        notifyAll();
    }

    /** Waits for the next unit, and leaves it there. */
    synchronized Item awaitNext() {
        while (items.isEmpty()) {
            waitFor(0);
        }
        return items.element();
    }

    /** Returns the next unit if there is one. */
    synchronized Optional<Item> next() {
        return Optional.ofNullable(items.peek());
    }

    /** Takes the next unit away. */
    synchronized Item take() {
        return items.remove();
    }

    /** A unit that was taken is done: it needs no room any more. */
    synchronized void done(Item item) {
        rows -= item.unit().heldRows();
        bytes -= item.bytes();
        pending--;
        notifyAll();
    }

    /** Waits until the task's thread has dropped all units and has them read again from this record on. */
    synchronized void awaitRewind(Coordinates from) {
        rewind = from;
        notifyAll();
        while (rewind != null) {
            waitFor(0);
        }
    }

    /** The stream cannot go on; the first failure counts. */
    synchronized void fail(StreamFailure cause) {
        if (failure == null) {
            failure = cause;
        }
        notifyAll();
    }

    /** Lets the stream's threads go. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The callers loop. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized void waitFor(long millis) {
        if (ended) {
            throw new CancellationException();
        }
        try {
            wait(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
        if (ended) {
            throw new CancellationException();
        }
    }
}
