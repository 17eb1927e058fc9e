// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

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
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for what would make the source of a site lose changes, or send a sink's back; reads only. */
public final class TwoWayCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TwoWayCheck.class);

    /** From 8.0.22 on {@code SHOW SLAVE STATUS} is called otherwise; it is gone from 8.4 on. */
    private static final int SHOW_REPLICA_STATUS = 80_022;

    private final ServerConnections server;
    private final MetadataTables metadata;
    private final OptionalInt site;
    private final Set<String> accepted;

    /**
     * Asks nothing yet.
     *
     * @param accepted kinds of risks that are no error
     */
    public TwoWayCheck(ServerConnections server, MetadataTables metadata, OptionalInt site, Set<String> accepted) {
        this.server = server;
        this.metadata = metadata;
        this.site = site;
        this.accepted = Set.copyOf(accepted);
    }

    /** Returns what is wrong; what is only known when a server answers is not. */
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        List<ServerAddress> servers = server.addresses();
        for (ServerAddress address : servers) {
            replicated(address, servers.size() > 1).ifPresent(findings::add);
        }
        if (site.isPresent()) {
            try (Connection connection = server.open()) {
                ServerFacts facts = ServerFacts.of(connection);
                hidden(connection, facts).ifPresent(findings::add);
                compared(connection, facts.settings()).forEach(findings::add);
            } catch (SQLException failed) {
                LOG.debug("Server {} cannot be asked about two-way replication", server.server(), failed);
            }
        }
        return findings;
    }

    private Optional<Finding> replicated(ServerAddress address, boolean mayBePromoted) {
        try (Connection connection = server.only(address).open()) {
            ServerFacts facts = ServerFacts.of(connection);
            if (facts.logsReplicated() || (!mayBePromoted && !isReplica(connection, facts.versionNumber()))) {
                return Optional.empty();
            }
            String variable =
                    facts.versionNumber() >= SHOW_REPLICA_STATUS ? "log_replica_updates" : "log_slave_updates";
            return Optional.of(new Finding(
                    mayBePromoted ? ConnectionOptions.HOSTS : ConnectionOptions.HOST,
                    "Server " + address + " has " + variable + "=OFF: what it has from another server by native"
                            + " replication is not in its binlog, and would be missed here. Start it with " + variable
                            + "=ON, or read the server that it replicates from."));
        } catch (SQLException failed) {
            LOG.debug("Server {} cannot be asked for what it replicates", address, failed);
            return Optional.empty();
        }
    }

    private static boolean isReplica(Connection connection, int version) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        version >= SHOW_REPLICA_STATUS ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS")) {
            return rows.next();
        }
    }

    private Optional<Finding> hidden(Connection connection, ServerFacts facts) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ServerFacts.binlogStatus(facts.versionNumber()))) {
            return row.next()
                    ? BinlogFilter.of(row.getString(3), row.getString(4))
                            .refusal(metadata, server.server())
                            .map(refusal -> new Finding("metadata.database", refusal))
                    : Optional.empty();
        }
    }

    private List<Finding> compared(Connection connection, ServerSettings own) {
        return new SiteRisks(SiteServer.of(site.orElseThrow(), own), others(connection))
                .found().stream()
                        .filter(risk -> !accepted.contains(risk.kind().value()))
                        .map(risk -> new Finding(SiteRisk.ACCEPTED, risk.refusal()))
                        .toList();
    }

    /** Where no sink ever wrote the table is missing. */
    private List<SiteServer> others(Connection connection) {
        List<SiteServer> others = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(metadata.selectSettings(site.orElseThrow()))) {
            while (rows.next()) {
                others.add(SiteServer.of(
                        rows.getInt(1),
                        new ServerSettings(
                                rows.getString(2), rows.getLong(3), rows.getInt(4), rows.getInt(5), rows.getInt(6))));
            }
        } catch (SQLException noTable) {
            LOG.debug("No other site is known at server={}", server.server(), noTable);
        }
        return others;
    }
}
