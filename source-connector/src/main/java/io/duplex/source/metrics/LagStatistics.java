// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Distribution of the lag in milliseconds: exact up to 64, then in buckets that are 1/32 of their value wide, so that a
 * quantile is wrong by 3 % at most. One thread adds; a reset from elsewhere is carried out with the next addition.
 */
final class LagStatistics {
    private static final int EXACT_BITS = 6;
    private static final int EXACT = 1 << EXACT_BITS;
    private static final int STEPS = EXACT / 2;
    private static final int BUCKETS = EXACT + (Long.SIZE - 1 - EXACT_BITS) * STEPS;

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
            buckets = new AtomicLongArray(quantiles ? BUCKETS : 0);
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
            int bucket = bucket(Math.max(0, lag));
            current.buckets.setOpaque(bucket, current.buckets.getPlain(bucket) + times);
        }
    }

    static int bucket(long lag) {
        if (lag < EXACT) {
            return (int) lag;
        }
        int shift = Long.SIZE - Long.numberOfLeadingZeros(lag) - EXACT_BITS;
        return EXACT + (shift - 1) * STEPS + (int) (lag >>> shift) - STEPS;
    }

    /** Returns the middle of a bucket. */
    static double value(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int shift = (bucket - EXACT) / STEPS + 1;
        long least = ((bucket - EXACT) % STEPS + (long) STEPS) << shift;
        return least + ((1L << shift) - 1) / 2.0;
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
        for (int i = 0; i < BUCKETS; i++) {
            total += buckets.getOpaque(i);
        }
        long rank = (long) Math.floor(share * (total - 1));
        long below = 0;
        for (int i = 0; i < BUCKETS; i++) {
            below += buckets.getOpaque(i);
            if (below > rank) {
                return Optional.of(value(i));
            }
        }
        return Optional.empty();
    }

    /** Forgets what was measured. */
    void reset() {
        resetting = true;
    }
}
