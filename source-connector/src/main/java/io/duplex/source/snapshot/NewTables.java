// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.ServerSchemaReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables that the options have come to capture since the schema history was written, which does not know them. What
 * they are now is taken for what they were at the offset, until a row in the binlog says otherwise; a table that was made since then is made again when the
 * binlog tells so.
 */
public final class NewTables {
    private static final Logger LOG = LoggerFactory.getLogger(NewTables.class);

    /** The database, or the table. */
    private static final Set<Integer> GONE = Set.of(1049, 1146);

    private final ServerConnections connections;
    private final RecordContext context;
    private final SchemaModel model;

    public NewTables(ServerConnections connections, RecordContext context, SchemaModel model) {
        this.connections = connections;
        this.context = context;
        this.model = model;
    }

    /** Takes their definitions into the model and into the schema history, as of this offset. */
    public void adopt(SourceOffset offset) throws SQLException {
        try (Connection session = connections.open()) {
            ServerSchemaReader schema = new ServerSchemaReader(session);
            List<Definition> found = new ArrayList<>();
            for (String database : schema.databases()) {
                if (context.capture().capturesDatabase(database)) {
                    for (TableId table : schema.tables(database)) {
                        unknown(table, schema).ifPresent(found::add);
                    }
                }
            }
            new Definitions(model, context).take(found, offset);
            found.forEach(definition -> model.assumed().add(definition.of()));
        }
    }

    private Optional<Definition> unknown(TableId table, ServerSchemaReader schema) throws SQLException {
        if (!context.capture().captures(table) || model.tables().table(table).isPresent()) {
            return Optional.empty();
        }
        Optional<String> statement = definition(table, schema);
        statement.ifPresent(
                made -> LOG.info("Table is new to the schema history, which takes what it is now table={}", table));
        return statement.map(made -> new Definition(table, DdlClass.TABLE, made, Definition.LENIENT));
    }

    /** Users may drop a table, or its database, at any time: then the binlog tells of it from its beginning to its end. */
    private static Optional<String> definition(TableId table, ServerSchemaReader schema) throws SQLException {
        try {
            return Optional.of(schema.showCreateTable(table));
        } catch (SQLException failed) {
            if (!GONE.contains(failed.getErrorCode())) {
                throw failed;
            }
            LOG.info("Table was dropped while tables were looked through table={}", table);
            return Optional.empty();
        }
    }
}
