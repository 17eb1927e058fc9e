// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.isRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the MBeans of a real task say while it copies, streams, loses its connection and ends. */
final class MetricsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ROWS = 3_000;

    private static MySqlServer server;

    @TempDir
    Path directory;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @BeforeAll
    static void start() {
        server = MySqlServer.start(MySqlVersion.V8_0);
        server.execute(
                "CREATE DATABASE app",
                "SET SESSION cte_max_recursion_depth = 100000",
                "CREATE TABLE app.a (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE app.b (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE app.hidden (id INT PRIMARY KEY)",
                "INSERT INTO app.b VALUES (1, 1), (2, 2)",
                "CREATE DATABASE copied",
                "CREATE TABLE copied.a LIKE app.a",
                "CREATE TABLE copied.b LIKE app.a",
                "INSERT INTO copied.a WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                        + ") SELECT i, i FROM n",
                "INSERT INTO copied.b VALUES (1, 1), (2, 2)",
                "ANALYZE TABLE copied.a, copied.b");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Map<String, String> config(String prefix, String tables) {
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("topic.prefix", prefix);
        config.put("table.include.list", tables);
        config.put("max.batch.size", "500");
        return config;
    }

    @Test
    void aSnapshotIsFollowedFromItsFirstRowToItsLast() {
        try (RunningSource source = RunningSource.start(config("copy", "copied\\.[ab]"))) {
            ObjectName snapshot = debezium("snapshot", "copy");
            ObjectName own = own("copy");
            source.until("rows", record -> isRow(record, "r", 1_500));

            assertThat(get(snapshot, "SnapshotRunning")).isEqualTo(true);
            assertThat(get(snapshot, "SnapshotCompleted")).isEqualTo(false);
            assertThat(get(snapshot, "TotalTableCount")).isEqualTo(2);
            assertThat(get(snapshot, "RemainingTableCount")).isEqualTo(2);
            assertThat((String[]) get(snapshot, "CapturedTables")).containsExactly("copied.a", "copied.b");
            assertThat(table(snapshot, "RowsScanned"))
                    .hasEntrySatisfying(
                            "copied.a", rows -> assertThat((long) rows).isBetween(1_000L, ROWS - 1L));
            assertThat(number(snapshot, "TotalNumberOfEventsSeen")).isBetween(1_000L, (long) ROWS - 1);
            assertThat((String) get(snapshot, "LastEvent")).startsWith("table: copied.a, row: ");
            assertThat((String) get(snapshot, "ChunkId")).startsWith("copied.a/");
            Eventually.passes("the sizes of the tables are known", PATIENCE, () -> {
                assertThat(number(own, "SnapshotRowsEstimated")).isBetween(ROWS / 2L, ROWS * 2L);
                assertThat(number(own, "SnapshotSecondsLeft")).isBetween(0L, 3_600L);
            });
            assertThat(decimal(own, "SnapshotRowsPerSecond")).isPositive();

            source.until(
                    "the last row",
                    record -> isRow(record, "r", 2) && record.topic().endsWith(".b"));

            assertThat(get(snapshot, "SnapshotRunning")).isEqualTo(false);
            assertThat(get(snapshot, "SnapshotCompleted")).isEqualTo(true);
            assertThat(get(snapshot, "SnapshotAborted")).isEqualTo(false);
            assertThat(get(snapshot, "SnapshotSkipped")).isEqualTo(false);
            assertThat(get(snapshot, "RemainingTableCount")).isEqualTo(0);
            assertThat(table(snapshot, "RowsScanned")).isEqualTo(Map.of("copied.a", (long) ROWS, "copied.b", 2L));
            assertThat(table(snapshot, "TableChunksCompletedCounts"))
                    .isEqualTo(table(snapshot, "TableChunkCounts"))
                    .containsOnlyKeys("copied.a", "copied.b");
            assertThat(get(snapshot, "TotalNumberOfEventsSeen")).isEqualTo(ROWS + 2L);
            assertThat(get(snapshot, "HoldingGlobalLock")).isEqualTo(false);
            assertThat(number(snapshot, "SnapshotDurationInSeconds")).isBetween(0L, 60L);
            assertThat(get(own, "SnapshotSecondsLeft")).isEqualTo(0L);
            assertThat(get(own, "SnapshotRowsEstimated")).isEqualTo(ROWS + 2L);
            ObjectName history = debezium("schema-history", "copy");
            assertThat(get(history, "Status")).isEqualTo("RUNNING");
            assertThat(number(history, "ChangesApplied")).isPositive();
            assertThat(get(history, "ChangesRecovered")).isEqualTo(0L);
            assertThat(get(history, "RecoveryStartTime")).isEqualTo(-1L);
            assertThat((String) get(history, "LastAppliedChange")).contains("CREATE TABLE");
            invoke(snapshot, "reset");
            assertThat(get(snapshot, "TotalNumberOfEventsSeen")).isEqualTo(0L);
            assertThat(get(snapshot, "SnapshotCompleted")).isEqualTo(false);
        }
        assertThat(beans.isRegistered(debezium("snapshot", "copy"))).isFalse();
        assertThat(beans.isRegistered(debezium("streaming", "copy"))).isFalse();
        assertThat(beans.isRegistered(debezium("schema-history", "copy"))).isFalse();
        assertThat(beans.isRegistered(own("copy"))).isFalse();
    }

    @Test
    void anIncrementalSnapshotIsFollowedChunkByChunk() throws Exception {
        Map<String, String> config = config("chunks", "copied\\.a");
        config.put("snapshot.mode", "no_data");
        config.put("signal.enabled.channels", "jmx");
        config.put("signal.poll.interval.ms", "10");
        config.put("incremental.snapshot.chunk.size", "100");
        try (RunningSource source = RunningSource.start(config)) {
            ObjectName snapshot = debezium("snapshot", "chunks");
            source.until("the definitions", record -> RunningSource.isDdl(record, "CREATE TABLE"));
            ObjectName signals = new ObjectName("debezium.mysql:type=management,context=signals,server=chunks");
            Eventually.holds("signals are taken", PATIENCE, () -> {
                source.poll();
                return beans.isRegistered(signals);
            });
            String text = String.class.getName();
            beans.invoke(
                    signals,
                    "signal",
                    new Object[] {"1", "execute-snapshot", "{\"data-collections\": [\"copied.a\"]}"},
                    new String[] {text, text, text});
            source.until("some rows", record -> isRow(record, "r", 150));

            assertThat(get(snapshot, "SnapshotRunning")).isEqualTo(true);
            assertThat(get(snapshot, "SnapshotCompleted")).isEqualTo(false);
            assertThat(get(snapshot, "RemainingTableCount")).isEqualTo(1);
            assertThat((String) get(snapshot, "ChunkId")).hasSize(36);
            assertThat((String) get(snapshot, "ChunkFrom")).matches("\\[\\d+01]");
            assertThat((String) get(snapshot, "ChunkTo")).matches("\\[\\d+00]");
            assertThat(get(snapshot, "TableFrom")).isEqualTo("[1]");
            assertThat(get(snapshot, "TableTo")).isEqualTo("[" + ROWS + "]");
            assertThat(table(snapshot, "RowsScanned"))
                    .hasEntrySatisfying(
                            "copied.a", rows -> assertThat((long) rows).isBetween(200L, ROWS - 1L));

            source.until("the last row", record -> isRow(record, "r", ROWS));
            source.during(Duration.ofSeconds(1));

            assertThat(get(snapshot, "SnapshotCompleted")).isEqualTo(true);
            assertThat(get(snapshot, "RemainingTableCount")).isEqualTo(0);
            assertThat(table(snapshot, "RowsScanned")).isEqualTo(Map.of("copied.a", (long) ROWS));
            Eventually.passes(
                    "no chunk",
                    PATIENCE,
                    () -> assertThat(beans.getAttribute(snapshot, "ChunkId")).isNull());
        }
    }

    @Test
    void theBinlogIsFollowedThroughALostConnectionAndARestart() {
        Map<String, String> config = config("stream", "app\\.(a|b|late)");
        config.put("snapshot.mode", "no_data");
        config.put("advanced.metrics.enable", "true");
        config.put("custom.metric.tags", "team=orders,place=here");
        String tags = ",team=orders,place=here";
        ObjectName streaming = name("debezium.mysql:type=connector-metrics,context=streaming,server=stream" + tags);
        ObjectName own = name("duplex:type=source,server=stream" + tags);
        List<SourceRecord> records;
        try (RunningSource source = RunningSource.start(config)) {
            source.until("definitions", record -> isDdl(record, "app"));
            Eventually.passes("the binlog is read", PATIENCE, () -> {
                source.poll();
                assertThat(get(streaming, "Connected")).isEqualTo(true);
            });
            streamed(source, streaming, own);
            reset(source, streaming);
            killed(source, streaming, own);
            source.until("DDL", record -> isDdl(record, "CREATE TABLE app.late"));
            records = source.during(Duration.ofMillis(300));
        }
        assertThat(beans.isRegistered(streaming)).isFalse();

        try (RunningSource again =
                RunningSource.startFrom(config, records.get(records.size() - 1).sourceOffset())) {
            ObjectName history =
                    name("debezium.mysql:type=connector-metrics,context=schema-history,server=stream" + tags);
            assertThat(get(history, "Status")).isEqualTo("RUNNING");
            assertThat(number(history, "ChangesRecovered")).isGreaterThanOrEqualTo(3);
            assertThat(number(history, "ChangesApplied")).isGreaterThanOrEqualTo(3);
            assertThat(number(history, "RecoveryStartTime")).isGreaterThan(1_600_000_000L);
            assertThat(number(history, "MilliSecondsSinceLastRecoveredChange")).isBetween(0L, 60_000L);
            assertThat((String) get(history, "LastRecoveredChange")).contains("app.late");
            assertThat(get(
                            name("debezium.mysql:type=connector-metrics,context=snapshot,server=stream" + tags),
                            "SnapshotSkipped"))
                    .isEqualTo(true);
            server.execute("INSERT INTO app.late VALUES (1)");
            again.until("the next row", record -> isRow(record, "c", 1));
            assertThat((String[]) get(streaming, "CapturedTables")).contains("app.a", "app.late");
        }
    }

    private void streamed(RunningSource source, ObjectName streaming, ObjectName own) {
        assertThat(get(streaming, "TotalNumberOfCreateEventsSeen")).isEqualTo(0L);
        server.transaction("INSERT INTO app.a VALUES (10001, 0), (10002, 0)", "UPDATE app.b SET v = v + 10");
        server.execute("INSERT INTO app.hidden VALUES (1)", "DELETE FROM app.a WHERE id = 10001");
        source.until("the delete", record -> isRow(record, "d", 10_001));
        source.during(Duration.ofMillis(300));

        assertThat(get(streaming, "TotalNumberOfCreateEventsSeen")).isEqualTo(2L);
        assertThat(get(streaming, "TotalNumberOfUpdateEventsSeen")).isEqualTo(2L);
        assertThat(get(streaming, "TotalNumberOfDeleteEventsSeen")).isEqualTo(1L);
        assertThat(get(streaming, "NumberOfEventsFiltered")).isEqualTo(1L);
        assertThat(get(streaming, "NumberOfErroneousEvents")).isEqualTo(0L);
        assertThat(get(streaming, "NumberOfCommittedTransactions")).isEqualTo(3L);
        assertThat(number(streaming, "TotalNumberOfEventsSeen")).isGreaterThanOrEqualTo(15);
        assertThat((String) get(streaming, "LastEvent")).matches("XID/\\d{13} from server " + server.serverId());
        assertThat(number(streaming, "MilliSecondsSinceLastEvent")).isBetween(0L, 20_000L);
        assertThat(number(streaming, "MilliSecondsBehindSource")).isBetween(0L, 20_000L);
        assertThat(number(streaming, "MilliSecondsBehindSourceMaxValue")).isBetween(0L, 20_000L);
        assertThat(decimal(streaming, "MilliSecondsBehindSourceP99")).isBetween(0.0, 20_000.0);
        List<String> status = server.rows("SHOW MASTER STATUS").get(0);
        assertThat(get(streaming, "BinlogFilename")).isEqualTo(status.get(0));
        assertThat(get(streaming, "BinlogPosition")).isEqualTo(Long.parseLong(status.get(1)));
        assertThat(get(streaming, "GtidSet")).isEqualTo(server.gtidExecuted());
        assertThat(table(streaming, "SourceEventPosition"))
                .isEqualTo(Map.of("filename", status.get(0), "position", status.get(1), "gtid", server.gtidExecuted()));
        assertThat((String) get(streaming, "LastTransactionId")).startsWith(server.serverUuid() + ":");
        assertThat(get(streaming, "IsGtidModeEnabled")).isEqualTo(true);
        assertThat(get(streaming, "QueueTotalCapacity")).isEqualTo(8_192);
        assertThat(get(streaming, "QueueRemainingCapacity")).isEqualTo(8_192);
        assertThat(get(streaming, "CurrentQueueSizeInBytes")).isEqualTo(0L);
        assertThat((String[]) get(streaming, "CapturedTables"))
                .contains("app.a", "app.b")
                .doesNotContain("app.hidden");
        assertThat(table(streaming, "NumberOfCreateEventsSeen")).isEqualTo(Map.of("app.a", 2L));
        assertThat(table(streaming, "NumberOfUpdateEventsSeen")).isEqualTo(Map.of("app.b", 2L));
        assertThat(table(own, "DeletesByTable")).isEqualTo(Map.of("app.a", 1L));
        assertThat(get(own, "Rows")).isEqualTo(5L);
        assertThat(get(own, "LargestTransactionRows")).isEqualTo(4L);
        assertThat((String) get(own, "LargestTransaction")).startsWith(server.serverUuid() + ":");
        assertThat(get(own, "ExecutedGtidSet")).isEqualTo(server.gtidExecuted());
        assertThat(get(own, "CurrentServer")).isEqualTo(server.host() + ":" + server.port());
        Eventually.passes("the server's files are known", PATIENCE, () -> {
            source.poll();
            assertThat(get(own, "OlderBinlogFiles"))
                    .isEqualTo(server.rows("SHOW BINARY LOGS").size() - 1L);
            assertThat(number(own, "BytesBehindSource")).isNotNegative();
            assertThat(decimal(own, "RowsPerSecond")).isPositive();
        });
    }

    private void reset(RunningSource source, ObjectName streaming) {
        invoke(streaming, "reset");
        for (String count : List.of(
                "TotalNumberOfEventsSeen",
                "TotalNumberOfCreateEventsSeen",
                "NumberOfEventsFiltered",
                "NumberOfCommittedTransactions")) {
            assertThat(get(streaming, count)).as(count).isEqualTo(0L);
        }
        assertThat(get(streaming, "MilliSecondsBehindSource")).isEqualTo(-1L);
        assertThat(get(streaming, "MilliSecondsBehindSourceMaxValue")).isNull();
        assertThat(get(streaming, "LastTransactionId")).isNull();
        assertThat(table(streaming, "NumberOfCreateEventsSeen")).isEmpty();
        invoke(streaming, "pause");
        server.execute("INSERT INTO app.a VALUES (10003, 0)");
        source.until("a row", record -> isRow(record, "c", 10_003));
        assertThat(get(streaming, "TotalNumberOfCreateEventsSeen")).isEqualTo(1L);
        assertThat(table(streaming, "NumberOfCreateEventsSeen")).isEmpty();
        invoke(streaming, "resume");
    }

    private void killed(RunningSource source, ObjectName streaming, ObjectName own) {
        assertThat(get(streaming, "NumberOfDisconnects")).isEqualTo(0L);
        server.execute("KILL "
                + server.value("SELECT id FROM information_schema.processlist WHERE command = 'Binlog Dump GTID'"));
        Eventually.passes("the connection is lost and made again", PATIENCE, () -> {
            source.poll();
            assertThat(get(streaming, "NumberOfDisconnects")).isEqualTo(1L);
            assertThat(get(own, "Reconnects")).isEqualTo(1L);
            assertThat(get(streaming, "Connected")).isEqualTo(true);
        });
        server.execute("CREATE TABLE app.late (id INT PRIMARY KEY)");
    }

    private static ObjectName debezium(String context, String prefix) {
        return name("debezium.mysql:type=connector-metrics,context=" + context + ",server=" + prefix);
    }

    private static ObjectName own(String prefix) {
        return name("duplex:type=source,server=" + prefix);
    }

    private static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (JMException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private @Nullable Object get(ObjectName name, String attribute) {
        try {
            return beans.getAttribute(name, attribute);
        } catch (JMException missing) {
            throw new AssertionError(name + " " + attribute, missing);
        }
    }

    private long number(ObjectName name, String attribute) {
        return (long) Objects.requireNonNull(get(name, attribute));
    }

    private double decimal(ObjectName name, String attribute) {
        return (double) Objects.requireNonNull(get(name, attribute));
    }

    private void invoke(ObjectName name, String operation) {
        try {
            beans.invoke(name, operation, new Object[0], new String[0]);
        } catch (JMException missing) {
            throw new AssertionError(name + " " + operation, missing);
        }
    }

    private Map<String, Object> table(ObjectName name, String attribute) {
        Map<String, Object> map = new TreeMap<>();
        for (Object row : ((TabularData) Objects.requireNonNull(get(name, attribute))).values()) {
            CompositeData entry = (CompositeData) row;
            map.put((String) entry.get("key"), entry.get("value"));
        }
        return map;
    }
}
