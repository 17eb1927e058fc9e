// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import java.time.Duration;
import java.time.Instant;

/** Since when nothing has come of what a source with several topics must send. */
final class MergeProgress {
    private Instant last = Instant.MAX;

    /** Something has come. */
    void made(Instant now) {
        last = now;
    }

    /** Notes that something is waited for; tells whether nothing was before. */
    boolean begun(Instant now) {
        boolean first = last.equals(Instant.MAX);
        last = first ? now : last;
        return first;
    }

    /** Notes that the waiting is not the source's fault. */
    void postpone(Instant now) {
        last = last.equals(Instant.MAX) ? last : now;
    }

    /** Nothing is waited for. */
    void forget() {
        last = Instant.MAX;
    }

    Instant last() {
        return last;
    }

    /** Tells whether nothing has come for so long. */
    boolean isOlder(Duration time, Instant now) {
        return !last.equals(Instant.MAX) && !last.plus(time).isAfter(now);
    }
}
