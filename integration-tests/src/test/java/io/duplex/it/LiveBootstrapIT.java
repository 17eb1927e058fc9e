// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.GtidCount;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A second and a third site come up while all sites take writes: nobody's writes are lost, copied rows do not come back, and
 * nothing is applied twice. {@code -Dduplex.bootstrap.all=true} has all cases.
 */
class LiveBootstrapIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int ROWS = 12_000;
    private static final int WRITTEN = 150;
    private static final String ONLY_ALL = "duplex.bootstrap.all";
    private static final MySqlVersion VERSION = MySqlVersion.V8_0;
    private static final Map<String, String> NO_DATA = Map.of("snapshot.mode", "no_data");

    /** Slow enough for many writes at both sites while the copy is under way. */
    private static final Map<String, String> SLOW =
            Map.of("copy.batch.rows", "200", "apply.max.rows.per.second", "6000");

    private static Map<String, String> sink(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(MarkModes.SESSION.ungrouped());
        options.putAll(more);
        return options;
    }

    /** The sites' applications change rows of their own; no conflict is allowed. */
    @Test
    void theSecondSiteComesUpWhileBothTakeWrites() throws Exception {
        long seed = Seeds.next("applications");
        try (Site one = Site.start(1, VERSION);
                Site two = Site.start(2, VERSION);
                Replication replication = Replication.shared()) {
            SharedRows.createTables(one, ROWS);
            replication.source(two, NO_DATA);
            try (SharedRows atOne = SharedRows.start(one, ROWS, false, seed)) {
                replication.source(one, Map.of());
                replication.sink(one, two, sink(SLOW));
                awaitTables(two);
                try (SharedRows atTwo = SharedRows.start(two, ROWS, false, seed)) {
                    awaitCommitted(atTwo, WRITTEN);
                    assertThat(copied(two)).as("the copy is complete").isFalse();
                    awaitCopied(two);
                    replication.sink(two, one, sink(Map.of()));
                    awaitCommitted(atOne, atOne.committed() + WRITTEN);
                    awaitCommitted(atTwo, atTwo.committed() + WRITTEN);
                    atOne.stop();
                    atTwo.stop();
                    requireAll(List.of(one, two), List.of(atOne, atTwo));
                    // Of what the copy brought to site 2, nothing has left it.
                    assertThat(Traffic.sent(replication.broker(), two)).isEqualTo(atTwo.committed());
                    assertThat(Traffic.applied(one)).isEqualTo(atTwo.committed());
                    assertThat(Traffic.applied(two)).isEqualTo(Traffic.sent(replication.broker(), one));
                }
            }
            requireExact(List.of(one, two));
        }
    }

    /** All rows are equal, and each transaction of each application is at each site. */
    private static void requireAll(List<Site> sites, List<SharedRows> applications) {
        MySqlServer[] servers = sites.stream().map(Site::server).toArray(MySqlServer[]::new);
        long committed = applications.stream().mapToLong(SharedRows::committed).sum();
        Eventually.holds(
                committed + " entries at each site",
                LIMIT,
                () -> sites.stream()
                        .allMatch(site -> site.server().number("SELECT COUNT(*) FROM app.entry") == committed));
        new SidesConverge(LIMIT, Set.of("duplex", "duplex_settlement"), servers).verify();
    }

    /** Now that all are up, one transaction at one site is one at each. */
    private static void requireExact(List<Site> sites) {
        List<Long> before = awaitRest(sites);
        for (Site site : sites) {
            for (int n = 1; n <= 10; n++) {
                site.server().execute("INSERT INTO app.item VALUES (" + (9_000_000 + 100 * site.id() + n) + ", 0, '')");
            }
        }
        List<Long> expected =
                before.stream().map(count -> count + 10L * sites.size()).toList();
        Eventually.holds("all rows at all sites", LIMIT, () -> counts(sites).equals(expected));
        assertThat(awaitRest(sites)).isEqualTo(expected);
    }

    private static List<Long> counts(List<Site> sites) {
        return sites.stream().map(site -> GtidCount.of(site.server())).toList();
    }

    private static List<Long> awaitRest(List<Site> sites) {
        return Eventually.get("all to come to rest", LIMIT, () -> {
            List<Long> before = counts(sites);
            Eventually.pause(Duration.ofMillis(1_500));
            return before.equals(counts(sites)) ? Optional.of(before) : Optional.empty();
        });
    }

    private static void awaitTables(Site site) {
        Eventually.holds(
                "the tables at " + site.name(),
                LIMIT,
                () -> site.server()
                                .number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'"
                                        + " AND table_name IN ('item', 'entry')")
                        == 2);
    }

    private static void awaitCommitted(SharedRows application, long transactions) {
        Eventually.holds(transactions + " transactions", LIMIT, () -> application.committed() >= transactions);
    }

    private static boolean copied(Site site) {
        return site.server().number("SELECT COALESCE(MAX(snapshot_complete), 0) FROM duplex.applied_transaction") == 1;
    }

    private static void awaitCopied(Site site) {
        Eventually.holds("the copy at " + site.name(), LIMIT, () -> copied(site));
    }

    private static void awaitCopiedAgain(Site site) {
        Eventually.holds(
                "the second copy at " + site.name(),
                LIMIT,
                () -> site.server()
                                .number("SELECT COUNT(*) FROM duplex.applied_transaction WHERE snapshot_complete"
                                        + " AND snapshot_tables LIKE '%replaced%'")
                        > 0);
    }

    /** How the copy goes in a case in which both applications change the same rows. */
    private enum Trouble {
        NONE,
        /** Changes of the second site come to the first one from the beginning, and are in the copy. */
        BOTH_WAYS_AT_ONCE,
        /** The source's worker is killed. */
        SOURCE_KILLED,
        /** The sink's worker is killed. */
        SINK_KILLED,
        /** The source loses its offset, and copies again from the beginning. */
        COPIED_ANEW,
        /** The same when the copy is complete. */
        COPIED_TWICE;

        boolean amidTheSourcesCopy() {
            return this == SOURCE_KILLED || this == COPIED_ANEW;
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    @EnabledIfSystemProperty(named = ONLY_ALL, matches = "true")
    void bothApplicationsMayChangeTheSameRowsMeanwhile(Trouble trouble) throws Exception {
        long seed = Seeds.next("applications, " + trouble);
        Map<String, String> resolved = Map.of("conflict.resolution", "priority");
        Map<String, String> slow = new HashMap<>(SLOW);
        slow.putAll(resolved);
        try (Site one = Site.startDurable(1, VERSION);
                Site two = Site.startDurable(2, VERSION);
                Replication replication = Replication.onTwoWorkers()) {
            boolean atOnce = trouble == Trouble.BOTH_WAYS_AT_ONCE;
            int rows = trouble.amidTheSourcesCopy() ? 40_000 : ROWS;
            SharedRows.createTables(one, rows);
            if (atOnce) {
                SharedRows.createTables(two, 0);
            }
            replication.source(two, NO_DATA);
            if (atOnce) {
                replication.sink(two, one, sink(resolved));
            }
            try (SharedRows atOne = SharedRows.start(one, rows, true, seed)) {
                if (!atOnce) {
                    copy(trouble, replication, one, two, slow);
                }
                try (SharedRows atTwo = SharedRows.start(two, rows, true, seed)) {
                    awaitCommitted(atTwo, WRITTEN);
                    if (atOnce) {
                        copy(trouble, replication, one, two, slow);
                    }
                    if (trouble == Trouble.SINK_KILLED) {
                        replication.killWorkerOf(Connectors.sinkName(one, two), LIMIT);
                    }
                    awaitCopied(two);
                    if (trouble == Trouble.COPIED_TWICE) {
                        strike(trouble, replication, one);
                        awaitCopiedAgain(two);
                    }
                    if (!atOnce) {
                        replication.sink(two, one, sink(resolved));
                    }
                    awaitCommitted(atOne, atOne.committed() + WRITTEN);
                    awaitCommitted(atTwo, atTwo.committed() + WRITTEN);
                    atOne.stop();
                    atTwo.stop();
                    requireAll(List.of(one, two), List.of(atOne, atTwo));
                    Settlements.await(LIMIT, one.server(), two.server());
                    requireAll(List.of(one, two), List.of(atOne, atTwo));
                }
            }
            requireExact(List.of(one, two));
        }
    }

    private static void copy(
            Trouble trouble, Replication replication, Site from, Site to, Map<String, String> options) {
        replication.source(from, Map.of("max.batch.size", "200"));
        if (trouble.amidTheSourcesCopy()) {
            Eventually.holds(
                    "a part of the copy in Kafka",
                    LIMIT,
                    () -> replication.broker().records().count(from.stream()) > 2_000);
            strike(trouble, replication, from);
        }
        replication.sink(from, to, sink(options));
        awaitTables(to);
    }

    private static void strike(Trouble trouble, Replication replication, Site from) {
        String source = Connectors.sourceName(from);
        if (trouble == Trouble.SOURCE_KILLED) {
            replication.killWorkerOf(source, LIMIT);
            return;
        }
        replication.rest().stop(source);
        System.out.println(
                "stopped after " + replication.broker().records().count(from.stream()) + " records of the copy");
        replication.rest().resetOffsets(source);
        from.server().execute("DELETE FROM app.item WHERE id < 100");
        replication.rest().resume(source);
    }

    /** It is copied from the first site, and then gets the streams of both: the second one's from where the copy has it. */
    @Test
    @EnabledIfSystemProperty(named = ONLY_ALL, matches = "true")
    void aThirdSiteJoinsARunningPairWhileAllTakeWrites() throws Exception {
        long seed = Seeds.next("applications");
        try (Site one = Site.start(1, VERSION);
                Site two = Site.start(2, VERSION);
                Site three = Site.start(3, VERSION);
                Replication replication = Replication.shared()) {
            SharedRows.createTables(one, ROWS);
            replication.bothWays(one, two, sink(Map.of()));
            awaitCopied(two);
            List<SharedRows> applications = new ArrayList<>();
            try {
                applications.add(SharedRows.start(one, ROWS, false, seed));
                applications.add(SharedRows.start(two, ROWS, false, seed));
                applications.forEach(application -> awaitCommitted(application, WRITTEN));
                replication.source(three, NO_DATA);
                Site copy = new Site(one.id(), one.name() + "-copy", one.server());
                replication.source(copy, Map.of("snapshot.mode", "initial_only"));
                replication.sink(copy, three, sink(SLOW));
                awaitTables(three);
                applications.add(SharedRows.start(three, ROWS, false, seed));
                awaitCopied(three);
                replication.end(Connectors.sinkName(copy, three));
                replication.end(Connectors.sourceName(copy));
                for (Site from : List.of(one, two)) {
                    replication.sink(from, three, sink(Map.of("start.gtid.set", "target")));
                    replication.sink(three, from, sink(Map.of()));
                }
                applications.forEach(application -> awaitCommitted(application, application.committed() + WRITTEN));
                for (SharedRows application : applications) {
                    application.stop();
                }
                requireAll(List.of(one, two, three), applications);
                assertThat(Traffic.sent(replication.broker(), three))
                        .isEqualTo(applications.get(2).committed());
            } finally {
                applications.forEach(SharedRows::close);
            }
            requireExact(List.of(one, two, three));
        }
    }
}
