// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.ServerSchemaReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the server for the statements that make the captured databases, tables and views. */
final class ServerDefinitions {
    private ServerDefinitions() {}

    /** Returns the tables whose definitions are wanted, in their order. */
    static List<TableId> tables(Connection session, ConsistentState.Wanted wanted) throws SQLException {
        ServerSchemaReader schema = new ServerSchemaReader(session);
        List<TableId> tables = new ArrayList<>();
        for (String database : schema.databases()) {
            if (wanted.capture().isOfUsers(database)) {
                schema.tables(database).stream().filter(wanted::defines).forEach(tables::add);
            }
        }
        tables.sort(wanted.order());
        return tables;
    }

    /** Returns these tables and their databases, in order. */
    static List<Definition> of(Connection session, List<TableId> tables) throws SQLException {
        ServerSchemaReader schema = new ServerSchemaReader(session);
        List<Definition> definitions = new ArrayList<>();
        String database = "";
        for (TableId table : tables) {
            if (!table.database().equals(database)) {
                database = table.database();
                definitions.add(database(schema, database));
            }
            definitions.add(new Definition(table, DdlClass.TABLE, schema.showCreateTable(table), Definition.LENIENT));
        }
        return definitions;
    }

    /** Views come last, as they need the tables; a database may hold nothing but views. */
    static void addViews(Connection session, List<Definition> definitions, List<Definition> views) throws SQLException {
        ServerSchemaReader schema = new ServerSchemaReader(session);
        Set<String> made =
                definitions.stream().map(known -> known.of().database()).collect(Collectors.toSet());
        for (Definition view : views) {
            String database = view.of().database();
            if (made.add(database)) {
                definitions.add(database(schema, database));
            }
        }
        definitions.addAll(views);
    }

    private static Definition database(ServerSchemaReader schema, String database) throws SQLException {
        return new Definition(
                new TableId(database, ""), DdlClass.SCHEMA, schema.showCreateDatabase(database), Definition.LENIENT);
    }
}
