// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.TableId;
import java.util.Optional;

/**
 * A row change as a record tells it.
 *
 * @param operation what happened
 * @param source where
 * @param transaction its place in its transaction, when the record tells
 * @param before the row before, of updates and deletes
 * @param after the row after, of all but deletes
 */
public record DecodedChange(
        Operation operation,
        SourceInfo source,
        Optional<TransactionBlock> transaction,
        Optional<DecodedImage> before,
        Optional<DecodedImage> after) {

    /** Returns the table on the source. */
    public TableId table() {
        return source.tableId();
    }
}
