// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

/** What is not counted but asked for; by any thread. */
public interface StreamState {
    /** Nothing has been read. */
    StreamState NONE = new StreamState() {
        @Override
        public Fill queue() {
            return new Fill(0, 0, 0, 0);
        }

        @Override
        public String appliedGtids() {
            return "";
        }

        @Override
        public boolean copying() {
            return false;
        }
    };

    /**
     * What waits for the target or is on its way there.
     *
     * @param units transactions, DDL statements, and parts of larger transactions and of copies
     * @param fullNanos how long others have waited for room
     */
    record Fill(long units, long rows, long bytes, long fullNanos) {}

    Fill queue();

    /** Returns the GTIDs whose effect is on the target. */
    String appliedGtids();

    /** Tells whether a first copy was begun and is not at its end. */
    boolean copying();
}
