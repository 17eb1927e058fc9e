// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.List;

/** A source transaction too large for memory: it arrives as one start, any number of parts, and one end. */
public final class LargeTransaction {
    private LargeTransaction() {}

    /** The transaction begins; its BEGIN marker is where it is read again from when it fails. */
    public record Start(TransactionHeader header, Coordinates first, Coordinates last) implements Unit {
        @Override
        public void accept(Visitor visitor) {
            visitor.largeStart(this);
        }
    }

    /** The next rows of the transaction, in the source's order. */
    public record Part(TransactionHeader header, List<Received.Row> rows, Coordinates first, Coordinates last)
            implements Unit {
        public Part {
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
            visitor.largePart(this);
        }
    }

    /**
     * All rows have arrived: the transaction is to be committed.
     *
     * @param first the BEGIN marker
     * @param rowCount rows of the whole transaction, those that were not selected too
     */
    public record End(TransactionHeader header, long rowCount, Coordinates first, Coordinates last) implements Unit {
        @Override
        public void accept(Visitor visitor) {
            visitor.largeEnd(this);
        }
    }
}
