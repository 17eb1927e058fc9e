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

    /** Tells whether its images have no types yet, see {@link PlainRows}. */
    public boolean isUntyped() {
        return (after.isPresent() && after.get().isUntyped())
                || (before.isPresent() && before.get().isUntyped());
    }

    /** Returns this change as one of another table, with these images. */
    public DecodedChange in(TableId table, Optional<DecodedImage> newBefore, Optional<DecodedImage> newAfter) {
        return new DecodedChange(operation, source.withRow(table, source.row()), transaction, newBefore, newAfter);
    }

    /** Returns the same images, or one of them, as the images of another operation. */
    public DecodedChange as(Operation newOperation, Optional<DecodedImage> newBefore, Optional<DecodedImage> newAfter) {
        return new DecodedChange(newOperation, source, transaction, newBefore, newAfter);
    }
}
