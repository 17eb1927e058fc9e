// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker is killed in the midst of the first copy of a large table. */
class InterruptedCopyIT {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptedCopyIT.class);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int ROWS = 60_000;

    private static void fill(MySqlServer server, long rows) {
        server.execute(
                "CREATE DATABASE big",
                "CREATE TABLE big.t (id BIGINT PRIMARY KEY, v VARCHAR(40), n INT)",
                "CREATE TABLE big.seed (k INT PRIMARY KEY)",
                "SET SESSION cte_max_recursion_depth = 10000",
                "INSERT INTO big.seed WITH RECURSIVE s(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < 10000)"
                        + " SELECT k FROM s");
        for (long from = 0; from < rows; from += 10_000) {
            server.execute(
                    "INSERT INTO big.t SELECT " + from + " + k, CONCAT('row ', " + from + " + k), k FROM big.seed");
        }
        server.execute("DROP TABLE big.seed");
    }

    @Test
    void theCopyGoesOnWhileOthersWriteAndBothSidesAreEqualInTheEnd() {
        long seed = Seeds.next("bank transfers");
        try (Site source = Site.startDurable(1, MySqlVersion.V8_0);
                Site target = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            BankTransfers.createTables(source.server(), 1);
            source.server().execute("CREATE DATABASE zoo", "CREATE TABLE zoo.bare (v INT)");
            source.server().execute("INSERT INTO zoo.bare VALUES (1), (1), (2)");
            fill(source.server(), ROWS);
            try (WorkloadRun load = WorkloadRun.start(new BankTransfers(seed, 1), source.server())) {
                replication.source(source, Map.of("snapshot.max.threads", "2", "max.batch.size", "500"));
                Eventually.holds(
                        "half of the copy",
                        LIMIT,
                        () -> replication.broker().records().count(source.stream()) > ROWS / 2);
                replication.killWorkerOf(Connectors.sourceName(source), LIMIT);
                source.server()
                        .execute(
                                "DELETE FROM big.t WHERE id % 1000 = 7",
                                "UPDATE big.t SET v = 'changed' WHERE id % 1000 = 8",
                                "UPDATE big.t SET id = -id WHERE id % 1000 = 9",
                                "INSERT INTO zoo.bare VALUES (3)");
                replication.sink(source, target, Map.of());
                load.awaitCommitted(load.committed() + 100, LIMIT);
                load.stop();
            }
            new SidesConverge(LIMIT, source.server(), target.server()).verify();
        }
    }

    @Test
    void theSinkGoesOnWhereItWasWhenItsWorkerIsKilledAmidTheCopy() {
        try (Site source = Site.startDurable(1, MySqlVersion.V8_0);
                Site target = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            fill(source.server(), ROWS);
            source.server().execute("CREATE TABLE big.bare (v INT)", "INSERT INTO big.bare SELECT n % 9 FROM big.t");
            replication.source(source, Map.of());
            Eventually.holds(
                    "all of the copy in Kafka",
                    LIMIT,
                    () -> replication.broker().records().count(source.stream()) > 2 * ROWS);
            replication.sink(source, target, Map.of("copy.batch.rows", "200"));
            String progress = "SELECT COALESCE(MAX(snapshot_record), 0) FROM duplex.applied_transaction";
            Eventually.holds(
                    "a part of the copy on the target",
                    LIMIT,
                    () -> target.server()
                                            .number(
                                                    "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema ="
                                                            + " 'duplex' AND table_name = 'applied_transaction'")
                                    == 1
                            && target.server().number(progress) > ROWS / 4);
            var worker = replication.cluster().workerOf(Connectors.sinkName(source, target), 0);
            worker.kill9();
            long reached = target.server().number(progress);
            assertThat(reached).isLessThan(2L * ROWS);
            worker.restart();
            source.server().execute("UPDATE big.t SET v = 'after the copy' WHERE id % 1000 = 8");
            new SidesConverge(LIMIT, source.server(), target.server()).verify();
            assertThat(
                            target.server()
                                    .number(
                                            "SELECT COALESCE(SUM(COUNT_DELETE), 0) FROM"
                                                    + " performance_schema.table_io_waits_summary_by_table WHERE OBJECT_SCHEMA = 'big'"))
                    .as("rows that were removed to begin again")
                    .isZero();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "duplex.copy.rows", matches = "\\d+")
    void aLargeCopyReadsFewRowsTwice() {
        long rows = Long.getLong("duplex.copy.rows");
        try (Site source = Site.startDurable(1, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            fill(source.server(), rows);
            Map<String, String> options = new HashMap<>();
            options.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
            options.put("value.converter.schemas.enable", "false");
            options.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
            options.put("key.converter.schemas.enable", "false");
            replication.source(source, options);
            Eventually.holds(
                    "60 % of the copy",
                    Duration.ofHours(1), () -> replication.broker().records().count(source.stream()) > rows * 6 / 10);
            replication.killWorkerOf(Connectors.sourceName(source), LIMIT);
            source.server().execute("CREATE DATABASE later");
            String name = Connectors.sourceName(source);
            Eventually.holds(
                    "the end of the copy",
                    Duration.ofHours(1),
                    () -> !replication.rest().offsets(name).toString().contains("\"snapshot\""));

            long statements = 3;
            long twice = replication.broker().records().count(source.stream()) - rows - statements;
            LOG.warn("Copied rows={} copiedTwice={} share={} %", rows, twice, 100.0 * twice / rows);
            assertThat(twice).isLessThan(rows * 5 / 100);
        }
    }
}
