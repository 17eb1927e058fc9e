// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.connect.ConnectWorker;
import io.duplex.testkit.guarantee.ExactlyOnce;
import io.duplex.testkit.guarantee.Guarantee;
import io.duplex.testkit.guarantee.NothingLost;
import io.duplex.testkit.guarantee.OrderKept;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.guarantee.TransactionsAtomic;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.WorkloadRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One replication from its first copy on, struck by one fault after the other: its worker is killed between the steps
 * with which something takes effect, records are delivered again, two tasks believe that they own the stream, the
 * target's server is replaced. {@code -Dduplex.faults.all=true} takes all steps and more places, {@code
 * -Dduplex.faults.mode=gtid} the other way to mark.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExactlyOnceIT {
    private static final boolean ALL = Boolean.getBoolean("duplex.faults.all");
    private static final MarkModes MODE = MarkModes.valueOf(
            System.getProperty("duplex.faults.mode", "session").toUpperCase(Locale.ROOT));
    private static final Duration LIMIT = Duration.ofMinutes(ALL ? 5 : 2);
    private static final long OPENING_TOTAL = 100_000;

    private static final List<String> COPY = ALL ? List.of("COPY_WRITTEN", "COPY_COMMITTED") : List.of("COPY_WRITTEN");
    private static final List<String> STREAM = ALL
            ? List.of(
                    "PROGRESS_WRITTEN",
                    "ROWS_WRITTEN",
                    "COMMITTED",
                    "GROUP_WRITTEN",
                    "PART_WRITTEN",
                    "LARGE_WRITTEN",
                    "LARGE_COMMITTED",
                    "INTENT_COMMITTED",
                    "EXECUTED",
                    "DONE_WRITTEN",
                    "DONE_COMMITTED")
            : List.of("COMMITTED", "LARGE_WRITTEN", "EXECUTED");

    private static KafkaBroker broker;
    private static ConnectCluster cluster;
    private static Site source;
    private static Site target;
    private static MySqlServer spare;
    private static Replication replication;
    private static Path failpoint;
    private static String sink;

    private int statements;

    @BeforeAll
    static void start() {
        failpoint = Directories.temporary("failpoint").resolve("step");
        broker = KafkaBroker.builder()
                .setting("group.min.session.timeout.ms", "1000")
                .start();
        cluster = Replication.cluster(broker)
                .jvmOption("-Dduplex.failpoint=" + failpoint)
                .setting("session.timeout.ms", "2500")
                .setting("heartbeat.interval.ms", "500")
                .start();
        source = Site.startDurable(1, MySqlVersion.V8_0);
        target = Site.startDurable(2, MySqlVersion.V8_0);
        spare = MySqlServer.builder(MySqlVersion.V8_0).durable().start();
        MODE.grant(target);
        BankTransfers.createTables(source.server(), 1);
        source.server()
                .execute(
                        "CREATE DATABASE app",
                        "CREATE TABLE app.big (id INT AUTO_INCREMENT PRIMARY KEY, batch INT NOT NULL)",
                        "CREATE TABLE app.digit (d INT PRIMARY KEY)",
                        "INSERT INTO app.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
        large(0);
        replication = new Replication(broker, cluster);
        sink = Connectors.sinkName(source, target);
    }

    @AfterAll
    static void stop() {
        replication.close();
        cluster.close();
        broker.close();
        spare.close();
        target.close();
        source.close();
    }

    /** 3,000 rows. */
    private static void large(int batch) {
        source.server()
                .transaction("INSERT INTO app.big (batch) SELECT " + batch + " FROM app.digit a, app.digit b,"
                        + " app.digit c, app.digit d WHERE d.d < 3");
    }

    private static Map<String, String> options() {
        Map<String, String> options = new HashMap<>(MODE.options());
        options.put("database.hostnames", "127.0.0.1:" + spare.port());
        options.put("apply.transaction.max.rows.in.memory", "1000");
        options.put("copy.batch.rows", "500");
        options.put("consumer.override.session.timeout.ms", "2500");
        options.put("consumer.override.heartbeat.interval.ms", "500");
        return options;
    }

    @Test
    @Order(1)
    void aCopyWhoseWorkerIsKilledEndsWithEachRowOnce() {
        replication.source(source, Map.of());
        replication.begin(source, target, options());
        for (String step : COPY) {
            killAt(step, () -> {});
        }
        new SidesConverge(LIMIT, source.server(), target.server()).verify();
        // A worker that dies earlier copies again, and while it copies no transaction is whole.
        Eventually.holds("the end of the copy is in the offset", LIMIT, ExactlyOnceIT::streams);
    }

    private static boolean streams() {
        String offsets = cluster.rest()
                .offsets(Connectors.sourceName(source))
                .path("offsets")
                .toString();
        return offsets.contains("gtids") && !offsets.contains("snapshot");
    }

    @Test
    @Order(2)
    void aWorkerKilledBetweenTwoStepsRepeatsNothing() {
        underLoad(load -> {
            for (String step : STREAM) {
                killAt(step, () -> trigger(step, load));
            }
        });
    }

    /** Does what makes the sink pass this step. */
    private void trigger(String step, WorkloadRun load) {
        statements++;
        switch (step) {
            case "PART_WRITTEN", "LARGE_WRITTEN", "LARGE_COMMITTED" -> large(statements);
            case "INTENT_COMMITTED", "EXECUTED", "DONE_WRITTEN", "DONE_COMMITTED" ->
                source.server().execute("ALTER TABLE app.digit ADD COLUMN c" + statements + " INT DEFAULT 7");
            default -> load.awaitCommitted(load.committed() + 50, LIMIT);
        }
    }

    private static void killAt(String step, Runnable trigger) {
        if (step.equals("GROUP_WRITTEN") && MODE == MarkModes.GTID) {
            return;
        }
        ConnectWorker worker = cluster.worker(0);
        FailpointFile.write(failpoint, step);
        trigger.run();
        Eventually.holds("the worker dies at " + step, LIMIT, () -> !worker.isAlive());
        assertThat(failpoint).doesNotExist();
        worker.restart();
        cluster.rest().awaitRunning(sink, LIMIT);
    }

    @Test
    @Order(3)
    void whatIsDeliveredAgainFromAnyPlaceOnTakesNoEffect() {
        Random random = new Random(Seeds.next("places to deliver again from"));
        underLoad(load -> {
            for (int round = 0; round < (ALL ? 20 : 2); round++) {
                load.awaitCommitted(load.committed() + 100, LIMIT);
                int end = broker.records().dump(source.stream()).size();
                // An offset ahead of what is applied would pass over transactions, and stop the task.
                long sent = number(source);
                Eventually.holds("what was sent by then", LIMIT, () -> number(target) >= sent);
                rewind(round == 0 ? 0 : random.nextInt(end));
                long committed = number(source);
                Eventually.holds("what was committed by then", LIMIT, () -> number(target) >= committed);
                cluster.rest().awaitRunning(sink, LIMIT);
            }
        });
    }

    private static long number(Site site) {
        return site.server().number("SELECT MAX(number) FROM bank.last_number");
    }

    /** Sets the consumer group's offset, as an operator would. */
    private static void rewind(long offset) {
        cluster.rest().stop(sink);
        cluster.rest().alterOffsets(sink, offsets(offset));
        cluster.rest().resume(sink);
    }

    private static JsonNode offsets(long offset) {
        Map<String, Object> place = Map.of(
                "partition",
                Map.of("kafka_topic", source.stream(), "kafka_partition", 0),
                "offset",
                Map.of("kafka_offset", offset));
        return new ObjectMapper().valueToTree(Map.of("offsets", List.of(place)));
    }

    @Test
    @Order(4)
    void ofTwoTasksThatOwnTheStreamTheOlderOneIsFenced() {
        underLoad(load -> {
            load.awaitCommitted(load.committed() + 50, LIMIT);
            Map<String, String> twin = Connectors.sink(source, target);
            twin.putAll(options());
            twin.put("channel.name", sink);
            cluster.rest().put("twin", twin);
            assertThat(cluster.rest().awaitFailed(sink, LIMIT)).contains("Another task has taken over");
            load.awaitCommitted(load.committed() + 50, LIMIT);
            cluster.rest().restart(sink);
            assertThat(cluster.rest().awaitFailed("twin", LIMIT)).contains("Another task has taken over");
            cluster.rest().delete("twin");
            cluster.rest().awaitRunning(sink, LIMIT);
        });
    }

    @Test
    @Order(5)
    void aReplicaThatTakesTheTargetsPlaceGoesOnWhereItWas() {
        NativeReplica replica = NativeReplica.follow(spare, target.server());
        replica.catchUp(target.server());
        Site promoted = new Site(target.id(), target.name(), spare);
        underLoad(promoted, load -> {
            load.awaitCommitted(load.committed() + 100, LIMIT);
            // So that nothing is lost without semi-synchronous replication: see docs/guarantees.md.
            target.server().execute("SET GLOBAL super_read_only=ON");
            replica.catchUp(target.server());
            target.server().kill9();
            load.awaitCommitted(load.committed() + 100, LIMIT);
            replica.promote();
            load.awaitCommitted(load.committed() + 100, LIMIT);
        });
    }

    /** What happens while transfers run. */
    private interface Fault {
        void strike(WorkloadRun load);
    }

    private static void underLoad(Fault fault) {
        underLoad(target, fault);
    }

    private static void underLoad(Site written, Fault fault) {
        MySqlServer[] servers = {source.server(), written.server()};
        long seed = Seeds.next("bank transfers");
        try (Guarantee all = Guarantee.all(
                new NothingLost(BankTransfers.ledger(), LIMIT, servers),
                new ExactlyOnce(BankTransfers.journal(), servers),
                new SidesConverge(LIMIT, servers),
                new TransactionsAtomic(written.server(), BankTransfers.invariant(), OPENING_TOTAL),
                new OrderKept(written.server(), "bank.ledger"))) {
            all.observe();
            try (WorkloadRun load = WorkloadRun.start(new BankTransfers(seed, 1), source.server())) {
                fault.strike(load);
                load.stop();
            }
            all.verify();
        }
    }
}
