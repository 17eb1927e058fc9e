// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.snapshot.KeyRange;
import io.duplex.source.snapshot.RowReader;
import io.duplex.source.snapshot.TableSelect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** The rows of a table, streamed one by one in the order of its key where it has one. */
final class RowCursor implements AutoCloseable {
    private final TableSchema table;
    private final RowReader reader;
    private final Statement statement;
    private final ResultSet rows;
    private long count;

    /** Begins to read the rows of a part of the table that fulfil the condition. */
    RowCursor(Connection session, TableSchema table, Optional<String> condition, KeyRange part) throws SQLException {
        this.table = table;
        TableSelect all = TableSelect.of(table);
        TableSelect select = condition.map(all::where).orElse(all);
        this.reader = select.reader();
        this.statement = session.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(Integer.MIN_VALUE);
        this.rows = statement.executeQuery(select.rows(part));
    }

    TableSchema table() {
        return table;
    }

    /** Returns how many rows were read. */
    long count() {
        return count;
    }

    /** Returns the next row, empty after the last one. */
    Optional<RowImage> next() throws SQLException {
        Optional<RowImage> row = reader.next(rows);
        count += row.isPresent() ? 1 : 0;
        return row;
    }

    @Override
    public void close() throws SQLException {
        try (statement) {
            rows.close();
        }
    }
}
