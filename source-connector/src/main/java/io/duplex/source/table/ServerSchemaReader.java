// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks a live server for its defaults and for the DDL of its tables; for snapshots and starts without history. */
public final class ServerSchemaReader {
    private final Connection connection;

    /** Creates a reader over this connection, which the caller closes. */
    public ServerSchemaReader(Connection connection) {
        this.connection = connection;
    }

    /** Returns what DDL texts leave to this server. */
    public ServerDefaults defaults() throws SQLException {
        List<String> row = first("SELECT VERSION(), @@global.collation_server, @@lower_case_table_names,"
                + " @@global.explicit_defaults_for_timestamp");
        return new ServerDefaults(
                version(row.get(0)),
                characterSets(),
                row.get(1),
                Integer.parseInt(row.get(2)),
                row.get(3).equals("1"));
    }

    /** Returns a server's version as its versioned comments count it: {@code 8.0.33-log} is 80033. */
    public static int version(String text) {
        String[] parts = text.split("[^0-9]+", -1);
        return Integer.parseInt(parts[0]) * 10000 + Integer.parseInt(parts[1]) * 100 + Integer.parseInt(parts[2]);
    }

    private CharacterSets characterSets() throws SQLException {
        List<CharacterSets.CharacterSet> sets = new ArrayList<>();
        for (List<String> row : rows(
                "SELECT CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME, MAXLEN FROM information_schema.CHARACTER_SETS")) {
            sets.add(new CharacterSets.CharacterSet(row.get(0), row.get(1), Integer.parseInt(row.get(2))));
        }
        Map<Integer, String> collations = new HashMap<>();
        for (List<String> row : rows("SELECT ID, COLLATION_NAME FROM information_schema.COLLATIONS")) {
            collations.put(Integer.parseInt(row.get(0)), row.get(1));
        }
        return new CharacterSets(sets, collations);
    }

    /** Returns the names of all databases, the server's own included. */
    public List<String> databases() throws SQLException {
        return rows("SHOW DATABASES").stream().map(row -> row.get(0)).toList();
    }

    /** Returns a database's base tables by name; views are left out. */
    public List<TableId> tables(String database) throws SQLException {
        List<TableId> tables = new ArrayList<>();
        for (List<String> row : rows(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?"
                        + " AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME",
                database)) {
            tables.add(new TableId(database, row.get(0)));
        }
        return tables;
    }

    /** Returns the statement that makes the database. */
    public String showCreateDatabase(String database) throws SQLException {
        return first("SHOW CREATE DATABASE " + TableId.quote(database)).get(1);
    }

    /** Returns the statement that makes the table; the generated invisible primary key is shown. */
    public String showCreateTable(TableId table) throws SQLException {
        return first("SHOW CREATE TABLE " + table.quoted()).get(1);
    }

    /** Reads a database and these tables of it into the catalog, through their own DDL. */
    public void readInto(TableCatalog catalog, String database, List<TableId> tables) throws SQLException {
        DdlParser parser = new DdlParser(catalog.defaults().version());
        StatementContext context = StatementContext.ofDefinition(database);
        catalog.apply(parser.parse(showCreateDatabase(database), context));
        for (TableId table : tables) {
            catalog.apply(parser.parse(showCreateTable(table), context));
        }
    }

    /** Returns one table through its own DDL. */
    public TableSchema table(TableId table) throws SQLException {
        TableCatalog catalog = new TableCatalog(defaults());
        readInto(catalog, table.database(), List.of(table));
        return catalog.table(table).orElseThrow(() -> new SQLException("Table " + table + " is gone or is a view."));
    }

    private List<String> first(String sql) throws SQLException {
        return rows(sql).get(0);
    }

    private List<List<String>> rows(String sql, String... parameters) throws SQLException {
        if (parameters.length == 0) {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                return rows(result);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return rows(result);
            }
        }
    }

    private static List<List<String>> rows(ResultSet result) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> row = new ArrayList<>(columns);
            for (int i = 1; i <= columns; i++) {
                row.add(String.valueOf(result.getString(i)));
            }
            rows.add(row);
        }
        return rows;
    }
}
