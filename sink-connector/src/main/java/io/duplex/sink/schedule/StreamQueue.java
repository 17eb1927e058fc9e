// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.StreamState;
import io.duplex.sink.transaction.Unit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
    private final LaneOptions.Limit group;
    private final Deque<Item> items = new ArrayDeque<>();
    private long rows;
    private long queuedRows;
    private long bytes;
    private int pending;
    private long fullNanos;
    private @Nullable GtidSet applied;
    private boolean moreComing;
    private boolean ended;
    private boolean taskWaits;
    private boolean streamWaits;
    private @Nullable StreamFailure failure;
    private @Nullable Coordinates rewind;

    StreamQueue(LaneOptions options) {
        this.limit = options.queue();
        this.group = options.group();
    }

    /** A unit with its claim on an offset; a part of a large transaction has none. */
    record Item(Unit unit, Optional<CommitWindow.Ticket> ticket, long bytes) {}

    // The task's thread.

    /** Adds the unit, for which {@link #awaitRoom} has told that there is room. */
    synchronized void add(Unit unit, Optional<CommitWindow.Ticket> ticket) {
        Item item = new Item(unit, ticket, unit.bytes());
        items.add(item);
        rows += unit.heldRows();
        queuedRows += unit.heldRows();
        bytes += item.bytes();
        pending++;
        if (streamWaits && !gathers()) {
            notifyAll();
        }
    }

    private boolean gathers() {
        return moreComing && !taskWaits && items.size() < group.transactions() && queuedRows < group.rows();
    }

    /** Tells whether the task's thread is about to add more at once, so that a group is better not begun yet. */
    synchronized void moreComing(boolean more) {
        moreComing = more;
        if (streamWaits && !more) {
            notifyAll();
        }
    }

    /** Tells within this time whether the stream is claimed and can take more. */
    synchronized boolean awaitRoom(Duration atMost) {
        return await(atMost, () -> applied != null && !isFull());
    }

    private boolean isFull() {
        return pending > 0 && (rows >= limit.rows() || bytes >= limit.bytes());
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
            taskWaits = true;
            if (streamWaits) {
                notifyAll();
            }
            boolean full = isFull();
            long begin = System.nanoTime();
            waitFor(left / 1_000_000 + 1);
            fullNanos += full ? System.nanoTime() - begin : 0;
            taskWaits = false;
        }
    }

    /** Returns what was on the target when the stream was claimed, empty when it is not claimed yet. */
    synchronized Optional<GtidSet> applied() {
        return Optional.ofNullable(applied);
    }

    /** Returns what was added and is not done yet. */
    synchronized StreamState.Fill fill() {
        return new StreamState.Fill(pending, rows, bytes, fullNanos);
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
        queuedRows = 0;
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

    /** Waits for the next unit, and for those that come with it and fill a group, and leaves them there. */
    synchronized Item awaitNext() {
        while (items.isEmpty() || gathers()) {
            streamWaits = true;
            waitFor(0);
            streamWaits = false;
        }
        return items.element();
    }

    /** Returns the next unit if there is one. */
    synchronized Optional<Item> next() {
        return Optional.ofNullable(items.peek());
    }

    /** Takes the next unit away. */
    synchronized Item take() {
        Item item = items.remove();
        queuedRows -= item.unit().heldRows();
        return item;
    }

    /** Units that were taken are done: they need no room any more. */
    synchronized void done(List<Item> taken) {
        for (Item item : taken) {
            rows -= item.unit().heldRows();
            bytes -= item.bytes();
        }
        pending -= taken.size();
        if (taskWaits) {
            notifyAll();
        }
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

    /** Lets go all who wait, and who will wait, with a {@link CancellationException}. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until somebody notifies; the callers loop. For ever when the time is 0. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized void waitFor(long millis) {
        requireGoingOn();
        try {
            wait(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
        requireGoingOn();
    }

    private void requireGoingOn() {
        if (ended) {
            throw new CancellationException();
        }
    }
}
