// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.metrics.Counter;
import io.duplex.protocol.metrics.TimeBuckets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Distribution of the lag in milliseconds, with quantiles out of {@link TimeBuckets}. One thread adds; a reset from
 * elsewhere is carried out with the next addition.
 */
final class LagStatistics {
    private final boolean quantiles;
    private volatile Window window;
    private volatile boolean resetting;

    /** What was measured since a reset. */
    private static final class Window {
        private final AtomicLongArray buckets;
        private final Counter count = new Counter();
        private final Counter sum = new Counter();
        private final Extremes extremes = new Extremes();

        private Window(boolean quantiles) {
            buckets = new AtomicLongArray(quantiles ? TimeBuckets.COUNT : 0);
        }
    }

    private static final class Extremes {
        private volatile long least = Long.MAX_VALUE;
        private volatile long most = Long.MIN_VALUE;
    }

    LagStatistics(boolean quantiles) {
        this.quantiles = quantiles;
        this.window = new Window(quantiles);
    }

    /** Belongs to the counting thread. */
    void add(long lag, long times) {
        if (resetting) {
            resetting = false;
            window = new Window(quantiles);
        }
        Window current = window;
        current.sum.add(lag * times);
        current.count.add(times);
        if (lag < current.extremes.least) {
            current.extremes.least = lag;
        }
        if (lag > current.extremes.most) {
            current.extremes.most = lag;
        }
        if (quantiles) {
            int bucket = TimeBuckets.bucket(Math.max(0, lag));
            current.buckets.setOpaque(bucket, current.buckets.getPlain(bucket) + times);
        }
    }

    private boolean empty() {
        return resetting || window.count.get() == 0;
    }

    Optional<Long> least() {
        return empty() ? Optional.empty() : Optional.of(window.extremes.least);
    }

    Optional<Long> most() {
        return empty() ? Optional.empty() : Optional.of(window.extremes.most);
    }

    Optional<Double> average() {
        Window current = window;
        return empty() ? Optional.empty() : Optional.of((double) current.sum.get() / current.count.get());
    }

    /** Returns the lag that this share of what was measured does not exceed. */
    Optional<Double> quantile(double share) {
        AtomicLongArray buckets = window.buckets;
        if (empty() || !quantiles) {
            return Optional.empty();
        }
        long total = 0;
        for (int i = 0; i < TimeBuckets.COUNT; i++) {
            total += buckets.getOpaque(i);
        }
        long rank = (long) Math.floor(share * (total - 1));
        long below = 0;
        for (int i = 0; i < TimeBuckets.COUNT; i++) {
            below += buckets.getOpaque(i);
            if (below > rank) {
                return Optional.of(TimeBuckets.value(i));
            }
        }
        return Optional.empty();
    }

    /** Forgets what was measured. */
    void reset() {
        resetting = true;
    }
}
