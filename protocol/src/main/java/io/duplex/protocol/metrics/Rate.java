// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How fast a number grows, over the last minute; sampled by one thread. */
public final class Rate {
    private static final int SAMPLES = 12;

    private final LongSupplier count;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private volatile double perSecond;

    private record Sample(long nanos, long count) {}

    /** Of this number. */
    public Rate(LongSupplier count) {
        this.count = count;
    }

    /** Looks at the number; belongs to one thread. */
    public void sample(long nanos) {
        long now = count.getAsLong();
        Sample last = samples.peekLast();
        if (last != null && now < last.count) {
            samples.clear();
        }
        samples.addLast(new Sample(nanos, now));
        if (samples.size() > SAMPLES + 1) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        double seconds = (nanos - first.nanos) / 1e9;
        perSecond = seconds <= 0 ? 0 : (now - first.count) / seconds;
    }

    public double perSecond() {
        return perSecond;
    }
}
