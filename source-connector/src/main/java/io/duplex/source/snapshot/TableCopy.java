// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The rows of one table, or of a part of it, read by one session as they are asked for. */
final class TableCopy implements TableRows {
    private final TableSelect select;
    private final RowReader reader;
    private final Statement statement;
    private final ResultSet rows;

    /**
     * Begins to read. The session must be one of a {@link ConsistentState}.
     *
     * @param fetchSize as the driver means it: rows of a cursor, or 0 for all rows at once, or the smallest integer to
     *     let them stream
     */
    TableCopy(Connection session, TableSelect select, KeyRange part, int fetchSize) throws SQLException {
        this.select = select;
        this.reader = select.reader();
        this.statement = session.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        try {
            statement.setFetchSize(fetchSize);
            this.rows = statement.executeQuery(select.rows(part));
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
    }

    @Override
    public TableSchema table() {
        return select.table();
    }

    @Override
    public Optional<RowImage> next() throws SQLException {
        return reader.next(rows);
    }

    /** Returns about how much memory all rows read so far take. */
    long bytes() {
        return reader.bytes();
    }

    @Override
    public void close() throws SQLException {
        try (statement) {
            rows.close();
        }
    }
}
