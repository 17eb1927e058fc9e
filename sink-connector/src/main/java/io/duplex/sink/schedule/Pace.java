// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.header.TransactionHeader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds all streams of a task back to the configured pace. What waits is a stream's own thread, never the task's: its
 * queue fills, and Kafka waits. Thread-safe.
 */
final class Pace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PaceOptions options;
    private final Clock clock;
    private long paidUntil;

    Pace(PaceOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
        this.paidUntil = System.nanoTime();
    }

    /**
     * Waits until rows may be applied after those before them.
     *
     * @param ended lets it go
     * @return for how long, in nanoseconds
     */
    long awaitTurn(long rows, long bytes, CountDownLatch ended) {
        if (options.rowsPerSecond() == 0 && options.bytesPerSecond() == 0) {
            return 0;
        }
        long wait = reserve(rows, bytes);
        if (wait > 0) {
            await(Duration.ofNanos(wait), ended);
        }
        return wait;
    }

    /** Returns for how long to wait: until what was let through before is paid. */
    private synchronized long reserve(long rows, long bytes) {
        long now = System.nanoTime();
        long start = Math.max(now, paidUntil);
        paidUntil = start + Math.max(price(rows, options.rowsPerSecond()), price(bytes, options.bytesPerSecond()));
        return start - now;
    }

    private static long price(long amount, long perSecond) {
        return perSecond == 0 ? 0 : (long) ((double) amount / perSecond * SECOND);
    }

    /** Tells whether the transaction is old enough to be applied. */
    boolean isDue(TransactionHeader header) {
        return left(header).isZero();
    }

    /**
     * Waits until the transaction is old enough.
     *
     * @return for how long, in nanoseconds
     */
    long awaitDue(TransactionHeader header, CountDownLatch ended) {
        Duration left = left(header);
        if (!left.isZero()) {
            await(left, ended);
        }
        return left.toNanos();
    }

    /** A transaction from the future, by a clock that is ahead, waits no longer than the delay. */
    private Duration left(TransactionHeader header) {
        long committed = header.commit().originalCommitMicros();
        if (options.delay().isZero() || committed == 0) {
            return Duration.ZERO;
        }
        Duration age = Duration.between(Instant.EPOCH.plus(committed, ChronoUnit.MICROS), clock.instant());
        Duration left = options.delay().minus(age.isNegative() ? Duration.ZERO : age);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static void await(Duration time, CountDownLatch ended) {
        try {
            if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CancellationException();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}
