// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options about what is read of the binlog do what Debezium's do. */
class StreamingOptionsIT {
    private static final String OTHER = "aaaaaaaa-1111-2222-3333-444444444444";

    private final MySqlServer server = AppServer.with(
            "CREATE TABLE app.t (id INT PRIMARY KEY, v LONGTEXT)",
            "CREATE TABLE app.u (id INT PRIMARY KEY, v LONGTEXT)");

    @TempDir
    Path directory;

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Map<String, String> config(Map<String, String> more) {
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("snapshot.mode", "no_data");
        config.putAll(more);
        return config;
    }

    /** Starts, and returns once the binlog is read. */
    private RunningSource streaming(Map<String, String> more) {
        RunningSource source = RunningSource.start(config(more));
        source.until("the definitions", record -> RunningSource.isDdl(record, "CREATE TABLE `t`"));
        server.execute("INSERT INTO app.t VALUES (0, 'first')");
        source.until("the first row", record -> isRow(record, "c", 0));
        return source;
    }

    private static List<SourceRecord> rows(List<SourceRecord> records) {
        return records.stream()
                .filter(record -> record.topic().startsWith("a.app."))
                .toList();
    }

    private static Struct source(SourceRecord record) {
        return ((Struct) record.value()).getStruct("source");
    }

    private static void pollOn(RunningSource source) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            source.poll();
        }
    }

    @Test
    void includeQuerySaysWhichStatementChangedTheRow() {
        try (RunningSource source = streaming(Map.of("include.query", "true"))) {
            server.transaction(
                    "SET SESSION binlog_rows_query_log_events=ON",
                    "INSERT INTO app.t VALUES (1, 'größe'), (2, 'b')",
                    "SET SESSION binlog_rows_query_log_events=OFF");
            server.execute("INSERT INTO app.t VALUES (3, 'c')");
            List<SourceRecord> rows = rows(source.until("the last row", record -> isRow(record, "c", 3)));

            assertThat(rows)
                    .extracting(record -> source(record).getString("query"))
                    .containsExactly(
                            null,
                            "INSERT INTO app.t VALUES (1, 'größe'), (2, 'b')",
                            "INSERT INTO app.t VALUES (1, 'größe'), (2, 'b')",
                            null);
        }
    }

    @Test
    void rowsOfServersThatAreNotWantedAreLeftOutAndTheirStatementsFollowed() {
        try (RunningSource source =
                streaming(Map.of("gtid.source.excludes", "bbbb.*," + OTHER.substring(0, 8) + ".*"))) {
            server.transaction(
                    "SET gtid_next='" + OTHER + ":1'",
                    "INSERT INTO app.t VALUES (1, 'not wanted')",
                    "COMMIT",
                    "SET gtid_next='" + OTHER + ":2'",
                    "ALTER TABLE app.t ADD COLUMN w INT",
                    "SET gtid_next='AUTOMATIC'");
            server.execute("INSERT INTO app.t VALUES (2, 'wanted', 7)");
            List<SourceRecord> rows = rows(source.until("the last row", record -> isRow(record, "c", 2)));

            assertThat(rows).hasSize(2);
            assertThat(RunningSource.line(rows.get(1))).endsWith("{id=2,v=wanted,w=7}");
            assertThat(String.valueOf(rows.get(1).sourceOffset().get("gtids"))).contains(OTHER + ":1-2");
        }
    }

    @Test
    void gtidsOfTheOffsetAreIgnoredWhenTheFileAndThePositionAreWanted() {
        Map<String, Object> offset;
        try (RunningSource source = streaming(Map.of())) {
            server.execute("INSERT INTO app.t VALUES (1, 'told')", "INSERT INTO app.t VALUES (2, 'told last')");
            List<SourceRecord> records = source.until("all rows", record -> isRow(record, "c", 2));
            offset = new HashMap<>(records.get(records.size() - 1).sourceOffset());
        }
        server.execute("INSERT INTO app.t VALUES (3, 'not told')");
        offset.put("gtids", OTHER + ":1-7");
        try (RunningSource source =
                RunningSource.startFrom(config(Map.of("gtid.ignore.on.recovery", "true")), offset)) {
            List<SourceRecord> rows = rows(source.until("the row", record -> isRow(record, "c", 3)));

            assertThat(rows).noneMatch(record -> isRow(record, "c", 1));
            assertThat(String.valueOf(rows.get(rows.size() - 1).sourceOffset().get("gtids")))
                    .contains(server.serverUuid())
                    .doesNotContain(OTHER + ":1-7");
        }
    }

    @Test
    void rowsOfUnknownTablesStopTheTaskOrArePassedOver() {
        String history = "schema.history.internal.store.only.captured.tables.ddl";
        Map<String, ?> offset;
        try (RunningSource source = streaming(Map.of("table.include.list", "app.t", history, "true"))) {
            List<SourceRecord> records = source.during(Duration.ofMillis(10));
            offset = records.get(records.size() - 1).sourceOffset();
        }
        server.execute(
                "INSERT INTO app.u VALUES (1, 'unknown, and no longer there to be looked at')",
                "DROP TABLE app.u",
                "INSERT INTO app.t VALUES (2, 'known')");
        Map<String, String> both = new HashMap<>(Map.of("table.include.list", "app.t,app.u", history, "true"));
        try (RunningSource source = RunningSource.startFrom(config(both), offset)) {
            assertThatThrownBy(() -> pollOn(source))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("app.u")
                    .hasMessageContaining(server.serverUuid());
        }
        both.put("inconsistent.schema.handling.mode", "warn");
        try (RunningSource source = RunningSource.startFrom(config(both), offset)) {
            assertThat(rows(source.until("the known row", record -> isRow(record, "c", 2))))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"MINIMAL, UPDATE app.t SET v='minimal'", "NOBLOB, UPDATE app.t SET id=id+100"})
    void whatCannotBeReadStopsTheTaskOrIsPassedOver(String image, String update) {
        Map<String, ?> offset;
        try (RunningSource source = streaming(Map.of())) {
            List<SourceRecord> records = source.during(Duration.ofMillis(10));
            offset = records.get(records.size() - 1).sourceOffset();
        }
        server.transaction("SET SESSION binlog_row_image=" + image, update, "COMMIT");
        server.transaction("SET SESSION binlog_format=STATEMENT", "UPDATE app.t SET v='statement'", "COMMIT");
        server.execute("INSERT INTO app.t VALUES (2, 'whole')");
        try (RunningSource source = RunningSource.startFrom(config(Map.of()), offset)) {
            assertThatThrownBy(() -> pollOn(source))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("app.t")
                    .hasMessageContaining("binlog_row_image=FULL")
                    .hasMessageContaining("GTID " + server.serverUuid());
        }
        Map<String, String> skipping = Map.of("event.deserialization.failure.handling.mode", "skip");
        try (RunningSource source = RunningSource.startFrom(config(skipping), offset)) {
            assertThat(rows(source.until("the whole row", record -> isRow(record, "c", 2))))
                    .hasSize(1);
        }
    }

    @Test
    void batchesAreBoundedByBytes() {
        Map<String, String> small = Map.of("max.queue.size.in.bytes", String.valueOf(8 << 20));
        try (RunningSource source = streaming(small)) {
            for (int i = 1; i <= 20; i++) {
                server.execute("INSERT INTO app.t VALUES (" + i + ", REPEAT('x', 1000000))");
            }
            int most = 0;
            int seen = 0;
            while (seen < 20) {
                List<SourceRecord> batch = source.poll();
                most = Math.max(most, batch.size());
                seen += batch.size();
            }

            assertThat(most).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void theBinlogIsReadAfterTheDelay() {
        long begin = System.nanoTime();
        try (RunningSource source = streaming(Map.of("streaming.delay.ms", "1500"))) {
            assertThat(source.during(Duration.ZERO)).isNotEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1500));
        }
    }
}
