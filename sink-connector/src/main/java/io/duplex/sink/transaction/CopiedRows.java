// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.CopyHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.List;

/**
 * Rows that a snapshot asked for by a signal tells between two transactions. They are to be written after all units
 * before them and before all units behind them: what makes them harmless when they are delivered again is this order
 * ({@link CopyHeader}).
 *
 * @param header of the rows, all of which stand at one place
 * @param rows selected rows; never empty
 */
public record CopiedRows(CopyHeader header, List<Received.CopiedRow> rows, Coordinates first, Coordinates last)
        implements Unit {

    public CopiedRows {
        rows = List.copyOf(rows);
    }

    @Override
    public int heldRows() {
        return rows.size();
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Received.CopiedRow row : rows) {
            bytes += RowSize.of(row.change());
        }
        return bytes;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.copiedRows(this);
    }
}
