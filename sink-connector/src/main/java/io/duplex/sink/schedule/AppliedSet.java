// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;

/**
 * What the target itself says it has of one source's stream. The applier adds to it what it commits, so that it always
 * tells what is durable.
 */
public interface AppliedSet {
    /** Tells whether the transaction's effect is on the target. */
    boolean contains(Gtid gtid);

    /** Tells whether the transaction was on the target before the channel began, by this source's GTID or its origin's. */
    boolean wasHere(Gtid gtid);

    /** Returns all GTIDs whose effect is on the target. */
    GtidSet gtids();

    /**
     * Returns how many records of this snapshot are on the target, counted as the run of this header counts them: 0 when
     * the snapshot is unknown there, more than there can be when a later run has made the header's void.
     */
    long snapshotRecords(SnapshotHeader header);

    /** Tells whether the target has a unit that stands behind this place of the stream, where copied rows stand. */
    boolean isBehind(CopyHeader place, Coordinates at);

    /** Tells whether a snapshot was begun here and its last record has not arrived. */
    boolean snapshotUnfinished();
}
