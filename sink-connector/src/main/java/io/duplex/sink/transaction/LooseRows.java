// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.List;

/**
 * Rows of snapshots out of tables' topics, written in one target transaction over whatever is there. Which of them are
 * there already, their own places in Kafka tell: a newer change of a row lies behind it in its partition.
 *
 * @param rows selected rows; never empty
 */
public record LooseRows(List<Received.LooseRow> rows, Coordinates first, Coordinates last) implements LooseUnit {

    public LooseRows {
        rows = List.copyOf(rows);
    }

    @Override
    public int heldRows() {
        return rows.size();
    }

    @Override
    public long bytes() {
        return rows.stream().mapToLong(row -> RowSize.of(row.change())).sum();
    }
}
