// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

/** What a worker of a stream does with its time. */
public enum LanePhase {
    /** It has no group. */
    IDLE("idle"),
    /** It connects, finds out what a group touches, or waits before it tries again. */
    PREPARING("preparing"),
    /** It waits for earlier groups: to write after them, or to commit after them. */
    WAITING("waiting"),
    WRITING("writing"),
    COMMITTING("committing");

    private final String text;

    LanePhase(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
