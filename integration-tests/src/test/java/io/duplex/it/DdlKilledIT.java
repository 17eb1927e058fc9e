// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.it.RunningPair.Kind;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.connect.ConnectWorker;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A DDL statement is in flight between two sites when the worker, or the target's server, is killed: each site executes
 * it exactly once. Takes minutes, and therefore {@code -Dduplex.killed.versions=5.7,8.0}; {@code
 * -Dduplex.killed.all=true} takes all steps of all statements.
 */
class DdlKilledIT {
    private static final String VERSIONS = System.getProperty("duplex.killed.versions", "");
    private static final boolean ALL = Boolean.getBoolean("duplex.killed.all");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> STEPS = List.of("INTENT_COMMITTED", "EXECUTED", "DONE_WRITTEN", "DONE_COMMITTED");

    private static KafkaBroker broker;
    private static ConnectCluster cluster;
    private static Path failpoint;

    private static final List<String> BEFORE = List.of(
            "CREATE DATABASE alpha",
            "CREATE TABLE alpha.t (id INT PRIMARY KEY, v INT, w INT)",
            "INSERT INTO alpha.t VALUES (1, 10, 100), (2, 20, 200)",
            "CREATE TABLE alpha.u (id INT PRIMARY KEY, v INT, w INT)",
            "INSERT INTO alpha.u VALUES (3, 30, 300)",
            "CREATE TABLE alpha.bare (v INT)",
            "INSERT INTO alpha.bare VALUES (1), (2), (3)",
            "CREATE TABLE alpha.dropped (id INT PRIMARY KEY)",
            "CREATE TABLE alpha.dropped_too (id INT PRIMARY KEY)",
            "CREATE TABLE alpha.parts (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10),"
                    + " PARTITION high VALUES LESS THAN (100))",
            "INSERT INTO alpha.parts VALUES (1), (2), (11)",
            "CREATE TABLE alpha.low (id INT PRIMARY KEY)",
            "INSERT INTO alpha.low VALUES (2)",
            "CREATE USER ddl_user");

    private static final List<String> FLIGHTS = List.of(
            "CREATE TABLE alpha.made (id INT PRIMARY KEY)",
            "CREATE TABLE alpha.selected AS SELECT * FROM alpha.t",
            "ALTER TABLE alpha.t ADD COLUMN x INT DEFAULT 5, DROP COLUMN w",
            "ALTER TABLE alpha.bare ADD COLUMN id INT AUTO_INCREMENT PRIMARY KEY",
            "RENAME TABLE alpha.t TO alpha.x, alpha.u TO alpha.t, alpha.x TO alpha.u",
            "RENAME TABLE alpha.t TO alpha.t2",
            "ALTER TABLE alpha.t2 RENAME TO alpha.t",
            "CREATE UNIQUE INDEX by_v ON alpha.t (v)",
            "DROP TABLE alpha.dropped, alpha.dropped_too",
            "TRUNCATE TABLE alpha.u",
            "ALTER TABLE alpha.parts EXCHANGE PARTITION low WITH TABLE alpha.low",
            "ALTER TABLE alpha.parts TRUNCATE PARTITION high",
            "CREATE VIEW alpha.w AS SELECT id FROM alpha.t",
            "CREATE TRIGGER alpha.g BEFORE INSERT ON alpha.t FOR EACH ROW SET @a = 1",
            "CREATE PROCEDURE alpha.p() BEGIN SELECT 1; END",
            "CREATE EVENT alpha.e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1",
            "GRANT SELECT ON alpha.* TO ddl_user",
            "CREATE USER made_user",
            "RENAME USER made_user TO named_user",
            "DROP USER named_user",
            "CREATE TABLE alpha.alike LIKE alpha.t",
            "CREATE DATABASE beta",
            "DROP DATABASE alpha");

    static Stream<MySqlVersion> versions() {
        return Stream.of(MySqlVersion.values()).filter(version -> VERSIONS.contains(version.line()));
    }

    @BeforeAll
    static void start() {
        assumeTrue(!VERSIONS.isEmpty(), "skipped: name servers with -Dduplex.killed.versions");
        failpoint = Directories.temporary("failpoint").resolve("step");
        broker = KafkaBroker.builder()
                .setting("group.min.session.timeout.ms", "1000")
                .start();
        cluster = Replication.cluster(broker)
                .jvmOption("-Dduplex.failpoint=" + failpoint)
                .setting("session.timeout.ms", "2500")
                .setting("heartbeat.interval.ms", "500")
                .start();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
            broker.close();
        }
    }

    private static RunningPair start(MySqlVersion version) {
        Versions.assumeAvailable(version);
        return RunningPair.startDurable(
                new Kind(version, version, MarkModes.SESSION),
                new Replication(broker, cluster),
                Map.of(
                        "consumer.override.session.timeout.ms", "2500",
                        "consumer.override.heartbeat.interval.ms", "500"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aKilledWorkerOrServerLeavesEachStatementExecutedOnce(MySqlVersion version) {
        try (RunningPair pair = start(version)) {
            killInTurn(version, pair);
        }
    }

    private static void killInTurn(MySqlVersion version, RunningPair pair) {
        Random random = new Random(Seeds.next("servers that are killed, too"));
        int number = 0;
        for (int round = 0; round < (ALL ? STEPS.size() : 1); round++) {
            pair.sites().get(0).server().execute(BEFORE.toArray(String[]::new));
            for (String sql : FLIGHTS) {
                if (version == MySqlVersion.V5_7 && sql.contains("SELECT * FROM")) {
                    continue; // refused by 5.7 with GTIDs
                }
                Site from = pair.sites().get(number % 2);
                kill(pair, from, sql, STEPS.get((number + number / 4 + round) % STEPS.size()), random.nextBoolean());
                number++;
            }
            pair.sites().get(0).server().execute("DROP DATABASE beta", "DROP USER ddl_user");
        }
        Eventually.pause(Duration.ofSeconds(10));
        pair.awaitEqual("in the end");
    }

    private static void kill(RunningPair pair, Site from, String sql, String step, boolean serverToo) {
        Site to = pair.other(from);
        pair.awaitEqual("before " + sql);
        LoggedStatements.Place here = LoggedStatements.Place.of(from.server());
        LoggedStatements.Place there = LoggedStatements.Place.of(to.server());
        String what = sql + " when killed at " + step + (serverToo ? " with the server" : "");
        ConnectWorker worker = cluster.worker(0);
        FailpointFile.write(failpoint, step);
        from.server().execute(sql);
        Eventually.holds("the worker dies: " + what, LIMIT, () -> !worker.isAlive());
        if (serverToo) {
            to.server().kill9();
            to.server().restart();
        }
        worker.restart();
        pair.awaitRunning(LIMIT);
        pair.awaitEqual("after " + what);
        pair.await("the end of " + what, () -> finished(to));
        assertThat(ofUsers(from, here)).as("executed here: " + what).hasSize(1);
        assertThat(ofUsers(to, there)).as("executed there: " + what).hasSize(1);
    }

    private static boolean finished(Site site) {
        return site.server().number("SELECT COUNT(*) FROM duplex.ddl_intent WHERE state <> 'done'") == 0;
    }

    private static List<String> ofUsers(Site site, LoggedStatements.Place since) {
        return LoggedStatements.since(site.server(), since).ddl().stream()
                .filter(sql -> !sql.contains("duplex"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aServerKilledAmidALongAlterExecutesItOnce(MySqlVersion version) {
        try (RunningPair pair = start(version)) {
            killAmidAlterations(pair);
        }
    }

    private static void killAmidAlterations(RunningPair pair) {
        Site from = pair.sites().get(0);
        Site to = pair.sites().get(1);
        numberInOrder(from.server());
        from.server()
                .execute(
                        "CREATE DATABASE alpha",
                        "CREATE TABLE alpha.digit (d INT PRIMARY KEY)",
                        "INSERT INTO alpha.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                        "CREATE TABLE alpha.big (v CHAR(200) NOT NULL)");
        from.server()
                .execute("INSERT INTO alpha.big SELECT UUID() FROM alpha.digit a, alpha.digit b, alpha.digit c,"
                        + " alpha.digit d, alpha.digit e");
        pair.awaitEqual("at first");
        for (String sql : List.of(
                "ALTER TABLE alpha.big ADD COLUMN w INT DEFAULT 7, ALGORITHM=COPY",
                "CREATE INDEX by_v ON alpha.big (v)",
                "ALTER TABLE alpha.big ADD COLUMN id INT AUTO_INCREMENT PRIMARY KEY FIRST")) {
            LoggedStatements.Place here = LoggedStatements.Place.of(from.server());
            LoggedStatements.Place there = LoggedStatements.Place.of(to.server());
            from.server().execute(sql);
            Eventually.holds("the statement runs there", LIMIT, () -> isRunning(to.server()));
            to.server().kill9();
            to.server().restart();
            pair.awaitEqual("after " + sql);
            pair.await("the end of " + sql, () -> finished(to));
            assertThat(ofUsers(from, here)).hasSize(1);
            assertThat(ofUsers(to, there)).hasSize(1);
        }
    }

    /** Several threads would number the rows of a large table in an order that no other site can repeat: docs/limits.md. */
    private static void numberInOrder(MySqlServer server) {
        if (server.version() != MySqlVersion.V5_7) {
            server.execute("SET PERSIST innodb_ddl_threads = 1", "SET PERSIST innodb_parallel_read_threads = 1");
        }
    }

    private static boolean isRunning(MySqlServer server) {
        return server.number("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '" + Site.USER
                        + "' AND (INFO LIKE 'ALTER%' OR INFO LIKE 'CREATE%')")
                > 0;
    }
}
