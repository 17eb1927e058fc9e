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
    private final QueueLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<RawEvent> events = new ArrayDeque<>();
    private long bytes;
    private boolean closed;
    private @Nullable BinlogFailure failure;

    EventQueue(QueueLimits limits) {
        this.limits = limits;
    }

    /** Waits until there is room; returns false when the queue was closed. */
    boolean put(RawEvent event) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed && !events.isEmpty() && full(event)) {
                changed.await();
            }
            if (!closed) {
                events.add(event);
                bytes += event.weight();
                changed.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean full(RawEvent event) {
        return events.size() >= limits.events() || bytes + event.weight() > limits.bytes();
    }

    /** Ends the stream; only the first failure counts. */
    void fail(BinlogFailure cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
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
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (events.isEmpty() && failure == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            RawEvent event = events.poll();
            if (event == null) {
                if (failure != null) {
                    throw failure;
                }
                return Optional.empty();
            }
            bytes -= event.weight();
            changed.signalAll();
            return Optional.of(event);
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what is left and lets nothing more in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            events.clear();
            bytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return events.size();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
