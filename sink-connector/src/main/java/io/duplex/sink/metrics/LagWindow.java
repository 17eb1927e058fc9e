// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import io.duplex.protocol.metrics.TimeBuckets;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Distribution of the lag of one origin over the last minute; of each slice of time a part. */
final class LagWindow {
    private static final int SLICES = 6;
    private static final long SLICE_NANOS = 10_000_000_000L;

    private final int[][] counts = new int[SLICES][TimeBuckets.COUNT];
    private final long[] most = new long[SLICES];
    private final long[] slices = new long[SLICES];
    private long last;

    LagWindow() {
        Arrays.fill(slices, Long.MIN_VALUE);
    }

    synchronized void add(long micros, long nanos) {
        long lag = Math.max(0, micros);
        long slice = Math.floorDiv(nanos, SLICE_NANOS);
        int at = (int) Math.floorMod(slice, (long) SLICES);
        if (slices[at] != slice) {
            slices[at] = slice;
            most[at] = 0;
            Arrays.fill(counts[at], 0);
        }
        counts[at][TimeBuckets.bucket(lag)]++;
        most[at] = Math.max(most[at], lag);
        last = lag;
    }

    /** Returns that of the transaction that was applied last. */
    synchronized long last() {
        return last;
    }

    /** Returns the greatest one of the last minute, empty when nothing was applied. */
    synchronized OptionalDouble most(long nanos) {
        double greatest = -1;
        for (int at = 0; at < SLICES; at++) {
            greatest = isRecent(at, nanos) ? Math.max(greatest, (double) most[at]) : greatest;
        }
        return greatest < 0 ? OptionalDouble.empty() : OptionalDouble.of(greatest);
    }

    /** Returns the lag that this share of the last minute's transactions does not exceed. */
    synchronized OptionalDouble quantile(double share, long nanos) {
        long[] sums = new long[TimeBuckets.COUNT];
        long total = 0;
        for (int at = 0; at < SLICES; at++) {
            for (int bucket = 0; isRecent(at, nanos) && bucket < sums.length; bucket++) {
                sums[bucket] += counts[at][bucket];
                total += counts[at][bucket];
            }
        }
        if (total == 0) {
            return OptionalDouble.empty();
        }
        long rank = (long) Math.floor(share * (total - 1));
        long below = 0;
        for (int bucket = 0; bucket < sums.length; bucket++) {
            below += sums[bucket];
            if (below > rank) {
                return OptionalDouble.of(TimeBuckets.value(bucket));
            }
        }
        return OptionalDouble.empty();
    }

    private boolean isRecent(int at, long nanos) {
        return slices[at] > Math.floorDiv(nanos, SLICE_NANOS) - SLICES;
    }
}
