// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableSchema;

/** A row that does not fit the table model, so that the model must be wrong; the caller adds connector and GTID. */
public final class RowMismatchException extends RuntimeException {
    RowMismatchException(TableSchema table, int found) {
        super("A row of table " + table.id() + " has " + found + " columns in the binlog but "
                + table.columns().size() + " in the table model, which has missed a schema change. Remedy: stop the"
                + " connector, remove its schema history, and start it with snapshot.mode=recovery when the table has"
                + " not changed since the stored position, otherwise with a new snapshot.");
    }
}
