// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.List;

/** Consecutive rows of a snapshot that wait to be written together. */
final class OpenBatch {
    private final List<Received.SnapshotRow> rows = new ArrayList<>();
    private final Received.SnapshotRow first;
    private SnapshotHeader header;
    private Coordinates last;
    private long bytes;

    OpenBatch(Received.SnapshotRow first, boolean selected) {
        this.first = first;
        this.header = first.header();
        this.last = first.coordinates();
        keep(first, selected);
    }

    /** Tells whether the row is in the batch already. */
    boolean covers(Received.SnapshotRow row) {
        return isOfSameRun(row)
                && row.header().record() >= first.header().record()
                && row.header().record() <= header.record();
    }

    /** Tells whether the row is the one after the batch's last. */
    boolean precedes(Received.SnapshotRow row) {
        return isOfSameRun(row) && row.header().record() == header.record() + 1;
    }

    private boolean isOfSameRun(Received.SnapshotRow row) {
        return row.header().id().equals(header.id()) && row.header().run().equals(header.run());
    }

    void add(Received.SnapshotRow row, boolean selected) {
        header = row.header();
        last = row.coordinates();
        keep(row, selected);
    }

    /** Notes that a record without news was read. */
    void skip(Coordinates coordinates) {
        last = coordinates;
    }

    private void keep(Received.SnapshotRow row, boolean selected) {
        if (selected) {
            rows.add(row);
            bytes += RowSize.of(row.change());
        }
    }

    boolean full(AssemblyOptions options) {
        return header.last() || rows.size() >= options.copyBatchRows() || bytes >= options.maxBytes();
    }

    SnapshotBatch close() {
        return new SnapshotBatch(header, first.header().record(), rows, first.coordinates(), last);
    }
}
