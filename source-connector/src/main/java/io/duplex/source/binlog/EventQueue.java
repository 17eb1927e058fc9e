// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.source.binlog.ReaderOptions.QueueLimits;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands events from the client's thread to the task's thread, bounded by number and bytes: a full queue stops the
 * client, and through the connection the server.
 *
 * <p>An event larger than the bound passes when the queue is empty. The failure that ended the stream comes after all
 * events that were read before it.
 */
final class EventQueue {
    private static final int SHARE = 8;

    private final QueueLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<RawEvent> events = new ArrayDeque<>();

    /**
     * Events that the taker has fetched in one go; only the taker's thread uses it. They count as waiting, the last one
     * too, until the taker comes for more: a large one is in memory until then.
     */
    private final ArrayDeque<RawEvent> fetched = new ArrayDeque<>();

    private int fetchedEvents;
    private long fetchedBytes;
    private long bytes;
    private int waiting;
    private boolean closed;
    private @Nullable BinlogFailure failure;

    EventQueue(QueueLimits limits) {
        this.limits = limits;
    }

    /**
     * Waits until there is room; returns false when the queue was closed.
     *
     * @throws InterruptedIOException when the thread was interrupted
     */
    boolean put(RawEvent event) throws InterruptedIOException {
        lock.lock();
        try {
            if (awaitRoom(event.weight())) {
                events.add(event);
                bytes += event.weight();
                signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is room for an event of this size, so that it need not be read before; otherwise as {@link #put}. */
    boolean await(int bodyLength) throws InterruptedIOException {
        lock.lock();
        try {
            return awaitRoom(RawEvent.weight(bodyLength));
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom(long weight) throws InterruptedIOException {
        waiting++;
        try {
            while (!closed && !(events.isEmpty() && fetchedEvents == 0) && full(weight)) {
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The reader is ended");
        } finally {
            waiting--;
        }
        return !closed;
    }

    private boolean full(long weight) {
        return events.size() + fetchedEvents >= limits.events() || bytes + fetchedBytes + weight > limits.bytes();
    }

    /** Waking costs a system call, so it is not done for nobody. */
    private void signal() {
        if (waiting > 0) {
            changed.signalAll();
        }
    }

    /** Ends the stream; only the first failure counts. */
    void fail(BinlogFailure cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next event, waiting for one as long as said.
     *
     * @throws BinlogFailure when the stream has ended and all events are taken
     */
    Optional<RawEvent> take(Duration patience) throws InterruptedException {
        if (fetched.isEmpty()) {
            fetch(patience);
        }
        return Optional.ofNullable(fetched.poll());
    }

    /** What was taken is used up by now, for the taker wants more. */
    private void release() {
        if (fetchedEvents > 0) {
            fetchedEvents = 0;
            fetchedBytes = 0;
            signal();
        }
    }

    /** Takes several at once, but never so many that the other side would stand still while they are used. */
    private void fetch(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            release();
            awaitEvent(patience);
            if (events.isEmpty() && failure != null) {
                throw failure;
            }
            while (!events.isEmpty() && (fetchedEvents == 0 || mayFetchMore())) {
                RawEvent event = events.remove();
                bytes -= event.weight();
                fetchedBytes += event.weight();
                fetchedEvents++;
                fetched.add(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayFetchMore() {
        return fetchedEvents < limits.events() / SHARE && fetchedBytes < limits.bytes() / SHARE;
    }

    private void awaitEvent(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        waiting++;
        try {
            while (events.isEmpty() && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            waiting--;
        }
    }

    /** Throws away what is left and lets nothing more in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            bytes = 0;
            signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return events.size() + fetchedEvents;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes + fetchedBytes;
        } finally {
            lock.unlock();
        }
    }
}
