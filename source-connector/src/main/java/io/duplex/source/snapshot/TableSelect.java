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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one table are read, whole or in parts, in key order. The session must give values as they are: see
 * {@link ConsistentState#prepare}.
 */
public final class TableSelect {
    private final TableSchema table;
    private final ColumnReading[] readings;
    private final List<String> key;
    private final String from;
    private final List<String> conditions;

    /** The rows' order and extent, which the caller may narrow. */
    private TableSelect(TableSchema table, boolean cursor, String from, List<String> conditions) {
        this.table = table;
        this.readings = table.columns().stream()
                .map(column -> ColumnReading.of(column, cursor))
                .toArray(ColumnReading[]::new);
        this.key = table.identity().stream()
                .map(position -> TableId.quote(table.columns().get(position).name()))
                .toList();
        this.from = from;
        this.conditions = List.copyOf(conditions);
    }

    /** Reads all rows; result sets must be of the text protocol, which is the driver's usual one. */
    public static TableSelect of(TableSchema table) {
        return new TableSelect(table, false, table.id().quoted(), List.of());
    }

    /** Returns the same for result sets of a server's cursor, which come in the binary protocol. */
    TableSelect withCursor() {
        return new TableSelect(table, true, from, conditions);
    }

    /** Returns the same over the rows that this SELECT statement gives. */
    TableSelect over(String statement) {
        String text = statement.strip();
        String inner = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
        return new TableSelect(table, cursor(), "(" + inner + ") AS selected", conditions);
    }

    private boolean cursor() {
        return readings.length > 0 && readings[0].cursor();
    }

    /** Returns the same for the rows of which this expression is true. */
    public TableSelect where(String condition) {
        List<String> more = new ArrayList<>(conditions);
        more.add("(" + condition + ")");
        return new TableSelect(table, cursor(), from, more);
    }

    /** Returns the table as of the rows. */
    public TableSchema table() {
        return table;
    }

    /** Tells whether the rows can be read in parts. */
    public boolean hasKey() {
        return !key.isEmpty();
    }

    /** Returns the statement that reads a part, in key order where there is a key. */
    public String rows(KeyRange part) {
        List<Column> columns = table.columns();
        StringBuilder sql = new StringBuilder("SELECT ");
        for (int i = 0; i < readings.length; i++) {
            sql.append(i == 0 ? "" : ", ").append(readings[i].select(columns.get(i)));
        }
        return sql.append(tail(part)).toString();
    }

    private String tail(KeyRange part) {
        List<String> all = new ArrayList<>(conditions);
        all.addAll(part.conditions(key));
        return " FROM " + from
                + (all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all))
                + (key.isEmpty() ? "" : " ORDER BY " + String.join(", ", key));
    }

    /**
     * Asks for the key of the row which is so many rows behind a key.
     *
     * @param after where to count from, empty for the table's beginning
     * @return its literals, empty when there are not so many rows
     */
    public List<String> keyAfter(Connection session, List<String> after, long rows) throws SQLException {
        String selected = table.identity().stream()
                .map(position -> readings[position].select(table.columns().get(position)))
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + selected + tail(KeyRange.after(after)) + " LIMIT " + (rows - 1) + ", 1";
        return key(session, sql);
    }

    /** Asks for the last key as of now, empty when there are no rows. */
    public List<String> lastKey(Connection session) throws SQLException {
        String selected = table.identity().stream()
                .map(position -> readings[position].select(table.columns().get(position)))
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + selected + " FROM " + from
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions)) + " ORDER BY "
                + key.stream().map(column -> column + " DESC").collect(Collectors.joining(", ")) + " LIMIT 1";
        return key(session, sql);
    }

    private List<String> key(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                return List.of();
            }
            @Nullable Object[] values = new Object[readings.length];
            int number = 1;
            for (int position : table.identity()) {
                values[position] = readings[position].value().apply(row.getBytes(number++));
            }
            return KeyLiterals.of(table, RowImage.of(values));
        }
    }

    /** Reads the rows of one result set of {@link #rows}. */
    public RowReader reader() {
        return new RowReader(table.id(), table.columns(), readings);
    }
}
