// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.List;

/**
 * Consecutive rows of one snapshot, written in one target transaction.
 *
 * @param header of the last record that the batch covers, whose number is the new progress
 * @param firstRecord number of the first record that the batch covers
 * @param rows selected rows; empty when the batch covers only rows that the table lists exclude
 */
public record SnapshotBatch(
        SnapshotHeader header, long firstRecord, List<Received.SnapshotRow> rows, Coordinates first, Coordinates last)
        implements Unit {

    public SnapshotBatch {
        rows = List.copyOf(rows);
    }

    /** Tells whether all rows are as they were read, none tells a change. */
    public boolean isRead() {
        return rows.stream().allMatch(row -> row.change().operation() == Operation.READ);
    }

    @Override
    public int heldRows() {
        return rows.size();
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Received.SnapshotRow row : rows) {
            bytes += RowSize.of(row.change());
        }
        return bytes;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.snapshotBatch(this);
    }
}
