// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Knows transactions of other sites by the server that gave the GTID, where nothing else marks them: native replication
 * may have brought them here beside Duplex.
 *
 * <ul>
 *   <li>S1: transactions of the server that is read, of configured servers, and of those that a sink has noted as this
 *       site's, are this site's own. A server that was replaced stays one of them.
 *   <li>S2: those of servers that a sink has noted as another site's are that site's.
 *   <li>S3: those of unknown servers are this site's own, unless its servers are configured: nothing is lost only because
 *       a server is new.
 * </ul>
 */
public final class SiteServers {
    private static final int UNKNOWN_SITE = 0;

    private final Set<String> configured;
    private final KnownServers known;
    private final Map<String, OptionalInt> foreign = new HashMap<>();
    private String last = "";
    private OptionalInt lastSite = OptionalInt.empty();

    /**
     * Asks nothing yet.
     *
     * @param configured UUIDs of servers of this site, in lower case
     */
    public SiteServers(Set<String> configured, KnownServers known) {
        this.configured = Set.copyOf(configured);
        this.known = known;
    }

    /** Returns the origin when the GTID is of another site's server. */
    Optional<Origin> foreign(Gtid gtid) {
        String uuid = gtid.source().uuid();
        if (!uuid.equals(last)) {
            lastSite = foreign.computeIfAbsent(uuid, this::siteOf);
            last = uuid;
        }
        return lastSite.isEmpty() ? Optional.empty() : Optional.of(new Origin(lastSite.getAsInt(), gtid));
    }

    private OptionalInt siteOf(String uuid) {
        if (configured.contains(uuid)) {
            return OptionalInt.empty();
        }
        return known.find(uuid)
                .map(KnownServers.Server::foreignSite)
                .orElseGet(() -> configured.isEmpty() ? OptionalInt.empty() : OptionalInt.of(UNKNOWN_SITE));
    }

    /** Takes what a sink has just noted. */
    void learn(KnownServers.Server server) {
        if (!configured.contains(server.uuid())) {
            foreign.put(server.uuid(), server.foreignSite());
            last = "";
        }
    }
}
