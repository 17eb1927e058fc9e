// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.it.SiteGroup.Cost;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each site of a pair has a server and a native replica of it, which takes its place: it has another UUID, and the
 * transactions of both sites. Takes {@code -Dduplex.topologies.all=true}.
 */
class SiteServersIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final int ROUNDS = 9;

    @ParameterizedTest
    @EnumSource(MarkModes.class)
    @EnabledIfSystemProperty(named = "duplex.topologies.all", matches = "true")
    void aNativeReplicaTakesTheServersPlaceAtEitherSite(MarkModes mode) {
        try (SiteGroup group = SiteGroup.start(2, MySqlVersion.V8_0, mode, Cost::direct);
                MySqlServer spareOne = spare(11);
                MySqlServer spareTwo = spare(12);
                Replication replication = Replication.shared()) {
            Site one = group.site(1);
            Site two = group.site(2);
            NativeReplica replicaOne = NativeReplica.follow(spareOne, one.server());
            NativeReplica replicaTwo = NativeReplica.follow(spareTwo, two.server());
            start(replication, mode, one, spareOne, two);
            start(replication, mode, two, spareTwo, one);
            group.warmUp();
            group.writeEverywhere(ROUNDS);
            requireSame(replicaOne, one);
            requireSame(replicaTwo, two);

            replace(group, mode, one, replicaOne);
            group.writeEverywhere(ROUNDS);
            replace(group, mode, two, replicaTwo);
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);
        }
    }

    private static MySqlServer spare(int id) {
        return MySqlServer.builder(MySqlVersion.V8_0).serverId(id).start();
    }

    /** A source and the sink of the other site's stream; both know the replica. */
    private static void start(Replication replication, MarkModes mode, Site site, MySqlServer spare, Site other) {
        String servers = spare.host() + ":" + spare.port();
        replication.source(site, Map.of("snapshot.mode", "no_data", "database.hostnames", servers));
        Map<String, String> sink = new HashMap<>(mode.ungrouped());
        sink.put("database.hostnames", servers);
        replication.sink(other, site, sink);
    }

    private static void requireSame(NativeReplica replica, Site site) {
        replica.catchUp(site.server());
        new SidesConverge(LIMIT, site.server(), replica.server()).verify();
        assertThat(replica.server().gtidExecuted()).isEqualTo(site.server().gtidExecuted());
    }

    /** What the other site's users do meanwhile waits for the new server. */
    private static void replace(SiteGroup group, MarkModes mode, Site former, NativeReplica replica) {
        Site other = group.site(3 - former.id());
        former.server().execute("SET GLOBAL super_read_only=ON");
        group.execute(other, "INSERT INTO app.item VALUES (" + (7000 + former.id()) + ", 0, 'no server there')");
        replica.catchUp(former.server());
        former.server().kill9();
        Site successor = new Site(former.id(), former.name(), replica.server());
        group.replaced(former, successor);
        replica.promote();
        group.awaitExpected("site " + former.id() + " has another server");
        group.execute(successor, "INSERT INTO app.item VALUES (" + (8000 + former.id()) + ", 0, 'of the new server')");
        // With the first transaction the source tells what the server is set to; in the other mode its UUID is noted,
        // too.
        group.expectBesides(other, mode == MarkModes.GTID ? 2 : 1);
        group.awaitExpected("site " + former.id() + " writes on another server");
    }
}
