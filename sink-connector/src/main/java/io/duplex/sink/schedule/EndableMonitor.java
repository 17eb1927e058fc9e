// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.util.concurrent.CancellationException;

/** A monitor that lets go all who wait in it when it ends. */
abstract sealed class EndableMonitor permits LaneOrder, StreamQueue {
    private boolean ended;

    /** Lets go all who wait, and who will wait, with a {@link CancellationException}. */
    final synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits until somebody notifies; the callers loop.
     *
     * @param millis how long at most, 0 for ever
     */
    @SuppressWarnings("WaitNotInLoop")
    final synchronized void waitFor(long millis) {
        requireGoingOn();
        try {
            wait(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
        requireGoingOn();
    }

    private void requireGoingOn() {
        if (ended) {
            throw new CancellationException();
        }
    }
}
