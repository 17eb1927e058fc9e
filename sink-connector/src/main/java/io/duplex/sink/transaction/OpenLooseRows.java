// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.List;

/** Rows of snapshots out of tables' topics that wait to be written together. */
final class OpenLooseRows {
    private final List<Received.LooseRow> rows = new ArrayList<>();
    private long bytes;

    void add(Received.LooseRow row) {
        rows.add(row);
        bytes += RowSize.of(row.change());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    boolean full(AssemblyOptions options) {
        return rows.size() >= options.copyBatchRows() || bytes >= options.maxBytes();
    }

    LooseRows close() {
        LooseRows unit = new LooseRows(
                rows, rows.get(0).coordinates(), rows.get(rows.size() - 1).coordinates());
        rows.clear();
        bytes = 0;
        return unit;
    }
}
