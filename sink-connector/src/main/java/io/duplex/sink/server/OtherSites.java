// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.origin.BinlogFilter;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.protocol.origin.SiteRisk;
import io.duplex.protocol.origin.SiteRisks;
import io.duplex.protocol.origin.SiteServer;
import io.duplex.protocol.server.ServerAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the target with the servers of the other sites, as far as they are known. Reads only. */
public final class OtherSites {
    private static final Logger LOG = LoggerFactory.getLogger(OtherSites.class);
    /** The database is missing, or the table. */
    private static final Set<Integer> MISSING = Set.of(1049, 1146);

    private final ServerConnections connections;
    private final SiteOptions site;
    private final MetadataTables tables;

    /** Asks nothing yet. */
    public OtherSites(ServerConnections connections, SiteOptions site) {
        this.connections = connections;
        this.site = site;
        this.tables = new MetadataTables(site.metadataDatabase());
    }

    /** Returns what {@code validate()} is to refuse; nothing without {@code site.id}. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (site.siteId().isEmpty()) {
            return findings;
        }
        List<SiteServer> others = new ArrayList<>();
        for (ServerAddress address : site.others().addresses()) {
            try (Connection connection = connections.openOther(address)) {
                others.add(new SiteServer(0, "server " + address, settings(connection)));
            } catch (SQLException refused) {
                findings.add(new Finding(
                        SiteOptions.PEERS,
                        "Server " + address + " cannot be asked as user '" + connections.user() + "': "
                                + refused.getMessage() + ". Correct it, let the user log in there, or leave it out: "
                                + "replication does not need the connection."));
            }
        }
        try (Connection connection = connections.open()) {
            hidden(connection).ifPresent(findings::add);
            risks(connection, others)
                    .forEach(risk -> findings.add(new Finding(
                            risk.kind() == SiteRisk.Kind.SAME_SERVER ? SiteOptions.SITE_ID : SiteRisk.ACCEPTED,
                            risk.refusal())));
        } catch (SQLException refused) {
            LOG.debug("Server {} cannot be compared with others", connections.server(), refused);
        }
        return findings;
    }

    /** Returns what is unsafe about the sites that are known on the target, but for what is accepted. */
    public List<SiteRisk> risks(Connection connection) throws SQLException {
        return site.siteId().isEmpty() ? List.of() : risks(connection, List.of());
    }

    private List<SiteRisk> risks(Connection connection, List<SiteServer> more) throws SQLException {
        SiteServer own = SiteServer.of(site.siteId().orElseThrow(), settings(connection));
        List<SiteServer> others = new ArrayList<>(told(connection, own.site()));
        others.addAll(more);
        return new SiteRisks(own, others)
                .found().stream()
                        .filter(risk -> !site.others()
                                .acceptedRisks()
                                .contains(risk.kind().value()))
                        .toList();
    }

    private static ServerSettings settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.server_uuid, @@GLOBAL.server_id,"
                        + " @@GLOBAL.auto_increment_increment, @@GLOBAL.auto_increment_offset,"
                        + " @@GLOBAL.lower_case_table_names")) {
            row.next();
            return read(row, 1);
        }
    }

    private static ServerSettings read(ResultSet row, int from) throws SQLException {
        return new ServerSettings(
                row.getString(from),
                row.getLong(from + 1),
                row.getInt(from + 2),
                row.getInt(from + 3),
                row.getInt(from + 4));
    }

    private List<SiteServer> told(Connection connection, int own) throws SQLException {
        List<SiteServer> others = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(tables.selectSettings(own))) {
            while (rows.next()) {
                others.add(SiteServer.of(rows.getInt(1), read(rows, 2)));
            }
        } catch (SQLException refused) {
            if (!MISSING.contains(refused.getErrorCode())) {
                throw refused;
            }
        }
        return others;
    }

    /** Known only to users with REPLICATION CLIENT; the start of the task finds it out without. */
    private Optional<Finding> hidden(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BinlogStatus.query(connection))) {
            return row.next()
                    ? BinlogFilter.of(row.getString(3), row.getString(4))
                            .refusal(tables, connections.server())
                            .map(refusal -> new Finding(SiteOptions.METADATA_DATABASE, refusal))
                    : Optional.empty();
        } catch (SQLException denied) {
            LOG.debug("The binlog's filters on server={} cannot be asked for", connections.server(), denied);
            return Optional.empty();
        }
    }
}
