// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.protocol.origin.SiteRisk;
import io.duplex.sink.origin.OriginMarker;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.OtherSites;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes on the target what the servers of other sites are set to, and warns of what does not go together. */
public final class ToldSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ToldSettings.class);

    private final ServerConnections connections;
    private final SiteOptions site;
    private final OtherSites others;
    private final String table;
    private final Set<SiteRisk> warned = new HashSet<>();

    /** Touches nothing yet. */
    public ToldSettings(ServerConnections connections, SiteOptions site) {
        this.connections = connections;
        this.site = site;
        this.others = new OtherSites(connections, site);
        this.table = new MetadataTables(site.metadataDatabase()).qualified(MetadataTables.SITE_SETTINGS);
    }

    /**
     * Notes what a server of this site is set to.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when it is the target itself
     */
    public void note(int other, ServerSettings told) {
        if (site.siteId().isEmpty() || other == 0 || other == site.siteId().getAsInt()) {
            return;
        }
        try (Connection connection = connections.open()) {
            write(connection, other, told);
            for (SiteRisk risk : warn(connection)) {
                // What is told now is so, other than what a row says from before.
                if (risk.kind() == SiteRisk.Kind.SAME_SERVER) {
                    throw new ApplyFailure(FailureKind.STOP, connections.server() + ": " + risk.message());
                }
            }
        } catch (SQLException failed) {
            LOG.warn("What site {} tells cannot be compared with server={}", other, connections.server(), failed);
        }
    }

    /** Nothing is logged by the server when nothing has changed. */
    private void write(Connection connection, int other, ServerSettings told) throws SQLException {
        OriginMarker.mark(connection, site.siteId().orElseThrow());
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table
                + " (site_id, server_uuid, server_id, auto_increment_increment, auto_increment_offset,"
                + " lower_case_table_names) SELECT ?, ?, ?, ?, ?, ? FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM " + table
                + " t WHERE t.site_id = ? AND t.server_uuid = ? AND t.server_id = ? AND t.auto_increment_increment = ?"
                + " AND t.auto_increment_offset = ? AND t.lower_case_table_names = ?)"
                + " ON DUPLICATE KEY UPDATE server_uuid = VALUES(server_uuid), server_id = VALUES(server_id),"
                + " auto_increment_increment = VALUES(auto_increment_increment),"
                + " auto_increment_offset = VALUES(auto_increment_offset),"
                + " lower_case_table_names = VALUES(lower_case_table_names), told_at = CURRENT_TIMESTAMP(6)")) {
            for (int from = 0; from <= 6; from += 6) {
                statement.setInt(from + 1, other);
                statement.setString(from + 2, told.uuid());
                statement.setLong(from + 3, told.id());
                statement.setInt(from + 4, told.increment());
                statement.setInt(from + 5, told.offset());
                statement.setInt(from + 6, told.lowerCaseTableNames());
            }
            statement.executeUpdate();
        }
    }

    /** Warns once of each risk, and returns all that are not accepted. */
    public List<SiteRisk> warn(Connection connection) throws SQLException {
        List<SiteRisk> risks = others.risks(connection);
        for (SiteRisk risk : risks) {
            if (isNew(risk)) {
                LOG.warn("Two-way replication is not safe at server={}: {}", connections.server(), risk.refusal());
            }
        }
        return risks;
    }

    private boolean isNew(SiteRisk risk) {
        synchronized (warned) {
            return warned.add(risk);
        }
    }
}
