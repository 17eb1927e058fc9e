// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.source.binlog.ReaderOptions.QueueLimits;
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

    /** Events that the taker has fetched in one go; only the taker's thread uses it. They count as waiting. */
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

    /** Waits until there is room; returns false when the queue was closed. */
    boolean put(RawEvent event) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            try {
                while (!closed && !(events.isEmpty() && fetchedEvents == 0) && full(event)) {
                    changed.await();
                }
            } finally {
                waiting--;
            }
            if (!closed) {
                events.add(event);
                bytes += event.weight();
                signal();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean full(RawEvent event) {
        return events.size() + fetchedEvents >= limits.events()
                || bytes + fetchedBytes + event.weight() > limits.bytes();
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
        RawEvent event = fetched.poll();
        if (event != null && fetched.isEmpty()) {
            release();
        }
        return Optional.ofNullable(event);
    }

    private void release() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            fetchedEvents = 0;
            fetchedBytes = 0;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes several at once, but never so many that the other side would stand still while they are used. */
    private void fetch(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
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
