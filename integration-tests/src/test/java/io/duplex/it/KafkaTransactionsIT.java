// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.kafka.TopicRecord;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Workers with exactly-once support and {@code transaction.boundary=connector}: whenever a consumer looks with
 * read_committed, it sees MySQL's transactions whole, and in the end each one once, though workers are killed.
 */
class KafkaTransactionsIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int LARGE = 5_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aReadCommittedConsumerSeesWholeTransactionsAndEachOnce() {
        KafkaBroker broker = Replication.sharedBroker();
        try (ConnectCluster cluster =
                        Replication.cluster(broker).workers(2).exactlyOnce().start();
                Site site = Site.startDurable(1, MySqlVersion.V8_0);
                Replication replication = new Replication(broker, cluster)) {
            BankTransfers.createTables(site.server(), 1);
            site.server().execute("CREATE TABLE bank.large (id INT PRIMARY KEY)");
            replication.source(site, boundaries());
            try (WorkloadRun load =
                    WorkloadRun.start(new BankTransfers(Seeds.next("bank transfers"), 1), site.server())) {
                for (int round = 0; round < 2; round++) {
                    load.awaitCommitted(load.committed() + 200, LIMIT);
                    site.server().execute(large(round));
                    assertWhole(broker, site);
                    replication.killWorkerOf(Connectors.sourceName(site), LIMIT);
                    assertWhole(broker, site);
                }
                load.stop();
            }
            long committed = site.server().number("SELECT COUNT(*) FROM bank.journal") + 2L * LARGE;
            Eventually.passes(
                    "all rows are there",
                    LIMIT,
                    () -> assertThat(inserts(assertWhole(broker, site))).isEqualTo(committed));
        }
    }

    private static Map<String, String> boundaries() {
        return Map.of(
                "exactly.once.support", "required",
                "transaction.boundary", "connector",
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "value.converter.schemas.enable", "false");
    }

    private static String large(int round) {
        return "INSERT INTO bank.large SELECT " + round * LARGE + " + a.n * 100 + b.n FROM "
                + "(WITH RECURSIVE r AS (SELECT 0 n UNION ALL SELECT n + 1 FROM r WHERE n < " + (LARGE / 100 - 1)
                + ") SELECT n FROM r) a, "
                + "(WITH RECURSIVE r AS (SELECT 0 n UNION ALL SELECT n + 1 FROM r WHERE n < 99) SELECT n FROM r) b";
    }

    /** Returns what is visible, after each transaction of it was found to be there with all its rows, once. */
    private static List<String> assertWhole(KafkaBroker broker, Site site) {
        List<String> visible = new ArrayList<>();
        Map<String, List<Integer>> rows = new HashMap<>();
        Map<String, Integer> ends = new HashMap<>();
        for (TopicRecord record : broker.records().dump(site.stream())) {
            String value = record.value().orElse("");
            visible.add(value);
            JsonNode read = read(value);
            JsonNode within = read.path("transaction");
            if (within.isObject()) {
                rows.computeIfAbsent(within.path("id").asText(), id -> new ArrayList<>())
                        .add(within.path("total_order").asInt());
            } else if ("END".equals(read.path("status").asText())) {
                String id = read.path("id").asText();
                assertThat(ends.put(id, read.path("event_count").asInt()))
                        .as("END of " + id)
                        .isNull();
            }
        }
        assertThat(rows.keySet())
                .as(() -> "transactions with rows; " + rows.size() + " and " + ends.size() + " of "
                        + visible.size() + " records, the last are "
                        + visible.subList(Math.max(0, visible.size() - 6), visible.size()))
                .isEqualTo(ends.keySet());
        rows.forEach((id, orders) ->
                assertThat(orders).as("rows of " + id).doesNotHaveDuplicates().hasSize(ends.getOrDefault(id, -1)));
        return visible;
    }

    private static JsonNode read(String value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + value, e);
        }
    }

    /** A worker may be killed before its copy is committed; then another copy has the rows, too. */
    private static long inserts(List<String> values) {
        return values.stream()
                .filter(value -> value.contains("\"op\":\"c\"") || value.contains("\"op\":\"r\""))
                .filter(value -> value.contains("\"table\":\"journal\"") || value.contains("\"table\":\"large\""))
                .count();
    }
}
