// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.List;

/**
 * A whole source transaction in memory.
 *
 * @param rows selected rows in the source's order; empty when nothing is left to do but to note the transaction as
 *     applied
 */
public record ReplicatedTransaction(
        TransactionHeader header, List<Received.Row> rows, Coordinates first, Coordinates last) implements Unit {

    public ReplicatedTransaction {
        rows = List.copyOf(rows);
    }

    @Override
    public int heldRows() {
        return rows.size();
    }

    @Override
    public long bytes() {
        return RowSize.of(rows);
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.transaction(this);
    }
}
