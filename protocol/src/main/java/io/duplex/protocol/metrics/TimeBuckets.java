// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.metrics;

/**
 * Buckets for times of whatever unit: exact up to 64, then 1/32 of their value wide, so that a quantile is wrong by 3 %
 * at most.
 */
public final class TimeBuckets {
    private static final int EXACT_BITS = 6;
    private static final int EXACT = 1 << EXACT_BITS;
    private static final int STEPS = EXACT / 2;

    /** How many buckets there are. */
    public static final int COUNT = EXACT + (Long.SIZE - 1 - EXACT_BITS) * STEPS;

    private TimeBuckets() {}

    /** Returns the bucket of a time that is not negative. */
    public static int bucket(long time) {
        if (time < EXACT) {
            return (int) time;
        }
        int shift = Long.SIZE - Long.numberOfLeadingZeros(time) - EXACT_BITS;
        return EXACT + (shift - 1) * STEPS + (int) (time >>> shift) - STEPS;
    }

    /** Returns the middle of a bucket. */
    public static double value(int bucket) {
        if (bucket < EXACT) {
            return bucket;
        }
        int shift = (bucket - EXACT) / STEPS + 1;
        long least = ((bucket - EXACT) % STEPS + (long) STEPS) << shift;
        return least + ((1L << shift) - 1) / 2.0;
    }
}
