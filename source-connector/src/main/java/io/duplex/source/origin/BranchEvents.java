// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.BinlogReader;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.decode.XaCommit;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/** The events of an XA transaction that was committed, from its XA START on, and then the event that committed it. */
interface BranchEvents extends AutoCloseable {

    /** Begins to take the events from where they are held, or to read them again. */
    static BranchEvents of(XaCommit commit, BinlogReader reader) {
        return commit.branch().held()
                ? new Held(commit.branch().events().iterator(), commit.decision())
                : new ReadBranch(commit, reader.another());
    }

    /**
     * Returns the next event, waiting for one as long as said.
     *
     * @throws BinlogFailure when the events cannot be read, or are no longer there
     */
    Optional<RawEvent> next(Duration patience) throws InterruptedException;

    @Override
    void close();

    /** Events in memory. */
    record Held(Iterator<RawEvent> events, RawEvent decision) implements BranchEvents {
        @Override
        public Optional<RawEvent> next(Duration patience) {
            return Optional.of(events.hasNext() ? events.next() : decision);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
