// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableSchema;
import java.sql.SQLException;
import java.util.Optional;

/** The rows of one table, handed out one by one in key order as they are asked for. Used by one thread. */
interface TableRows extends AutoCloseable {
    TableSchema table();

    /** Returns the next row, empty after the last one; waits for the server. */
    Optional<RowImage> next() throws SQLException;

    @Override
    void close() throws SQLException;
}
