// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

/** How much time one worker has spent in each phase; told by its thread, read by any. */
public final class LaneClock {
    private final long[] nanos = new long[LanePhase.values().length];
    private LanePhase phase = LanePhase.IDLE;
    private long since = System.nanoTime();

    LaneClock() {}

    /** The worker leaves its phase for this one. */
    public synchronized void enter(LanePhase next) {
        long now = System.nanoTime();
        nanos[phase.ordinal()] += now - since;
        phase = next;
        since = now;
    }

    /** Adds the time in each phase, the present one included. */
    synchronized void addTo(long[] sums) {
        for (int i = 0; i < nanos.length; i++) {
            sums[i] += nanos[i];
        }
        sums[phase.ordinal()] += System.nanoTime() - since;
    }
}
