// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.snapshot.ConsistentState.Definition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The statements with which a snapshot tells the schema in the table layout, as readers of Debezium's schema change
 * topic know them: the server's character set, every table dropped, then each database dropped, made and used, and its
 * tables made.
 */
final class SchemaStatements {
    private final Map<String, String> locales;
    private final List<Definition> statements = new ArrayList<>();

    private SchemaStatements(Map<String, String> locales) {
        this.locales = locales;
    }

    /** Returns the statements instead of these definitions of databases and tables. */
    static List<Definition> of(Connection session, List<Definition> definitions) throws SQLException {
        SchemaStatements made = new SchemaStatements(locales(session));
        made.add("", DdlClass.SCHEMA, "SET " + charset(session));
        definitions.stream().filter(Definition::isTable).forEach(made::drop);
        for (Definition definition : definitions) {
            if (definition.isTable()) {
                made.statements.add(definition);
            } else {
                made.database(definition.of().database());
            }
        }
        return made.statements;
    }

    private static Map<String, String> locales(Connection session) throws SQLException {
        Map<String, String> locales = new HashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, "
                        + "DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA")) {
            while (rows.next()) {
                locales.put(rows.getString(1), " CHARSET " + rows.getString(2) + " COLLATE " + rows.getString(3));
            }
        }
        return locales;
    }

    private static String charset(Connection session) throws SQLException {
        StringJoiner variables = new StringJoiner(", ");
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SHOW VARIABLES WHERE Variable_name IN " + "('character_set_server', 'collation_server')")) {
            while (rows.next()) {
                variables.add(rows.getString(1) + "=" + rows.getString(2));
            }
        }
        return variables.toString();
    }

    private void drop(Definition table) {
        statements.add(new Definition(
                table.of(), DdlClass.OTHER, "DROP TABLE IF EXISTS " + table.of().quoted(), Definition.LENIENT));
    }

    private void database(String name) {
        String quoted = TableId.quote(name);
        add(name, DdlClass.SCHEMA, "DROP DATABASE IF EXISTS " + quoted);
        add(name, DdlClass.SCHEMA, "CREATE DATABASE " + quoted + locales.getOrDefault(name, ""));
        add(name, DdlClass.SCHEMA, "USE " + quoted);
    }

    private void add(String database, DdlClass kind, String statement) {
        statements.add(new Definition(new TableId(database, ""), kind, statement, Definition.LENIENT));
    }
}
