// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.origin.Origin;
import io.duplex.sink.position.SiteServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the target was told of origins before the first transaction of each, by whatever worker of a stream. */
final class NotedOrigins {
    private final SiteServers sites;
    private final Set<String> knownServers = ConcurrentHashMap.newKeySet();
    private final Set<Integer> knownSites = ConcurrentHashMap.newKeySet();

    NotedOrigins(SiteServers sites) {
        this.sites = sites;
    }

    boolean has(int site) {
        return knownSites.contains(site);
    }

    boolean has(Origin origin) {
        return knownServers.contains(origin.gtid().source().uuid());
    }

    /** Notes a site, in a transaction of its own. */
    void add(Connection connection, int site) throws SQLException {
        sites.addSite(connection, site);
        connection.commit();
        knownSites.add(site);
    }

    /** Notes the server that gave the GTID, in a transaction that was begun. */
    void add(TargetSession session, Origin origin) throws SQLException {
        sites.add(session.connection(), origin);
        session.nextGtid().commit();
        knownServers.add(origin.gtid().source().uuid());
    }
}
