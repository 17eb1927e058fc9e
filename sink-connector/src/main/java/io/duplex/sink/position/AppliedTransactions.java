// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.schedule.AppliedSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The progress rows as of the last commits, in memory. Written and read by any thread. */
final class AppliedTransactions implements AppliedSet {
    private volatile List<PositionRow> rows = List.of(PositionRow.EMPTY);
    private volatile GtidSet gtids = GtidSet.EMPTY;
    private volatile GtidSet atStart = GtidSet.EMPTY;

    /** Returns the worker's row. */
    PositionRow row(int worker) {
        return rows.get(worker);
    }

    PositionRow farthest() {
        return PositionRow.farthest(rows);
    }

    /** Returns how far the copy is. */
    PositionRow.Copy copy() {
        return PositionRow.farthestCopy(rows);
    }

    /** Returns worker 0's row with what all rows say together. */
    PositionRow joined() {
        return PositionRow.joined(rows, gtids, row(0).transactions());
    }

    /**
     * Knows nothing but these rows.
     *
     * @param present what was here before the channel began
     */
    synchronized void reset(List<PositionRow> stored, GtidSet present) {
        atStart = present;
        rows = List.copyOf(stored);
        GtidSet all = GtidSet.EMPTY;
        for (PositionRow row : stored) {
            all = all.plus(row.gtids());
        }
        gtids = all;
    }

    synchronized void set(int worker, PositionRow committed) {
        PositionRow[] changed = rows.toArray(PositionRow[]::new);
        if (worker == 0 && committed.beginsAnew(changed[0])) {
            Arrays.setAll(changed, number -> changed[number].withoutPlace());
        }
        changed[worker] = committed;
        rows = List.of(changed);
        gtids = gtids.plus(committed.gtids());
    }

    @Override
    public boolean contains(Gtid gtid) {
        return gtids.contains(gtid);
    }

    @Override
    public GtidSet gtids() {
        return gtids;
    }

    @Override
    public boolean wasHere(Gtid gtid) {
        return atStart.contains(gtid);
    }

    /** A snapshot that shows nothing that was not here when the channel began is not for it. */
    @Override
    public long snapshotRecords(SnapshotHeader header) {
        boolean before = !atStart.isEmpty() && gtids.isEmpty() && atStart.containsAll(header.executed());
        return before ? Long.MAX_VALUE : copy().present(header);
    }

    /** After a snapshot no transaction tells it, and Kafka's order must do. */
    @Override
    public boolean isBehind(CopyHeader place, Coordinates at) {
        PositionRow now = farthest();
        Optional<Gtid> last = now.last().flatMap(PositionRow.Last::gtid);
        return last.map(gtid -> !place.executed().contains(gtid))
                .orElseGet(() -> now.next()
                        .filter(next ->
                                next.topicPartition().equals(at.topicPartition()) && next.offset() > at.offset())
                        .isPresent());
    }

    @Override
    public boolean snapshotUnfinished() {
        return copy().unfinished();
    }
}
