// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sites insert, update, delete and swap unique values in the same few rows at once, while the table is copied on demand
 * both ways; afterwards all rows are equal, and each decision is noted and counted. {@code -Dduplex.conflict.seconds} says
 * how long they write.
 */
class ConflictingSitesIT {
    private static final Duration WRITING = Duration.ofSeconds(Integer.getInteger("duplex.conflict.seconds", 8));

    /** A transaction in conflict takes its sink longer than its user. */
    private static final Duration LIMIT = Duration.ofMinutes(5).plus(WRITING.multipliedBy(5));

    private static final boolean ALL = Boolean.getBoolean("duplex.conflict.all");
    private static final String ONLY = System.getProperty("duplex.conflict.only", "");
    private static final Pattern CHOSEN = Pattern.compile(ONLY);
    private static final int COPIES_APART_MILLIS = 2_500;
    private static final List<String> RESOLUTIONS = List.of("priority", "latest");
    private static final List<Case> BUILT = List.of(
            new Case(MySqlVersion.V8_0, MarkModes.SESSION, "priority"),
            new Case(MySqlVersion.V8_0, MarkModes.GTID, "latest"));

    private record Case(MySqlVersion version, MarkModes mode, String resolution) {
        Map<String, String> sink() {
            Map<String, String> options = new HashMap<>(mode.options());
            options.put("conflict.resolution", resolution);
            options.put("conflict.version.column", "version");
            if (hasLargeTransactions()) {
                options.put("apply.transaction.max.rows.in.memory", "3");
            }
            return options;
        }

        /** Whether transactions of more than three rows are written as they arrive. */
        boolean hasLargeTransactions() {
            return (mode == MarkModes.SESSION) == (version == MySqlVersion.V8_0);
        }

        @Override
        public String toString() {
            return version + " " + mode + " " + resolution + (hasLargeTransactions() ? " large" : "");
        }
    }

    /** All servers, modes and resolutions take {@code -Dduplex.conflict.all=true}; {@code duplex.conflict.only} chooses. */
    static Stream<Case> cases() {
        return Arrays.stream(MySqlVersion.values())
                .flatMap(version -> Arrays.stream(MarkModes.values())
                        .flatMap(mode -> RESOLUTIONS.stream().map(resolution -> new Case(version, mode, resolution))))
                .filter(one -> ALL || !ONLY.isEmpty() || BUILT.contains(one))
                .filter(one -> CHOSEN.matcher(one.toString()).find());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allRowsAreEqualAfterwardsAndEachDecisionIsNoted(Case one) throws Exception {
        Versions.assumeAvailable(one.version());
        try (Site first = Site.start(1, one.version());
                Site second = Site.start(2, one.version());
                Replication replication = Replication.shared()) {
            run(replication, one, first, second);
        }
    }

    /** Takes {@code -Dduplex.conflict.mesh=true}. */
    @Test
    @EnabledIfSystemProperty(named = "duplex.conflict.mesh", matches = "true")
    void threeSitesAreEqualAfterwards() throws Exception {
        Case one = new Case(MySqlVersion.V8_0, MarkModes.SESSION, "priority");
        try (Site first = Site.start(1, one.version());
                Site second = Site.start(2, one.version());
                Site third = Site.start(3, one.version());
                Replication replication = Replication.shared()) {
            run(replication, one, first, second, third);
        }
    }

    private static void run(Replication replication, Case one, Site... sites) throws Exception {
        long seed = Seeds.next("conflicts of " + sites.length + " sites, " + one);
        start(replication, one, List.of(sites));
        write(List.of(sites), seed);
        verify(replication, one + ", seed " + seed, List.of(sites));
    }

    private static void start(Replication replication, Case one, List<Site> sites) {
        for (Site site : sites) {
            site.server()
                    .execute(
                            "CREATE DATABASE app",
                            "CREATE TABLE app.item (id INT PRIMARY KEY, code INT UNIQUE, n INT NOT NULL,"
                                    + " version BIGINT NOT NULL, note VARCHAR(40))",
                            "CREATE TABLE app.signals (id VARCHAR(64) PRIMARY KEY, type VARCHAR(32), data TEXT)");
            one.mode().grant(site);
        }
        Map<String, String> source = Map.of(
                "snapshot.mode", "no_data",
                "signal.data.collection", "app.signals",
                "incremental.snapshot.chunk.size", "5");
        sites.forEach(site -> replication.source(site, source));
        for (Site from : sites) {
            for (Site to : sites) {
                if (from.id() != to.id()) {
                    replication.sink(from, to, one.sink());
                }
            }
        }
        for (Site from : sites) {
            int id = 100 + from.id();
            from.server().execute("INSERT INTO app.item VALUES (" + id + ", NULL, 0, 0, 'first')");
            sites.forEach(site -> Eventually.holds(
                    "row " + id + " at " + site.server(),
                    LIMIT,
                    () -> site.server().number("SELECT COUNT(*) FROM app.item WHERE id = " + id) == 1));
        }
    }

    private static void write(List<Site> sites, long seed) throws Exception {
        List<ConflictingWriters> writers = new ArrayList<>();
        try {
            for (Site site : sites) {
                writers.add(ConflictingWriters.start(site.server(), "site " + site.id(), seed + site.id()));
            }
            long end = System.nanoTime() + WRITING.toNanos();
            for (int copy = 0; System.nanoTime() < end; copy++) {
                Thread.sleep(COPIES_APART_MILLIS);
                sites.get(copy % sites.size())
                        .server()
                        .execute("INSERT INTO app.signals VALUES (UUID(), 'execute-snapshot',"
                                + " '{\"data-collections\": [\"app[.]item\"], \"type\": \"INCREMENTAL\"}')");
            }
            for (ConflictingWriters one : writers) {
                one.stop();
            }
        } finally {
            writers.forEach(ConflictingWriters::close);
        }
        System.out.println("transactions: "
                + writers.stream().map(ConflictingWriters::committed).toList());
    }

    private static void verify(Replication replication, String name, List<Site> sites) throws Exception {
        MySqlServer[] servers = sites.stream().map(Site::server).toArray(MySqlServer[]::new);
        new SidesConverge(LIMIT, servers).verify();
        Settlements.await(LIMIT, servers);
        new SidesConverge(LIMIT, servers).verify();
        for (Site from : sites) {
            for (Site to : sites) {
                if (from.id() != to.id()) {
                    verifyDecisions(replication, name, from, to);
                }
            }
            assertThat(from.server().number("SELECT COUNT(*) FROM duplex_settlement.row_state"))
                    .isZero();
        }
    }

    /** What the sink's task has counted is what its decisions in the log say. */
    private static void verifyDecisions(Replication replication, String name, Site from, Site to) throws Exception {
        String sink = Connectors.sinkName(from, to);
        try (WorkerBeans beans =
                WorkerBeans.of(replication.cluster().workerOf(sink, 0).pid())) {
            String bean = "duplex:type=sink,connector=" + sink + ",source=" + from.name();
            Eventually.passes("all decisions of " + sink + " are counted, " + name, Duration.ofMinutes(1), () -> {
                for (Map.Entry<String, String> counter : Map.of(
                                "ConflictsByTable", "CONCAT(table_schema, '.', table_name)",
                                "ConflictsByKind", "kind",
                                "ConflictsByDecision", "decision")
                        .entrySet()) {
                    assertThat(beans.counts(bean, counter.getKey()))
                            .as(counter.getKey() + " of " + sink)
                            .isEqualTo(noted(to.server(), sink, counter.getValue()));
                }
            });
            Map<String, Long> kinds = noted(to.server(), sink, "CONCAT(kind, ' ', decision)");
            System.out.println(name + ": " + sink + " " + kinds);
            assertThat(kinds).isNotEmpty();
        }
    }

    private static Map<String, Long> noted(MySqlServer server, String sink, String by) {
        Map<String, Long> counts = new TreeMap<>();
        server.rows("SELECT " + by + ", COUNT(*) FROM duplex.conflict WHERE channel = '" + sink + "' GROUP BY 1")
                .forEach(row -> counts.put(row.get(0), Long.valueOf(row.get(1))));
        return counts;
    }
}
