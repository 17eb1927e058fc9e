// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;

/** Asks the server that is read: who it is itself, and which others a sink has noted there. */
public final class SiteServerTable implements KnownServers {
    /** No sink ever wrote there, or one that did not note servers; or the user may not see it. */
    private static final Set<Integer> NO_TABLE = Set.of(1044, 1049, 1142, 1146);

    private static final int ANY_SITE = 0;

    private final ServerConnections server;
    private final String table;

    /** Asks nothing yet. */
    public SiteServerTable(ServerConnections server, MetadataTables tables) {
        this.server = server;
        this.table = tables.qualified(MetadataTables.SITE_SERVER);
    }

    @Override
    public Optional<Server> find(String uuid) {
        try (Connection connection = server.open()) {
            return isItself(connection, uuid) ? Optional.of(new Server(uuid, ANY_SITE, true)) : noted(connection, uuid);
        } catch (SQLException failure) {
            if (NO_TABLE.contains(failure.getErrorCode())) {
                return Optional.empty();
            }
            throw BinlogFailure.retry(
                    "The servers known at " + server.server() + " cannot be read: " + failure.getMessage(), failure);
        }
    }

    private static boolean isItself(Connection connection, String uuid) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.server_uuid")) {
            return row.next() && uuid.equalsIgnoreCase(row.getString(1));
        }
    }

    private Optional<Server> noted(Connection connection, String uuid) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT site_id, is_local FROM " + table + " WHERE server_uuid = ?")) {
            statement.setString(1, uuid);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Server(uuid, row.getInt(1), row.getBoolean(2))) : Optional.empty();
            }
        }
    }
}
