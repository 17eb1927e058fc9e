// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The servers that this target knows, by their UUIDs: those of its own site, and those of others whose GTIDs it keeps.
 * A source here tells by them whose a transaction is that carries no other mark. Every method runs in the caller's
 * transaction.
 */
public final class SiteServers {
    private final String table;
    private final String sites;

    /** Touches nothing yet. */
    public SiteServers(MetadataTables tables) {
        this.table = tables.qualified(MetadataTables.SITE_SERVER);
        this.sites = tables.qualified(MetadataTables.SITE);
    }

    /** Notes that the server of this connection belongs to the target's site, now at least. */
    void addThis(Connection connection, int site) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table
                + " (server_uuid, site_id, is_local) SELECT @@GLOBAL.server_uuid, ?, 1 FROM DUAL"
                + " WHERE NOT EXISTS (SELECT 1 FROM " + table
                + " s WHERE s.server_uuid = @@GLOBAL.server_uuid AND s.site_id = ? AND s.is_local)"
                + " ON DUPLICATE KEY UPDATE site_id = ?, is_local = 1")) {
            statement.setInt(1, site);
            statement.setInt(2, site);
            statement.setInt(3, site);
            statement.executeUpdate();
        }
    }

    /** Returns the UUIDs of the servers that the target's site has, or had. */
    public Set<String> own(Connection connection) throws SQLException {
        Set<String> own = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT server_uuid FROM " + table + " WHERE is_local")) {
            while (rows.next()) {
                own.add(rows.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        return own;
    }

    /** Notes that another site's changes come here. */
    public void addSite(Connection connection, int site) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT IGNORE INTO " + sites + " (site_id, is_local) VALUES (?, 0)")) {
            statement.setInt(1, site);
            statement.executeUpdate();
        }
    }

    /** Notes the server of another site that gave the origin's GTID. */
    public void add(Connection connection, Origin origin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT IGNORE INTO " + table
                + " (server_uuid, site_id, is_local) SELECT ?, ?, 0 FROM DUAL WHERE ? <> @@GLOBAL.server_uuid")) {
            String uuid = origin.gtid().source().uuid();
            statement.setString(1, uuid);
            statement.setInt(2, origin.site());
            statement.setString(3, uuid);
            statement.executeUpdate();
        }
    }
}
