// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.it.SiteGroup.Cost;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three sites in each form: every transaction is applied once at each site and none circulates, also when a site is gone.
 * {@code -Dduplex.topologies.all=true} has all forms on all servers, {@code -Dduplex.topologies.only='5.7 SESSION'} chooses.
 */
class TopologiesIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final int ROUNDS = 9;
    private static final boolean ALL = Boolean.getBoolean("duplex.topologies.all");
    private static final String ONLY = System.getProperty("duplex.topologies.only", "");
    private static final Map<String, String> LOCAL = Map.of("snapshot.mode", "no_data");
    private static final Map<String, String> FORWARDING = Map.of("snapshot.mode", "no_data", "origin.include", "all");

    private record Kind(MySqlVersion version, MarkModes mode) {
        /** Some transactions are written as they arrive. */
        Map<String, String> sink() {
            Map<String, String> options = new HashMap<>(mode.ungrouped());
            options.put("apply.transaction.max.rows.in.memory", "5");
            return options;
        }

        @Override
        public String toString() {
            return version.line() + " " + mode;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                        new Kind(MySqlVersion.V8_0, MarkModes.SESSION),
                        new Kind(MySqlVersion.V8_0, MarkModes.GTID),
                        new Kind(MySqlVersion.V5_7, MarkModes.SESSION),
                        new Kind(MySqlVersion.V9_7, MarkModes.SESSION))
                .filter(kind -> kind.toString().contains(ONLY))
                .limit(ALL ? Long.MAX_VALUE : 1);
    }

    /** The captured database was at both sites before, and so was another one of a name that both have. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aPairSharesOneDatabaseAndEachSiteKeepsAnother(Kind kind) {
        Versions.assumeAvailable(kind.version());
        try (SiteGroup group = SiteGroup.start(2, kind.version(), kind.mode(), Cost::direct);
                Replication replication = Replication.shared()) {
            group.keepApart("own");
            Map<String, String> source = new HashMap<>(Map.of("database.include.list", "app"));
            for (Site site : group.members()) {
                site.server()
                        .execute(
                                "CREATE DATABASE app",
                                "CREATE DATABASE own",
                                "CREATE TABLE own.item (id INT PRIMARY KEY, site INT DEFAULT " + site.id() + ")");
            }
            Site one = group.site(1);
            Site two = group.site(2);
            one.server()
                    .execute("CREATE TABLE app.first (id INT PRIMARY KEY)", "INSERT INTO app.first VALUES (1), (2)");
            source.put("snapshot.mode", "no_data");
            replication.source(two, source);
            replication.sink(two, one, kind.sink());
            source.put("snapshot.mode", "initial");
            replication.source(one, source);
            replication.sink(one, two, kind.sink());
            group.warmUp();
            group.writeEverywhere(ROUNDS);
            for (Site site : group.members()) {
                site.server()
                        .execute(
                                "INSERT INTO own.item (id) VALUES (" + site.id() + ")",
                                "ALTER TABLE own.item ADD of_site_" + site.id() + " INT",
                                "CREATE TABLE own.later (id INT)");
                group.expectBesides(site, 3);
                group.execute(site, "INSERT INTO app.first VALUES (" + (10 + site.id()) + ")");
            }
            group.awaitExpected("each site has written into its own database");
            group.requireQuiet(QUIET);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void inARingEachTransactionGoesRoundOnce(Kind kind) {
        Versions.assumeAvailable(kind.version());
        try (SiteGroup group = SiteGroup.start(3, kind.version(), kind.mode(), Cost::returning);
                Replication replication = Replication.shared()) {
            ring(replication, group, kind.sink());
            group.warmUp();
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);
        }
    }

    /** Site 1 has rows, whose copy at site 2 is handed on to site 3. */
    private static void ring(Replication replication, SiteGroup group, Map<String, String> sink) {
        Site one = group.site(1);
        Site two = group.site(2);
        Site three = group.site(3);
        one.server()
                .execute(
                        "CREATE DATABASE app",
                        "CREATE TABLE app.first (id INT PRIMARY KEY, v VARCHAR(9))",
                        "INSERT INTO app.first VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        replication.source(two, FORWARDING);
        replication.source(three, FORWARDING);
        replication.sink(two, three, sink);
        replication.sink(three, one, sink);
        replication.source(one, Map.of("origin.include", "all"));
        replication.sink(one, two, sink);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledIfSystemProperty(named = "duplex.topologies.all", matches = "true")
    void aRingThatLosesAMemberIsClosedWithoutIt(Kind kind) {
        Versions.assumeAvailable(kind.version());
        try (SiteGroup group = SiteGroup.start(3, kind.version(), kind.mode(), Cost::returning);
                Replication replication = Replication.shared()) {
            ring(replication, group, kind.sink());
            group.warmUp();
            group.writeEverywhere(ROUNDS);
            Site lost = group.site(1);
            Site two = group.site(2);
            Site three = group.site(3);
            group.execute(three, "INSERT INTO app.item VALUES (5001, 0, 'before the loss')");
            group.awaitExpected("the last row before the loss");
            lost.server().kill9();
            group.without(lost, Cost::returning);

            // Not to be seen at site 2 before the ring is closed again; site 2's rows arrive at once.
            group.execute(three, "INSERT INTO app.item VALUES (5002, 0, 'while the ring is open')");
            group.execute(two, "INSERT INTO app.item VALUES (5003, 0, 'while the ring is open')");
            Eventually.holds(
                    "row 5003 at site 3",
                    LIMIT,
                    () -> three.server().number("SELECT COUNT(*) FROM app.item WHERE id = 5003") == 1);
            replication.end(Connectors.sourceName(lost));
            replication.end(Connectors.sinkName(three, lost));
            replication.end(Connectors.sinkName(lost, two));
            Map<String, String> sink = new HashMap<>(kind.sink());
            sink.put("start.gtid.set", "target");
            replication.sink(three, two, sink);
            if (kind.mode() == MarkModes.SESSION) {
                // The sink tries its mark, begins its channel and notes the settings of site 3's server.
                group.expectBesides(two, 3);
                group.awaitExpected("the ring is closed");
            } else {
                // It also notes what comes back under the GTIDs of site 2, which session marks pass over.
                group.awaitEqual();
                group.awaitRest();
            }
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledIfSystemProperty(named = "duplex.topologies.all", matches = "true")
    void aHubHandsOnWhatItsSpokesSend(Kind kind) {
        Versions.assumeAvailable(kind.version());
        Cost star = (site, user, statement) ->
                user.id() == 1 ? Cost.direct(site, user, statement) : Cost.returning(site, user, statement);
        try (SiteGroup group = SiteGroup.start(4, kind.version(), kind.mode(), star);
                Replication replication = Replication.shared()) {
            Site hub = group.site(1);
            replication.source(hub, FORWARDING);
            for (Site spoke : group.members().subList(1, 4)) {
                replication.source(spoke, LOCAL);
                replication.sink(hub, spoke, kind.sink());
                replication.sink(spoke, hub, kind.sink());
            }
            group.warmUp();
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);

            Site lost = group.site(3);
            lost.server().kill9();
            replication.end(Connectors.sourceName(lost));
            replication.end(Connectors.sinkName(hub, lost));
            replication.end(Connectors.sinkName(lost, hub));
            group.without(lost, star);
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);
        }
    }

    /** Of two Connect clusters, one has the connectors of one site, the other one those of two. */
    @ParameterizedTest
    @MethodSource("kinds")
    @EnabledIfSystemProperty(named = "duplex.topologies.all", matches = "true")
    void aFullMeshOnTwoClustersGoesOnWithoutAMember(Kind kind) {
        Versions.assumeAvailable(kind.version());
        try (SiteGroup group = SiteGroup.start(3, kind.version(), kind.mode(), Cost::direct);
                Replication here = Replication.shared();
                Replication there = Replication.onTwoWorkers()) {
            for (Site to : group.members()) {
                Replication cluster = to.id() == 1 ? here : there;
                cluster.source(to, LOCAL);
                for (Site from : group.members()) {
                    if (from.id() != to.id()) {
                        cluster.sink(from, to, kind.sink());
                    }
                }
            }
            group.warmUp();
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);

            Site lost = group.site(3);
            lost.server().kill9();
            there.end(Connectors.sourceName(lost));
            for (Site left : List.of(group.site(1), group.site(2))) {
                there.end(Connectors.sinkName(left, lost));
                (left.id() == 1 ? here : there).end(Connectors.sinkName(lost, left));
            }
            group.without(lost, Cost::direct);
            group.writeEverywhere(ROUNDS);
            group.requireQuiet(QUIET);
        }
    }
}
