// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;

/**
 * A table whose rows, or the rest of them, are to be copied.
 *
 * @param select how it is read
 * @param rest what is to be copied
 * @param size what the server guesses
 * @param parts whether it may be divided
 */
record TableWork(TableSelect select, KeyRange rest, Size size, boolean parts) {
    /** Rows that a part has when the options do not ask for smaller ones. */
    private static final long MOST_ROWS = 20_000;

    private static final long FEWEST_ROWS = 500;

    /** Bytes that a part should have at most, as far as the server's guess goes. */
    private static final long BYTES = 4L << 20;

    /**
     * The server's guess of a table's size.
     *
     * @param rows -1 when it has none
     */
    record Size(long rows, long bytes) {
        static final Size UNKNOWN = new Size(-1, -1);
    }

    TableSchema table() {
        return select.table();
    }

    TableId id() {
        return select.table().id();
    }

    /** Returns how many rows a part has. */
    long partRows(SnapshotReading reading) {
        if (size.rows() <= 0) {
            return MOST_ROWS;
        }
        long byThreads = size.rows() / ((long) reading.threads() * reading.partsPerThread(id())) + 1;
        long byBytes = BYTES / Math.max(1, size.bytes() / size.rows());
        return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.min(byThreads, byBytes)));
    }

    /** Tells whether the table is known to be so small that the driver may hold all of it. */
    boolean small(SnapshotReading reading) {
        return size.rows() >= 0 && size.rows() <= reading.streamFrom() && size.bytes() <= BYTES;
    }
}
