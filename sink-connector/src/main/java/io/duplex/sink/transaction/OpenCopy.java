// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.CopyHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.List;

/** Consecutive rows of a snapshot asked for by a signal that wait to be written together. */
final class OpenCopy {
    private final List<Received.CopiedRow> rows = new ArrayList<>();
    private final CopyHeader header;
    private final Coordinates first;
    private Coordinates last;
    private long bytes;

    OpenCopy(Received.CopiedRow row) {
        this.header = row.header();
        this.first = row.coordinates();
        this.last = first;
        add(row);
    }

    /** Tells whether the row stands at the same place among the transactions. */
    boolean takes(Received.CopiedRow row) {
        return row.header().equals(header);
    }

    void add(Received.CopiedRow row) {
        rows.add(row);
        bytes += RowSize.of(row.change());
        last = row.coordinates();
    }

    /** Notes that a record without news was read. */
    void skip(Coordinates coordinates) {
        last = coordinates;
    }

    boolean full(AssemblyOptions options) {
        return rows.size() >= options.copyBatchRows() || bytes >= options.maxBytes();
    }

    CopiedRows close() {
        return new CopiedRows(header, rows, first, last);
    }
}
