// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server's statistics how many rows the tables of a snapshot have, about. */
final class TableSizes {
    private static final Logger LOG = LoggerFactory.getLogger(TableSizes.class);

    private final ServerConnections connections;
    private final SnapshotMetrics snapshot;
    private Set<TableId> asked = Set.of();

    TableSizes(ServerConnections connections, SnapshotMetrics snapshot) {
        this.connections = connections;
        this.snapshot = snapshot;
    }

    /** Asks once for each set of tables. */
    void look() {
        Set<TableId> tables = Set.copyOf(snapshot.tables);
        if (tables.isEmpty() || tables.equals(asked)) {
            return;
        }
        try (Connection connection = connections.open(Map.of())) {
            for (TableId table : tables) {
                if (!snapshot.estimates.containsKey(table.toString())) {
                    snapshot.estimated(table, size(connection, table));
                }
            }
            asked = tables;
        } catch (SQLException unanswered) {
            LOG.debug("Server {} does not tell the sizes of its tables", connections.server(), unanswered);
        }
    }

    private static long size(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
            statement.setString(1, table.database());
            statement.setString(2, table.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }
}
