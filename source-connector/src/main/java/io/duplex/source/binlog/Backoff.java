// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.source.binlog.ReaderOptions.Retries;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How long to wait before a lost connection is made again: doubling pauses up to a longest one. */
public final class Backoff implements AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(100);

    private final Retries retries;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long failures;
    private long dueNanos;

    public Backoff(Retries retries) {
        this.retries = retries;
    }

    /** The connection works. */
    public void reset() {
        failures = 0;
    }

    /** Tells whether it was tried as often as is allowed. */
    public boolean exhausted() {
        return retries.most().isPresent() && failures >= retries.most().getAsLong();
    }

    /** Counts a failure and returns the pause that begins now. */
    public Duration next() {
        long doubled = FIRST.toMillis() << Math.min(failures, 20);
        Duration pause =
                Duration.ofMillis(Math.min(doubled, retries.longestWait().toMillis()));
        failures++;
        dueNanos = System.nanoTime() + pause.toNanos();
        return pause;
    }

    /** Waits for the pause's end as long as said; returns whether it is over. */
    public boolean await(Duration patience) throws InterruptedException {
        long left = dueNanos - System.nanoTime();
        if (left > 0 && closed.await(Math.min(left, patience.toNanos()), TimeUnit.NANOSECONDS)) {
            return false;
        }
        return dueNanos - System.nanoTime() <= 0;
    }

    /** Ends all waiting. */
    @Override
    public void close() {
        closed.countDown();
    }
}
