// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.guarantee.ExactlyOnce;
import io.duplex.testkit.guarantee.Guarantee;
import io.duplex.testkit.guarantee.NothingLost;
import io.duplex.testkit.guarantee.OrderKept;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.guarantee.TransactionsAtomic;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.Workload;
import io.duplex.testkit.workload.WorkloadRun;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenarios e and f: workers and servers are killed in the middle of bank transfers. */
class CrashIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long OPENING_TOTAL = 100_000;

    private static ConnectCluster cluster;
    private static Path failpoint;

    /** Offsets are committed each second, so that a kill makes the source send some of its records again. */
    @BeforeAll
    static void start() {
        failpoint = Directories.temporary("failpoint").resolve("step");
        cluster = Replication.cluster(Replication.sharedBroker())
                .workers(2)
                .jvmOption("-Dduplex.failpoint=" + failpoint)
                .start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void killedWorkersLoseNothingAndRepeatNothing(MySqlVersion version) {
        underLoad(version, (source, target, replication, load) -> {
            replication.killWorkerOf(Connectors.sinkName(source, target), LIMIT);
            load.awaitCommitted(load.committed() + 300, LIMIT);
            replication.killWorkerOf(Connectors.sourceName(source), LIMIT);
            load.awaitCommitted(load.committed() + 300, LIMIT);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void killedServersLoseNothingAndRepeatNothing(MySqlVersion version) {
        underLoad(version, (source, target, replication, load) -> {
            target.server().kill9();
            load.awaitCommitted(load.committed() + 300, LIMIT);
            target.server().restart();
            load.awaitCommitted(load.committed() + 300, LIMIT);
            source.server().kill9();
            source.server().restart();
            load.awaitCommitted(load.committed() + 300, LIMIT);
        });
    }

    /** Rows cross the border between both targets meanwhile. */
    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    @EnabledIfSystemProperty(named = "duplex.mapping.all", matches = "true")
    void aTableThatIsSplitByItsRowsSurvivesKilledWorkers(MySqlVersion version) {
        Shard shard = new Shard(1, Seeds.next("a split table"));
        try (Site source = Site.startDurable(1, version);
                Site low = Site.startDurable(2, version);
                Site high = Site.startDurable(3, version);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            shard.create(source.server());
            replication.source(source, Map.of());
            replication.sink(source, low, Map.of("row.filter.shard_1.orders", "a < 5"));
            replication.sink(source, high, Map.of("row.filter.shard_1.orders", "a >= 5"));
            try (WorkloadRun load = WorkloadRun.start(shard, source.server())) {
                for (Site killed : List.of(low, high, low)) {
                    load.awaitCommitted(load.committed() + 300, LIMIT);
                    replication.killWorkerOf(Connectors.sinkName(source, killed), LIMIT);
                }
                load.awaitCommitted(load.committed() + 300, LIMIT);
                load.stop();
            }
            awaitPart(source, low, "a < 5");
            awaitPart(source, high, "a >= 5");
        }
    }

    private static void awaitPart(Site source, Site target, String filter) {
        String rows = "SELECT * FROM shard_1.orders WHERE " + filter + " ORDER BY id";
        List<List<String>> expected = source.server().rows(rows);
        assertThat(expected).hasSizeGreaterThan(100);
        Eventually.passes(
                "the rows with " + filter,
                LIMIT,
                () -> assertThat(target.server().rows("SELECT * FROM shard_1.orders ORDER BY id"))
                        .isEqualTo(expected));
    }

    /** Rows of both cross the border of the filter meanwhile. */
    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    @EnabledIfSystemProperty(named = "duplex.mapping.all", matches = "true")
    void shardsSurviveKillsInTheMiddleOfAStatementThatBothTell(MySqlVersion version) {
        long seed = Seeds.next("shards");
        try (Site one = Site.startDurable(1, version);
                Site two = Site.startDurable(2, version);
                Site target = Site.startDurable(3, version);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            List<Shard> shards = List.of(new Shard(1, seed), new Shard(2, seed + 1));
            shards.get(0).create(one.server());
            shards.get(1).create(two.server());
            Map<String, String> merge =
                    Map.of("table.mapping", "shard_\\d+.*:shop.*", "row.filter.shop.orders", "a < 5");
            List<String> sinks = new ArrayList<>();
            for (Site source : List.of(one, two)) {
                replication.source(source, Map.of());
                sinks.add(replication.begin(source, target, merge));
            }
            try (WorkloadRun atOne = WorkloadRun.start(shards.get(0), one.server());
                    WorkloadRun atTwo = WorkloadRun.start(shards.get(1), two.server())) {
                for (String step : List.of("INTENT_COMMITTED", "EXECUTED", "DONE_WRITTEN", "DONE_COMMITTED")) {
                    atOne.awaitCommitted(atOne.committed() + 100, LIMIT);
                    // So that no other statement is the one that is interrupted.
                    awaitShards(one, two, target);
                    FailpointFile.write(failpoint, step);
                    String column = "ADD COLUMN " + step + " INT DEFAULT 3, ADD INDEX (" + step + ")";
                    one.server().execute("ALTER TABLE shard_1.orders " + column);
                    two.server().execute("ALTER TABLE shard_2.orders " + column);
                    Eventually.holds(
                            "a worker dies",
                            LIMIT,
                            () -> !cluster.worker(0).isAlive()
                                    || !cluster.worker(1).isAlive());
                    cluster.worker(cluster.worker(0).isAlive() ? 1 : 0).restart();
                    sinks.forEach(sink -> cluster.rest().awaitRunning(sink, LIMIT));
                    atTwo.awaitCommitted(atTwo.committed() + 100, LIMIT);
                }
                atOne.stop();
                atTwo.stop();
            }
            String rows = "SELECT * FROM %s WHERE a < 5 ORDER BY id";
            List<List<String>> expected = new ArrayList<>(one.server().rows(rows.formatted("shard_1.orders")));
            expected.addAll(two.server().rows(rows.formatted("shard_2.orders")));
            Eventually.passes(
                    "the shards' rows",
                    LIMIT,
                    () -> assertThat(target.server().rows("SELECT * FROM shop.orders ORDER BY id"))
                            .isEqualTo(expected));
            assertThat(target.server().number("SELECT COUNT(*) FROM duplex.ddl_intent WHERE state = 'started'"))
                    .isZero();
            assertThat(target.server().number("SELECT COUNT(*) FROM duplex.merged_statement WHERE times <> 1"))
                    .isZero();
        }
    }

    /** The target has what both had when this was asked. */
    private static void awaitShards(Site one, Site two, Site target) {
        long last = last(one.server(), "shard_1");
        long other = last(two.server(), "shard_2");
        Eventually.holds(
                "the shards' latest rows",
                LIMIT,
                () -> target.server()
                                        .number(
                                                "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop'")
                                == 1
                        && target.server()
                                        .number("SELECT COUNT(*) FROM shop.orders WHERE id IN (" + last + ", " + other
                                                + ")")
                                == 2);
    }

    private static long last(MySqlServer server, String shard) {
        return server.number("SELECT MAX(id) FROM " + shard + ".orders WHERE a = 0");
    }

    /** Rows that come into the filter a < 5 and leave it; those with 0 stay. */
    private static final class Shard implements Workload {
        private final int number;
        private final Random random;
        private int rows;

        Shard(int number, long seed) {
            this.number = number;
            this.random = new Random(seed);
        }

        void create(MySqlServer server) {
            server.execute(
                    "CREATE DATABASE shard_" + number,
                    "CREATE TABLE shard_" + number + ".orders (id INT PRIMARY KEY, a INT, note VARCHAR(20))",
                    "INSERT INTO shard_" + number + ".orders VALUES (" + number * 1_000_000 + ", 0, 'copied')");
        }

        @Override
        public String describe() {
            return "shard " + number;
        }

        @Override
        public boolean next(Connection connection) throws SQLException {
            String table = "shard_" + number + ".orders";
            int first = number * 1_000_000;
            rows++;
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO " + table + " (id, a, note) VALUES (" + (first + rows) + ", "
                        + random.nextInt(10) + ", 'new')");
                statement.execute("UPDATE " + table + " SET a = 1 + " + random.nextInt(9) + " WHERE a <> 0 AND id = "
                        + (first + 1 + random.nextInt(rows)));
            }
            connection.commit();
            return true;
        }
    }

    /** What happens while transfers run. */
    private interface Fault {
        void strike(Site source, Site target, Replication replication, WorkloadRun load);
    }

    private static void underLoad(MySqlVersion version, Fault fault) {
        long seed = Seeds.next("bank transfers");
        try (Site source = Site.startDurable(1, version);
                Site target = Site.startDurable(2, version);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            BankTransfers.createTables(source.server(), 1);
            replication.source(source, Map.of());
            replication.sink(source, target, Map.of());
            MySqlServer[] servers = {source.server(), target.server()};
            new SidesConverge(LIMIT, servers).verify();

            try (Guarantee all = Guarantee.all(
                    new NothingLost(BankTransfers.ledger(), LIMIT, servers),
                    new ExactlyOnce(BankTransfers.journal(), servers),
                    new SidesConverge(LIMIT, servers),
                    new TransactionsAtomic(target.server(), BankTransfers.invariant(), OPENING_TOTAL),
                    new OrderKept(target.server(), "bank.ledger"))) {
                all.observe();
                try (WorkloadRun load = WorkloadRun.start(new BankTransfers(seed, 1), source.server())) {
                    load.awaitCommitted(300, LIMIT);
                    fault.strike(source, target, replication, load);
                    load.stop();
                }
                all.verify();
            }
        }
    }
}
