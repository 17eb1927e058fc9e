// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.Finding;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.table.CaptureOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks the server whether the columns of {@code message.key.columns} exist: a key that is none would go unnoticed. */
public final class KeyColumnsCheck {
    private static final String NAMES = "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            + " WHERE table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";

    private final ServerConnections server;
    private final CaptureOptions capture;
    private final KeyColumns keys;

    /** Makes a check of these options; nothing is asked yet. */
    public KeyColumnsCheck(ServerConnections server, CaptureOptions capture, KeyColumns keys) {
        this.server = server;
        this.capture = capture;
        this.keys = keys;
    }

    /** Returns a finding for each pair that matches no column of a captured table. */
    public List<Finding> check() {
        if (keys.isEmpty()) {
            return List.of();
        }
        try {
            return keys.without(names()).stream()
                    .map(pair -> new Finding(
                            ColumnOptions.KEY_COLUMNS,
                            "'" + pair + "' of " + ColumnOptions.KEY_COLUMNS + " matches no column of a captured table"
                                    + " on " + server.server() + ". Correct the names, include the table, or create it"
                                    + " first."))
                    .toList();
        } catch (SQLException failed) {
            return List.of(new Finding(
                    ColumnOptions.KEY_COLUMNS,
                    "The columns of the tables cannot be read from " + server.server() + ": " + failed.getMessage()));
        }
    }

    private List<String> names() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = server.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(NAMES)) {
            while (rows.next()) {
                TableId table = new TableId(rows.getString(1), rows.getString(2));
                if (capture.captures(table)) {
                    names.add(table + "." + rows.getString(3));
                }
            }
        }
        return names;
    }
}
