// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of one table, read one by one in key order as they are asked for. */
final class TableCopy implements AutoCloseable {
    private final TableSchema table;
    private final ColumnReading[] readings;
    private final Statement statement;
    private final ResultSet rows;
    private long count;

    /** Begins to read. The session must be one of a {@link ConsistentState}. */
    TableCopy(Connection session, TableSchema table, int fetchSize) throws SQLException {
        this.table = table;
        this.readings = table.columns().stream().map(ColumnReading::of).toArray(ColumnReading[]::new);
        this.statement = session.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        try {
            statement.setFetchSize(fetchSize);
            this.rows = statement.executeQuery(select());
        } catch (SQLException failed) {
            statement.close();
            throw failed;
        }
    }

    private String select() {
        List<Column> columns = table.columns();
        String selected = columns.stream()
                .map(column -> ColumnReading.of(column).select(column))
                .collect(Collectors.joining(", "));
        String order = table.primaryKey().stream().map(TableId::quote).collect(Collectors.joining(", "));
        return "SELECT " + selected + " FROM " + table.id().quoted() + (order.isEmpty() ? "" : " ORDER BY " + order);
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
        if (!rows.next()) {
            return Optional.empty();
        }
        count++;
        @Nullable Object[] values = new Object[readings.length];
        for (int i = 0; i < readings.length; i++) {
            byte[] bytes = rows.getBytes(i + 1);
            values[i] = bytes == null ? null : readings[i].value().apply(bytes);
        }
        return Optional.of(RowImage.of(values));
    }

    @Override
    public void close() throws SQLException {
        try (statement) {
            rows.close();
        }
    }
}
