// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that users have on a server, by name: definitions as SHOW CREATE tells them, grants, and rows of tables. */
final class Catalogue {
    private static final String OWN =
            " NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema', 'duplex', 'duplex_settlement')";

    /** A server that never generated a number has another next one; its time of creation is the server's own. */
    private static final String NEXT_NUMBER = " AUTO_INCREMENT=\\d+";

    private final Connection connection;
    private final boolean exact;
    private final Map<String, String> found = new TreeMap<>();

    private Catalogue(Connection connection, boolean exact) {
        this.connection = connection;
        this.exact = exact;
    }

    /**
     * Reads what is there now.
     *
     * @param exact whether definitions are told as they are; if not, only what all versions tell alike
     */
    static Map<String, String> read(MySqlServer server, boolean exact) {
        try (Connection connection = server.connect()) {
            Catalogue catalogue = new Catalogue(connection, exact);
            catalogue.databases();
            catalogue.tables();
            catalogue.programs();
            catalogue.users();
            return catalogue.found;
        } catch (SQLException e) {
            throw new IllegalStateException(server + ": " + e.getMessage(), e);
        }
    }

    private void databases() throws SQLException {
        for (List<String> row : rows("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME" + OWN)) {
            show("DATABASE", quoted(row.get(0)), 1);
        }
    }

    private void tables() throws SQLException {
        for (List<String> row : rows("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES"
                + " WHERE TABLE_SCHEMA" + OWN)) {
            String name = quoted(row.get(0)) + "." + quoted(row.get(1));
            boolean view = row.get(2).equals("VIEW");
            show(view ? "VIEW" : "TABLE", name, 1);
            if (!view) {
                List<String> texts = new ArrayList<>();
                rows("SELECT * FROM " + name).forEach(values -> texts.add(values.toString()));
                texts.sort(null);
                found.put("rows of " + name, texts.toString());
            }
            if (!exact) {
                columns(row.get(0), row.get(1));
            }
        }
    }

    private void columns(String database, String table) throws SQLException {
        found.put(
                "columns of " + quoted(database) + "." + quoted(table),
                rows("SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION,"
                                + " DATETIME_PRECISION, COLUMN_COMMENT, COLUMN_KEY FROM information_schema.COLUMNS"
                                + " WHERE TABLE_SCHEMA = " + literal(database) + " AND TABLE_NAME = " + literal(table)
                                + " ORDER BY ORDINAL_POSITION")
                        .toString());
    }

    private void programs() throws SQLException {
        for (List<String> row : rows("SELECT ROUTINE_TYPE, ROUTINE_SCHEMA, ROUTINE_NAME"
                + " FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA" + OWN)) {
            show(row.get(0), quoted(row.get(1)) + "." + quoted(row.get(2)), 2);
        }
        for (List<String> row : rows(
                "SELECT TRIGGER_SCHEMA, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA" + OWN)) {
            show("TRIGGER", quoted(row.get(0)) + "." + quoted(row.get(1)), 2);
        }
        for (List<String> row :
                rows("SELECT EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA" + OWN)) {
            show("EVENT", quoted(row.get(0)) + "." + quoted(row.get(1)), 3);
        }
    }

    private void users() throws SQLException {
        for (List<String> row : rows("SELECT User, Host FROM mysql.user WHERE User LIKE 'ddl\\_%'")) {
            String name = literal(row.get(0)) + "@" + literal(row.get(1));
            show("USER", name, 0);
            List<String> grants = new ArrayList<>();
            rows("SHOW GRANTS FOR " + name).forEach(grant -> grants.add(grant.get(0)));
            found.put("grants of " + name, exact ? grants.toString() : grants.size() + "");
        }
    }

    private void show(String kind, String name, int column) throws SQLException {
        List<List<String>> shown = exact || kind.equals("USER") ? rows("SHOW CREATE " + kind + " " + name) : List.of();
        found.put(kind + " " + name, exact ? definition(shown.get(0), column) : "");
    }

    /** With the sql_mode, and the collations that the program's texts have. */
    private static String definition(List<String> shown, int column) {
        String text = shown.get(column).replaceFirst(NEXT_NUMBER, "");
        if (column < 2) {
            return text;
        }
        List<String> session = new ArrayList<>(shown.subList(1, shown.size()));
        session.remove(column - 1);
        return text + " " + session;
    }

    private List<List<String>> rows(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    byte[] value = result.getBytes(column);
                    row.add(Optional.ofNullable(value)
                            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                            .orElse("NULL"));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
