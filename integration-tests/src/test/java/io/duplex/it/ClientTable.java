// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A query's rows as MySQL's client prints them. */
final class ClientTable {
    private static final Set<Integer> NUMBERS =
            Set.of(Types.BIT, Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.DOUBLE);

    private ClientTable() {}

    static String of(MySqlServer server, String query) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return print(rows);
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage() + " in: " + query, e);
        }
    }

    private static String print(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        int count = columns.getColumnCount();
        List<String[]> lines = new ArrayList<>();
        String[] head = new String[count];
        for (int i = 0; i < count; i++) {
            head[i] = columns.getColumnLabel(i + 1);
        }
        lines.add(head);
        while (result.next()) {
            String[] line = new String[count];
            for (int i = 0; i < count; i++) {
                String value = result.getString(i + 1);
                line[i] = value == null ? "NULL" : value;
            }
            lines.add(line);
        }
        if (lines.size() == 1) {
            return "Empty set\n";
        }
        int[] widths = new int[count];
        for (String[] line : lines) {
            for (int i = 0; i < count; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        rule(text, widths);
        for (int row = 0; row < lines.size(); row++) {
            for (int i = 0; i < count; i++) {
                boolean right = row > 0 && NUMBERS.contains(columns.getColumnType(i + 1));
                String padding = " ".repeat(widths[i] - lines.get(row)[i].length());
                text.append("| ")
                        .append(right ? padding + lines.get(row)[i] : lines.get(row)[i] + padding)
                        .append(' ');
            }
            text.append("|\n");
            if (row == 0) {
                rule(text, widths);
            }
        }
        rule(text, widths);
        return text.toString();
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int width : widths) {
            text.append('+').append("-".repeat(width + 2));
        }
        text.append("+\n");
    }
}
