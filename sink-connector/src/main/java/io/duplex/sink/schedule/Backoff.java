// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before the next try: twice as long each time up to a limit, and at random a part of that, so that
 * sinks that failed together do not try together.
 */
public final class Backoff {
    private final Duration first;
    private final Duration most;
    private final Random random;

    /** Waits about {@code first} after the first failure and never more than {@code most}. */
    public Backoff(Duration first, Duration most, Random random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /**
     * Returns the time to wait.
     *
     * @param failures how often it failed in a row, from 1
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, 30);
        long limited = Math.min(doubled, most.toMillis());
        return Duration.ofMillis(limited / 2 + random.nextLong(limited / 2 + 1));
    }
}
