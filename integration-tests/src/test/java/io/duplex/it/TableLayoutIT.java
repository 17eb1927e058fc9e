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
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The sink behind topics of tables with several partitions, of Duplex's source and of Debezium's. */
class TableLayoutIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long OPENING_TOTAL = 100_000;

    private static ConnectCluster cluster;

    /** Whose source it is. */
    enum Source {
        DUPLEX,
        DEBEZIUM
    }

    @BeforeAll
    static void start() {
        cluster = Replication.cluster(Replication.sharedBroker())
                .pluginPath(DebeziumPlugin.install())
                .workers(1)
                .start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void transactionsArriveWholeOnceAndInOrderThoughTheWorkerIsKilled(Source kind) {
        long seed = Seeds.next("bank transfers");
        try (Site source = Site.startDurable(1, MySqlVersion.V8_0);
                Site target = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            MySqlServer[] servers = {source.server(), target.server()};
            BankTransfers.createTables(source.server(), 1);
            replication.source(source, source(kind, source));
            replication.sink(source, target, sink(source));
            new SidesConverge(LIMIT, servers).verify();

            try (Guarantee all = Guarantee.all(
                    new NothingLost(BankTransfers.ledger(), LIMIT, servers),
                    new ExactlyOnce(BankTransfers.journal(), servers),
                    new SidesConverge(LIMIT, servers),
                    new TransactionsAtomic(target.server(), BankTransfers.invariant(), OPENING_TOTAL),
                    new OrderKept(target.server(), "bank.ledger"))) {
                all.observe();
                try (WorkloadRun load = WorkloadRun.start(new BankTransfers(seed, 1), source.server())) {
                    load.awaitCommitted(200, LIMIT);
                    var worker = cluster.worker(0);
                    worker.kill9();
                    worker.restart();
                    cluster.rest().awaitRunning(Connectors.sinkName(source, target), LIMIT);
                    cluster.rest().awaitRunning(Connectors.sourceName(source), LIMIT);
                    load.awaitCommitted(load.committed() + 200, LIMIT);
                    load.stop();
                }
                all.verify();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void statementsAndKeysThatChangeArriveAlsoUnderOtherNames(Source kind) {
        try (Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0);
                Site renamed = Site.start(3, MySqlVersion.V8_0);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            MySqlServer server = source.server();
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.parent (id INT PRIMARY KEY, v VARCHAR(20))",
                    "CREATE TABLE app.child (id INT PRIMARY KEY, parent INT,"
                            + " FOREIGN KEY (parent) REFERENCES app.parent (id) ON DELETE CASCADE ON UPDATE CASCADE)");
            server.transaction(
                    "INSERT INTO app.parent VALUES (1, 'a'), (2, 'b'), (3, 'c')",
                    "INSERT INTO app.child VALUES (10, 1), (20, 2), (21, 2), (30, 3)");
            replication.source(source, source(kind, source));
            replication.sink(source, target, sink(source));
            replication.sink(source, renamed, renamed(source));
            SidesConverge same = new SidesConverge(LIMIT, server, target.server());
            same.verify();

            server.transaction(
                    "UPDATE app.parent SET id = 200 WHERE id = 2",
                    "INSERT INTO app.parent VALUES (4, 'd')",
                    "INSERT INTO app.child VALUES (40, 4), (41, 200)",
                    "DELETE FROM app.parent WHERE id = 3");
            same.verify();

            server.execute(
                    "ALTER TABLE app.parent ADD COLUMN extra INT NOT NULL DEFAULT 7",
                    "INSERT INTO app.parent (id, v, extra) VALUES (5, 'e', 8)",
                    "CREATE TABLE app.one (id INT PRIMARY KEY)",
                    "CREATE TABLE app.two (id INT PRIMARY KEY)",
                    "CREATE TABLE app.three AS SELECT id, v FROM app.parent",
                    "INSERT INTO app.three VALUES (77, 'after')",
                    "INSERT INTO app.one VALUES (1)",
                    "RENAME TABLE app.one TO app.uno, app.two TO app.one",
                    "INSERT INTO app.one VALUES (2)",
                    "CREATE TABLE app.four (id INT PRIMARY KEY)",
                    "DROP TABLE app.four, app.uno",
                    "TRUNCATE TABLE app.three",
                    "INSERT INTO app.three VALUES (78, 'after')",
                    "INSERT INTO app.three VALUES (79, 'unwanted')");
            same.verify();
            awaitRenamed(server, renamed.server());
        }
    }

    @ParameterizedTest
    @MethodSource("io.duplex.it.EveryType#versions")
    void debeziumsJsonWithoutSchemasGivesExactValues(MySqlVersion version) {
        Versions.assumeAvailable(version);
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            new EveryType(source, target, version)
                    .replicate(replication, source(Source.DEBEZIUM, source), sink(source));
        }
    }

    private static Map<String, String> renamed(Site source) {
        Map<String, String> config = sink(source);
        config.put("table.mapping", "app.parent:other.people, app.parent.v:name, app.*:other.*");
        config.put("row.filter.other.three", "v <> 'unwanted'");
        return config;
    }

    private static void awaitRenamed(MySqlServer source, MySqlServer target) {
        for (String query : List.of(
                "SELECT id, v, extra FROM app.parent ORDER BY id",
                "SELECT id, parent FROM app.child ORDER BY id",
                "SELECT id FROM app.one ORDER BY id",
                "SELECT id, v FROM app.three WHERE v <> 'unwanted' ORDER BY id")) {
            String there = query.replace("id, v, extra FROM app.parent", "id, name, extra FROM other.people")
                    .replace(" WHERE v <> 'unwanted'", "")
                    .replace("app.", "other.");
            Eventually.passes(there, LIMIT, () -> assertThat(target.rows(there)).isEqualTo(source.rows(query)));
        }
        assertThat(target.rows("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA IN"
                                + " ('app', 'other') ORDER BY TABLE_NAME")
                        .toString())
                .isEqualTo("[[other, child], [other, one], [other, people], [other, three]]");
        assertThat(target.value("SELECT REFERENCED_TABLE_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS"
                        + " WHERE CONSTRAINT_SCHEMA = 'other'"))
                .isEqualTo("people");
    }

    private static Map<String, String> source(Source kind, Site site) {
        Map<String, String> config = new LinkedHashMap<>(Map.of(
                "topic.layout",
                "table",
                "provide.transaction.metadata",
                "true",
                "skipped.operations",
                "none",
                "schema.history.internal.kafka.topic",
                "history-" + site.name(),
                "topic.creation.default.partitions",
                "3"));
        if (kind == Source.DEBEZIUM) {
            config.put("connector.class", "io.debezium.connector.mysql.MySqlConnector");
            config.put("database.server.id", String.valueOf(7000 + site.server().port()));
            config.put("topic.creation.groups", "markers");
            config.put("topic.creation.markers.include", ".*\\.transaction");
            config.put("topic.creation.markers.partitions", "1");
            config.put("topic.creation.markers.replication.factor", "1");
        }
        return config;
    }

    private static Map<String, String> sink(Site source) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("topics", "");
        config.put("topics.regex", source.name() + "(\\..+)?");
        config.put("consumer.override.metadata.max.age.ms", "1000");
        return config;
    }
}
