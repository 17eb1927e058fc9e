// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.snapshot.ColumnReading;
import io.duplex.source.snapshot.TableSelect;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rows of a table, streamed one by one in the order of its key. */
final class RowCursor implements AutoCloseable {
    private final TableSchema table;
    private final TableSelect.RowReader reader;
    private final Statement statement;
    private final ResultSet rows;
    private long count;

    /** Begins to read the rows that fulfil the condition. */
    RowCursor(Connection session, TableSchema table, Optional<String> condition) throws SQLException {
        this.table = table;
        this.reader = TableSelect.of(table).reader();
        this.statement = session.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(Integer.MIN_VALUE);
        this.rows = statement.executeQuery(select(table, condition));
    }

    private static String select(TableSchema table, Optional<String> condition) {
        String columns = table.columns().stream()
                .map(column -> ColumnReading.of(column).select(column))
                .collect(Collectors.joining(", "));
        String order = table.primaryKey().stream().map(TableId::quote).collect(Collectors.joining(", "));
        return "SELECT " + columns + " FROM " + table.id().quoted()
                + condition.map(sql -> " WHERE " + sql).orElse("")
                + (order.isEmpty() ? "" : " ORDER BY " + order);
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
