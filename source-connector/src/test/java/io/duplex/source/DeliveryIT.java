// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes beside the rows: heartbeats, their statement, context headers, keys of shared topics. */
final class DeliveryIT {
    private static MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);

    @TempDir
    Path directory;

    @BeforeAll
    static void createTables() {
        server.execute(
                "CREATE DATABASE app",
                "CREATE TABLE app.t_1 (id INT PRIMARY KEY)",
                "CREATE TABLE app.t_2 (id INT)",
                "INSERT INTO app.t_1 VALUES (1)",
                "CREATE DATABASE beat",
                "CREATE TABLE beat.b (id INT PRIMARY KEY, n INT)",
                "INSERT INTO beat.b VALUES (1, 0)");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void theHeartbeatStatementMovesTheServerAndItsFailureStopsNothing() {
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("heartbeat.interval.ms", "200");
        config.put("topic.heartbeat.name", "beats");
        config.put("heartbeat.action.query", "UPDATE beat.b SET n = n + 1");
        try (RunningSource source = RunningSource.start(config)) {
            Eventually.holds("heartbeats", Duration.ofSeconds(20), () -> {
                source.poll();
                return server.number("SELECT n FROM beat.b") >= 2;
            });
            server.execute("RENAME TABLE beat.b TO beat.c");
            source.during(Duration.ofSeconds(1));
            long before = server.number("SELECT n FROM beat.c");
            server.execute("RENAME TABLE beat.c TO beat.b");

            Eventually.holds("heartbeats after a failure", Duration.ofSeconds(20), () -> {
                source.poll();
                return server.number("SELECT n FROM beat.b") > before;
            });
            assertThat(source.during(Duration.ofMillis(300)))
                    .anyMatch(record -> record.topic().equals("beats"));
        }
    }

    @Test
    void recordsTellTheConnectorAndItsRunUnlessSwitchedOff() {
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("table.include.list", "app.t_1");
        config.put("heartbeat.interval.ms", "200");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the copy", record -> RunningSource.isRow(record, "r", 1));
            server.execute("DELETE FROM app.t_1 WHERE id=1", "INSERT INTO app.t_1 VALUES (1)");
            List<SourceRecord> all = source.until("the insert", record -> RunningSource.isRow(record, "c", 1));
            List<String> lines = all.stream()
                    .filter(record -> !record.topic().startsWith("__debezium-heartbeat"))
                    .map(DeliveryIT::headers)
                    .distinct()
                    .toList();

            assertThat(lines)
                    .singleElement()
                    .asString()
                    .matches("\\[__debezium.context.connectorLogicalName=a, __debezium.context.taskId=0, "
                            + "__debezium.context.connectorName=mysql, __debezium.context.runId=[0-9a-f-]{36}]");
            assertThat(all)
                    .filteredOn(record -> record.topic().startsWith("__debezium-heartbeat"))
                    .allMatch(record -> record.headers().isEmpty());
        }
        config.put("extended.headers.enabled", "false");
        config.put("snapshot.mode", "always");
        try (RunningSource source = RunningSource.start(config)) {
            assertThat(source.until("the copy", record -> RunningSource.isRow(record, "r", 1)))
                    .allMatch(record -> headers(record).equals("[]"));
        }
    }

    @Test
    void tablesThatShareATopicHaveTheirNameInTheKey() {
        server.execute("DELETE FROM app.t_2", "INSERT INTO app.t_2 VALUES (1)");
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("table.include.list", "app.t_1,app.t_2");
        config.put("topic.naming.strategy", "io.debezium.schema.DefaultRegexTopicNamingStrategy");
        config.put("topic.regex", "(.*)app\\.t_\\d");
        config.put("topic.replacement", "$1all");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("both tables", record -> String.valueOf(record.key()).contains("t_2"));

            assertThat(source.during(Duration.ofMillis(300)))
                    .filteredOn(record -> record.topic().equals("a.all"))
                    .allSatisfy(record -> {
                        assertThat(record.valueSchema().name()).isEqualTo("a.all.Envelope");
                        assertThat(record.keySchema().name()).isEqualTo("a.all.Key");
                    })
                    .extracting(record -> ((Struct) record.key()).toString())
                    .containsExactlyInAnyOrder(
                            "Struct{id=1,__dbz__physicalTableIdentifier=a.app.t_1}",
                            "Struct{__dbz__physicalTableIdentifier=a.app.t_2}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max.rows.per.second=100", "max.bytes.per.second=20000"})
    void snapshotAndBinlogKeepToTheRate(String limit) {
        String table = "app.r_" + limit.replaceAll("\\W.*", "").length() + limit.length();
        server.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY)");
        fill(table, 1);
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("table.include.list", table);
        config.put(limit.split("=", -1)[0], limit.split("=", -1)[1]);
        try (RunningSource source = RunningSource.start(config)) {
            Instant begin = Instant.now();
            source.until("the copy", record -> RunningSource.isRow(record, "r", 200));
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
            begin = Instant.now();
            fill(table, 201);
            source.until("the inserts", record -> RunningSource.isRow(record, "c", 400));
            assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
        }
    }

    /** In statements of ten rows: the rows of one event come at once. */
    private static void fill(String table, int from) {
        for (int first = from; first < from + 200; first += 10) {
            server.execute(IntStream.range(first, first + 10)
                    .mapToObj(id -> "(" + id + ")")
                    .collect(Collectors.joining(",", "INSERT INTO " + table + " VALUES ", "")));
        }
    }

    private static String headers(SourceRecord record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith("__debezium.context.")) {
                headers.add(header.key() + "=" + header.value());
            }
        }
        return headers.toString();
    }
}
