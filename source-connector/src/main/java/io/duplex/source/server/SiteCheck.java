// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import io.duplex.protocol.origin.MetadataTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares {@code site.id} with the site as which a sink has registered the server. */
public final class SiteCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SiteCheck.class);
    private static final String SITE_ID = "site.id";

    private final ServerConnections server;
    private final MetadataTables metadata;
    private final OptionalInt site;

    public SiteCheck(ServerConnections server, MetadataTables metadata, OptionalInt site) {
        this.server = server;
        this.metadata = metadata;
        this.site = site;
    }

    /** Returns what is wrong, empty when all is well or no sink ever wrote to the server. */
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        for (int registered : registered()) {
            if (site.isEmpty()) {
                findings.add(new Finding(
                        SITE_ID,
                        "A sink writes to server " + server.server() + " as site " + registered
                                + ", so this source must say its site, too: set " + SITE_ID + "=" + registered + "."));
            } else if (site.getAsInt() != registered) {
                findings.add(new Finding(
                        SITE_ID,
                        "Server " + server.server() + " is registered as site " + registered + " in "
                                + metadata.qualified(MetadataTables.SITE) + ", not as site " + site.getAsInt()
                                + ". Set " + SITE_ID + "=" + registered + ", or correct the row if the server has "
                                + "moved to another site."));
            }
        }
        return findings;
    }

    /** Where no sink ever wrote the table is missing; a user who may not see it is no reason to refuse. */
    private List<Integer> registered() {
        String sql = "SELECT site_id FROM " + metadata.qualified(MetadataTables.SITE) + " WHERE is_local";
        List<Integer> sites = new ArrayList<>();
        try (Connection connection = server.open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sites.add(rows.getInt(1));
            }
        } catch (SQLException noTable) {
            LOG.debug("No site is registered at server={}", server.server(), noTable);
        }
        return sites;
    }
}
