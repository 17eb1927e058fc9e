// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import java.util.EnumMap;
import java.util.Map;

/** How much time one worker has spent in each phase; told by its thread, read by any. */
public final class LaneClock {
    private final Map<LanePhase, Long> nanos = new EnumMap<>(LanePhase.class);
    private LanePhase phase = LanePhase.IDLE;
    private long since = System.nanoTime();

    LaneClock() {}

    /** The worker leaves its phase for this one. */
    public synchronized void enter(LanePhase next) {
        long now = System.nanoTime();
        nanos.merge(phase, now - since, Long::sum);
        phase = next;
        since = now;
    }

    /** Returns the time in a phase, the present one included. */
    synchronized long nanos(LanePhase asked) {
        long sum = nanos.getOrDefault(asked, 0L);
        return phase == asked ? sum + System.nanoTime() - since : sum;
    }
}
