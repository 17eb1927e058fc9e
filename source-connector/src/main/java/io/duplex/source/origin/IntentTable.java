// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the intents from the table that the sink keeps at this server. */
public final class IntentTable implements OpenIntents {
    /** With the path. */
    private static final int COLUMNS = 15;

    private static final int NO_DATABASE = 1049;
    private static final int NO_TABLE = 1146;
    private static final int DENIED_ON_TABLE = 1142;
    private static final int DENIED_ON_DATABASE = 1044;

    private final ServerConnections server;
    private final MetadataTables tables;

    public IntentTable(ServerConnections server, MetadataTables tables) {
        this.server = server;
        this.tables = tables;
    }

    @Override
    public List<Intent> ofConnection(long connectionId) {
        // All columns: tables of former versions lack the path.
        String sql = "SELECT * FROM " + tables.qualified(MetadataTables.DDL_INTENT)
                + " WHERE connection_id = ? ORDER BY started_at DESC";
        try (Connection connection = server.open();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, connectionId);
            try (ResultSet rows = statement.executeQuery()) {
                List<Intent> intents = new ArrayList<>();
                while (rows.next()) {
                    Origin origin = new Origin(rows.getInt("origin_site"), Gtid.parse(rows.getString("origin_gtid")));
                    intents.add(new Intent(
                            connectionId,
                            arrival(origin, rows),
                            rows.getString("digest"),
                            rows.getBoolean("verbatim")));
                }
                return intents;
            }
        } catch (SQLException e) {
            return onFailure(e);
        }
    }

    private static Arrival arrival(Origin origin, ResultSet row) throws SQLException {
        if (row.getMetaData().getColumnCount() < COLUMNS || row.getString("path") == null) {
            return Arrival.from(origin);
        }
        return new Arrival(origin, SitePath.parse(row.getString("path")));
    }

    /** Where no sink ever wrote, the table is missing. */
    private List<Intent> onFailure(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case NO_DATABASE, NO_TABLE -> List.of();
            case DENIED_ON_TABLE, DENIED_ON_DATABASE ->
                throw new BinlogFailure(
                        BinlogFailure.Kind.STOP,
                        "The user may not read " + tables.qualified(MetadataTables.DDL_INTENT) + " on "
                                + server.server() + "; GRANT SELECT ON " + tables.qualified(MetadataTables.DDL_INTENT)
                                + " TO it",
                        failure);
            default ->
                throw BinlogFailure.retry(
                        "The DDL intents at " + server.server() + " cannot be read: " + failure.getMessage(), failure);
        };
    }
}
