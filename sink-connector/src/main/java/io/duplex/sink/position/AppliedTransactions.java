// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.schedule.AppliedSet;
import java.util.Optional;

/** The progress row as of the last commit, in memory. Written by the applier's thread, readable by any. */
final class AppliedTransactions implements AppliedSet {
    private volatile PositionRow row = PositionRow.EMPTY;

    PositionRow row() {
        return row;
    }

    void set(PositionRow committed) {
        row = committed;
    }

    @Override
    public boolean contains(Gtid gtid) {
        return row.gtids().contains(gtid);
    }

    @Override
    public GtidSet gtids() {
        return row.gtids();
    }

    @Override
    public long snapshotRecords(SnapshotHeader header) {
        return row.copy().present(header);
    }

    /** After a snapshot no transaction tells it, and Kafka's order must do. */
    @Override
    public boolean isBehind(CopyHeader place, Coordinates at) {
        PositionRow now = row;
        Optional<Gtid> last = now.last().flatMap(PositionRow.Last::gtid);
        return last.map(gtid -> !place.executed().contains(gtid))
                .orElseGet(() -> now.next()
                        .filter(next ->
                                next.topicPartition().equals(at.topicPartition()) && next.offset() > at.offset())
                        .isPresent());
    }

    @Override
    public boolean snapshotUnfinished() {
        return row.copy().unfinished();
    }
}
