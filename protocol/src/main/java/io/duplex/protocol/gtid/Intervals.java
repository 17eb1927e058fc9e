// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.gtid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A set of numbers as sorted, disjoint, non-adjacent closed intervals. Immutable. */
final class Intervals {
    static final Intervals EMPTY = new Intervals(new long[0]);

    /** start, end, start, end, ...; invariant: start <= end and end + 1 < next start. */
    private final long[] bounds;

    private Intervals(long[] bounds) {
        this.bounds = bounds;
    }

    static Intervals of(long start, long end) {
        if (start < 1 || end < start) {
            throw new IllegalArgumentException("Not a GTID interval: " + start + "-" + end);
        }
        return new Intervals(new long[] {start, end});
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    boolean contains(long number) {
        int at = Arrays.binarySearch(bounds, number);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** Number of members, capped at {@code Long.MAX_VALUE}. */
    long count() {
        long count = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            count += bounds[i + 1] - bounds[i] + 1;
        }
        return count;
    }

    long last() {
        return bounds[bounds.length - 1];
    }

    /** Appending the next number, by far the most frequent change, touches only the last bound. */
    Intervals plus(long number) {
        if (!isEmpty() && last() + 1 == number) {
            long[] grown = bounds.clone();
            grown[grown.length - 1] = number;
            return new Intervals(grown);
        }
        return plus(of(number, number));
    }

    Intervals plus(Intervals other) {
        long[] merged = new long[bounds.length + other.bounds.length];
        int size = 0;
        int left = 0;
        int right = 0;
        while (left < bounds.length || right < other.bounds.length) {
            boolean fromLeft =
                    right >= other.bounds.length || (left < bounds.length && bounds[left] <= other.bounds[right]);
            long start = fromLeft ? bounds[left] : other.bounds[right];
            long end = fromLeft ? bounds[left + 1] : other.bounds[right + 1];
            left += fromLeft ? 2 : 0;
            right += fromLeft ? 0 : 2;
            if (size > 0 && start <= merged[size - 1] + 1) {
                merged[size - 1] = Math.max(merged[size - 1], end);
            } else {
                merged[size++] = start;
                merged[size++] = end;
            }
        }
        return new Intervals(Arrays.copyOf(merged, size));
    }

    Intervals minus(Intervals other) {
        Builder kept = new Builder();
        int right = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long start = bounds[i];
            long end = bounds[i + 1];
            while (right < other.bounds.length && other.bounds[right + 1] < start) {
                right += 2;
            }
            for (int cut = right; cut < other.bounds.length && other.bounds[cut] <= end; cut += 2) {
                kept.add(start, other.bounds[cut] - 1);
                start = other.bounds[cut + 1] + 1;
            }
            kept.add(start, end);
        }
        return kept.build();
    }

    Intervals intersect(Intervals other) {
        Builder common = new Builder();
        int left = 0;
        int right = 0;
        while (left < bounds.length && right < other.bounds.length) {
            common.add(
                    Math.max(bounds[left], other.bounds[right]), Math.min(bounds[left + 1], other.bounds[right + 1]));
            if (bounds[left + 1] < other.bounds[right + 1]) {
                left += 2;
            } else {
                right += 2;
            }
        }
        return common.build();
    }

    private static final class Builder {
        private long[] bounds = new long[8];
        private int size;

        void add(long start, long end) {
            if (start > end) {
                return;
            }
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, size * 2);
            }
            bounds[size++] = start;
            bounds[size++] = end;
        }

        Intervals build() {
            return new Intervals(Arrays.copyOf(bounds, size));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Intervals that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Returns {@code 1-5:7:9-12}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ":").append(bounds[i]);
            if (bounds[i + 1] > bounds[i]) {
                text.append('-').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }
}
