// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.SignalledSource.consumed;
import static io.duplex.source.SignalledSource.fill;
import static io.duplex.source.SignalledSource.isNotice;
import static io.duplex.source.SignalledSource.notices;
import static io.duplex.source.SignalledSource.rows;
import static io.duplex.source.SignalledSource.signal;
import static io.duplex.source.SignalledSource.started;
import static io.duplex.source.SignalledSource.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.source.SignalledSource.Writer;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Incremental snapshots of real tables while others write into them. */
final class IncrementalSnapshotIT {
    private static final String ALL = "{\"data-collections\": [\"app[.]t\"]}";
    private static MySqlServer older;
    private static MySqlServer newer;

    @TempDir
    Path directory;

    @BeforeAll
    static void startServers() {
        older = MySqlServer.start(MySqlVersion.V5_7);
        newer = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void stopServers() {
        older.close();
        newer.close();
    }

    @BeforeEach
    void createTables() {
        for (MySqlServer server : List.of(older, newer)) {
            server.execute(
                    "DROP DATABASE IF EXISTS app",
                    "CREATE DATABASE app",
                    "CREATE TABLE app.signals (id VARCHAR(64) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)",
                    "CREATE TABLE app.t (id INT PRIMARY KEY, v BIGINT NOT NULL)");
        }
    }

    static Stream<Arguments> watermarks() {
        return Stream.of(
                Arguments.of(MySqlVersion.V5_7, Map.of("read.only", "true")),
                Arguments.of(MySqlVersion.V5_7, Map.of()),
                Arguments.of(MySqlVersion.V8_0, Map.of("read.only", "true")),
                Arguments.of(MySqlVersion.V8_0, Map.of()),
                Arguments.of(MySqlVersion.V8_0, Map.of("incremental.snapshot.watermarking.strategy", "insert_delete")));
    }

    @ParameterizedTest
    @MethodSource("watermarks")
    void afterASnapshotAmongWritersTheLastValueOfEachKeyIsTheTables(MySqlVersion version, Map<String, String> more) {
        MySqlServer server = version == MySqlVersion.V5_7 ? older : newer;
        fill(server, "t", 6_000);
        List<SourceRecord> records;
        try (RunningSource source = RunningSource.start(config(server, more))) {
            started(source);
            try (Writer writer = new Writer(server, "t", 6_000, 42)) {
                signal(server, "execute-snapshot", ALL);
                source.until("the snapshot ends", record -> isNotice(record, "COMPLETED"));
                assertThat(writer.committed()).as("transactions meanwhile").isPositive();
            }
            server.execute("INSERT INTO app.t VALUES (-1, 9)");
            records = source.until("the last row", IncrementalSnapshotIT::isLastRow);
        }

        assertThat(consumed(records, "t")).isEqualTo(stored(server, "t"));
        assertThat(rows(records, "t", "r")).hasSizeGreaterThan(3_000);
        assertThat(notices(records)).startsWith("STARTED", "IN_PROGRESS").endsWith("TABLE_SCAN_COMPLETED", "COMPLETED");
    }

    @Test
    void aSnapshotOfAQuietServerEndsByItself() {
        fill(newer, "t", 250);
        try (RunningSource source = RunningSource.start(config(newer, Map.of("read.only", "true")))) {
            started(source);
            signal(newer, "execute-snapshot", ALL);
            List<SourceRecord> records = source.until("the snapshot ends", record -> isNotice(record, "COMPLETED"));

            assertThat(rows(records, "t", "r")).hasSize(250).allSatisfy(record -> {
                Struct block = ((Struct) record.value()).getStruct("source");
                assertThat(block.getString("snapshot")).isEqualTo("incremental");
                assertThat(block.getString("gtid")).isNotNull();
                assertThat(((Struct) record.value()).getStruct("transaction")).isNull();
            });
            assertThat(newer.number("SELECT COUNT(*) FROM app.signals")).isEqualTo(1);
        }
    }

    @Test
    void aRestartAfterAnyRowReadsTheRest() {
        fill(newer, "t", 450);
        Map<String, String> config = config(newer, Map.of());
        List<SourceRecord> whole;
        try (RunningSource source = RunningSource.start(config)) {
            started(source);
            signal(newer, "execute-snapshot", ALL);
            whole = source.until("the snapshot ends", record -> isNotice(record, "COMPLETED"));
        }
        List<SourceRecord> copied = rows(whole, "t", "r");
        assertThat(copied).hasSize(450);
        for (int cut : List.of(0, 99, 100, 251, 449)) {
            try (RunningSource source =
                    RunningSource.startFrom(config, copied.get(cut).sourceOffset())) {
                List<SourceRecord> rest = source.until("the end after " + cut, record -> isNotice(record, "COMPLETED"));

                assertThat(rows(rest, "t", "r"))
                        .as("cut after " + cut)
                        .extracting(SourceRecord::key)
                        .containsExactlyElementsOf(copied.subList(cut + 1, 450).stream()
                                .map(SourceRecord::key)
                                .toList());
            }
        }
    }

    @Test
    void aPausedSnapshotWaitsAndAStoppedOneEnds() {
        fill(newer, "t", 2_000);
        try (RunningSource source = RunningSource.start(config(newer, Map.of()))) {
            started(source);
            signal(newer, "execute-snapshot", ALL);
            source.until("a chunk", record -> record.topic().equals("a.app.t"));
            signal(newer, "pause-snapshot", "{}");
            source.until("the pause", record -> isNotice(record, "PAUSED"));
            source.during(Duration.ofMillis(500));
            int paused = rows(source.during(Duration.ofMillis(100)), "t", "r").size();
            int later = rows(source.during(Duration.ofSeconds(1)), "t", "r").size();
            assertThat(later).isEqualTo(paused).isLessThan(2_000);

            signal(newer, "resume-snapshot", "{}");
            source.until("going on", record -> isNotice(record, "RESUMED"));
            signal(newer, "stop-snapshot", "{\"type\": \"INCREMENTAL\"}");
            List<SourceRecord> records = source.until("the stop", record -> isNotice(record, "ABORTED"));

            assertThat(notices(records)).contains("PAUSED", "RESUMED").endsWith("ABORTED");
            assertThat(records.get(records.size() - 1).sourceOffset())
                    .doesNotContainKey("incremental_snapshot_collections");
        }
    }

    @Test
    void keysOfAllTypesAndCollationsAreReadWhole() {
        List<String> keys = List.of(
                "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
                "VARCHAR(20) CHARACTER SET utf16",
                "VARBINARY(20)",
                "BINARY(12)",
                "DECIMAL(20,3)",
                "DOUBLE",
                "BIGINT UNSIGNED",
                "DATETIME(3)",
                "DATE",
                "TIME(6)",
                "YEAR",
                "BIT(12)",
                "ENUM('z','y','x','w')",
                "SET('c','b','a')");
        List<String> tables = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String table = "k" + i;
            tables.add(table);
            newer.execute(
                    "CREATE TABLE app." + table + " (k " + keys.get(i) + " NOT NULL, n INT NOT NULL, v BIGINT,"
                            + " PRIMARY KEY (k, n))",
                    "INSERT IGNORE INTO app." + table + " SELECT " + value(keys.get(i)) + ", n, n FROM (" + numbers(57)
                            + ") numbers");
        }
        Map<String, String> config =
                config(newer, Map.of("read.only", "true", "incremental.snapshot.chunk.size", "11"));
        try (RunningSource source = RunningSource.start(config)) {
            started(source);
            signal(newer, "execute-snapshot", "{\"data-collections\": [\"app[.]k[0-9]+\"]}");
            List<SourceRecord> records = source.until("the snapshot ends", record -> isNotice(record, "COMPLETED"));

            for (String table : tables) {
                List<SourceRecord> copied = rows(records, table, "r");
                Set<Object> different = new LinkedHashSet<>();
                copied.forEach(record -> different.add(record.key()));
                assertThat(copied)
                        .as(table + " " + keys.get(tables.indexOf(table)))
                        .hasSize((int) newer.number("SELECT COUNT(*) FROM app." + table))
                        .hasSameSizeAs(different);
            }
        }
    }

    private static String value(String type) {
        String name = type.replaceAll("[( ].*", "");
        return switch (name) {
            case "DATETIME" -> "'2024-01-01' + INTERVAL n*37 HOUR";
            case "DATE" -> "'2024-01-01' + INTERVAL n*37 DAY";
            case "TIME" -> "SEC_TO_TIME(n*997 - 20000)";
            case "YEAR" -> "1950 + n";
            case "ENUM" -> "1 + n % 4";
            case "SET" -> "n % 8";
            case "DOUBLE" -> "n / 7 - 3";
            case "DECIMAL" -> "n * 1.237 - 30";
            case "BIGINT" -> "18446744073709551615 - n * 3";
            case "BIT" -> "n * 71 % 4096";
            case "VARBINARY", "BINARY" -> "UNHEX(SHA1(n)) ";
            default -> "CONCAT(ELT(1 + n % 5, 'a', 'B', 'ä', '\\'', 'Z\\\\'), n)";
        };
    }

    private static String numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            numbers.add("SELECT " + n + " AS n");
        }
        return String.join(" UNION ALL ", numbers);
    }

    @Test
    void conditionsSurrogateKeysAndTablesWithoutKeysAreRead() {
        newer.execute(
                "CREATE TABLE app.many (a INT, b INT, v BIGINT, PRIMARY KEY (a, b), KEY (v))",
                "INSERT INTO app.many SELECT n, n, n % 3 FROM (" + numbers(200) + ") numbers",
                "CREATE TABLE app.keyless (a INT, v BIGINT)",
                "INSERT INTO app.keyless SELECT NULLIF(n % 20, 0), n FROM (" + numbers(300) + ") numbers",
                "CREATE TABLE app.none (v BIGINT)",
                "INSERT INTO app.none VALUES (1)");
        Map<String, String> config = config(newer, Map.of("incremental.snapshot.chunk.size", "10"));
        try (RunningSource source = RunningSource.start(config)) {
            started(source);
            signal(
                    newer,
                    "execute-snapshot",
                    "{\"data-collections\": [\"app.many\"], \"surrogate-key\": \"v\", \"additional-conditions\": "
                            + "[{\"data-collection\": \"app.many\", \"filter\": \"a <= 150 AND v <> 1\"}]}");
            signal(newer, "execute-snapshot", "{\"data-collections\": [\"app.keyless\"], \"surrogate-key\": \"a\"}");
            signal(newer, "execute-snapshot", "{\"data-collections\": [\"app.none\", \"app.unknown\"]}");
            newer.execute("INSERT INTO app.t VALUES (-1, 1)");
            source.until("the last signal", IncrementalSnapshotIT::isLastRow);
            List<SourceRecord> records =
                    source.until("unknown", record -> details(record).contains("UNKNOWN_SCHEMA"));

            assertThat(rows(records, "many", "r")).hasSize(100);
            assertThat(rows(records, "keyless", "r")).hasSize(300);
            assertThat(records)
                    .anySatisfy(record -> assertThat(details(record)).contains("NO_PRIMARY_KEY", "app.none"));
        }
    }

    private static String details(SourceRecord record) {
        return record.topic().equals(SignalledSource.NOTICES)
                ? ((Struct) record.value()).getMap("additional_data").toString()
                : "";
    }

    @Test
    void chunksAroundAnAlterAreReadAgainWithTheNewColumns() {
        fill(newer, "t", 1_500);
        try (RunningSource source = RunningSource.start(config(newer, Map.of("read.only", "true")))) {
            started(source);
            signal(newer, "execute-snapshot", ALL);
            newer.execute("ALTER TABLE app.t ADD COLUMN w INT DEFAULT 5");
            source.until("a chunk", record -> record.topic().equals("a.app.t"));
            newer.execute("ALTER TABLE app.t DROP COLUMN w, ADD COLUMN x VARCHAR(3) DEFAULT 'x'");
            List<SourceRecord> records = source.until("the snapshot ends", record -> isNotice(record, "COMPLETED"));

            List<SourceRecord> copied = rows(records, "t", "r");
            assertThat(copied)
                    .extracting(SourceRecord::key)
                    .doesNotHaveDuplicates()
                    .hasSize(1_500);
            Struct last = ((Struct) copied.get(1_499).value()).getStruct("after");
            assertThat(last.getString("x")).isEqualTo("x");
            assertThat(notices(records)).endsWith("COMPLETED");
        }
    }

    @Test
    void aBlockingSnapshotAmongWritersTellsNoStaleRowAndTheChangesGoOn() {
        fill(newer, "t", 2_000);
        newer.execute("CREATE TABLE app.plain (v BIGINT)", "INSERT INTO app.plain VALUES (1), (1), (2)");
        List<SourceRecord> records;
        try (RunningSource source = RunningSource.start(config(newer, Map.of()))) {
            started(source);
            try (Writer writer = new Writer(newer, "t", 2_000, 43)) {
                signal(
                        newer,
                        "execute-snapshot",
                        "{\"type\": \"blocking\", \"data-collections\": [\"app.t\", \"app.plain\"], "
                                + "\"additional-conditions\": [{\"data-collection\": \"app.plain\", "
                                + "\"filter\": \"v=1\"}]}");
                source.until("the snapshot ends", record -> details(record).contains("scanned_collection=app.t"));
                assertThat(writer.committed()).as("transactions meanwhile").isPositive();
            }
            newer.execute("INSERT INTO app.t VALUES (-1, 9)");
            records = source.until("the last row", IncrementalSnapshotIT::isLastRow);
        }

        assertThat(consumed(records, "t")).isEqualTo(stored(newer, "t"));
        assertThat(rows(records, "plain", "r"))
                .hasSize(2)
                .extracting(IncrementalSnapshotIT::part)
                .containsExactly("first", "last_in_data_collection");
        List<SourceRecord> copied = rows(records, "t", "r");
        assertThat(part(copied.get(0))).isEqualTo("first_in_data_collection");
        assertThat(part(copied.get(copied.size() - 1))).isEqualTo("last");
        assertThat(copied.get(0).sourceOffset().get("snapshot")).isEqualTo("BLOCKING");
        assertThat(records.get(records.size() - 1).sourceOffset()).doesNotContainKey("snapshot");
    }

    @Test
    void aBlockingSnapshotGoesOnWhereItWasAfterARestart() {
        fill(newer, "t", 450);
        newer.execute("CREATE TABLE app.plain (v BIGINT)", "INSERT INTO app.plain VALUES (1), (1), (2)");
        Map<String, String> config = config(newer, Map.of("max.batch.size", "40"));
        List<SourceRecord> whole;
        try (RunningSource source = RunningSource.start(config)) {
            started(source);
            newer.transaction(
                    "INSERT INTO app.signals VALUES ('s', 'execute-snapshot', '{\"type\": \"blocking\", "
                            + "\"data-collections\": [\"app.plain\", \"app.t\"]}')",
                    "INSERT INTO app.t VALUES (0, 1)");
            whole = source.until("the last row", SignalledSource::isLast);
        }
        List<SourceRecord> copied = rows(whole, "t", "r");
        assertThat(copied).hasSize(451);
        SourceRecord before = rows(whole, "t", "c").get(0);
        List<SourceRecord> cuts = List.of(before, copied.get(0), copied.get(99), copied.get(251), copied.get(449));
        for (SourceRecord cut : cuts) {
            int done = copied.indexOf(cut) + 1;
            try (RunningSource source = RunningSource.startFrom(config, cut.sourceOffset())) {
                List<SourceRecord> rest =
                        rows(source.until("the end after " + done, SignalledSource::isLast), "t", "r");

                assertThat(rest).as("rows after " + done).hasSizeBetween(451 - done, 451 - Math.max(0, done - 41));
                assertThat(rest.get(rest.size() - 1).key())
                        .isEqualTo(copied.get(450).key());
            }
        }
    }

    @Test
    void aTableThatTheListsCaptureOnlyNowIsCopiedBySignal() {
        newer.execute("CREATE TABLE app.u (id INT PRIMARY KEY, v BIGINT)", "INSERT INTO app.u VALUES (1, 1), (2, 2)");
        Map<String, String> config = config(newer, Map.of("table.include.list", "app.t"));
        Map<String, ?> offset;
        try (RunningSource source = RunningSource.start(config)) {
            started(source);
            newer.execute("INSERT INTO app.t VALUES (1, 1)");
            List<SourceRecord> records =
                    source.until("a row", record -> record.topic().equals("a.app.t"));
            offset = records.get(records.size() - 1).sourceOffset();
        }
        newer.execute("INSERT INTO app.u VALUES (3, 3)");
        config.put("table.include.list", "app.t,app.u");
        try (RunningSource source = RunningSource.startFrom(config, offset)) {
            signal(newer, "execute-snapshot", "{\"data-collections\": [\"app.u\"]}");
            List<SourceRecord> records = source.until("the snapshot ends", record -> isNotice(record, "COMPLETED"));

            assertThat(rows(records, "u", "c")).hasSize(1);
            assertThat(rows(records, "u", "r")).hasSize(3);
            assertThat(consumed(records, "u")).isEqualTo(stored(newer, "u"));
        }
    }

    private static String part(SourceRecord record) {
        return ((Struct) record.value()).getStruct("source").getString("snapshot");
    }

    private static boolean isLastRow(SourceRecord record) {
        return record.topic().equals("a.app.t") && RunningSource.isRow(record, "c", -1);
    }

    private Map<String, String> config(MySqlServer server, Map<String, String> more) {
        Map<String, String> config = SignalledSource.options(TestConfigs.source(server, "table", directory));
        config.putAll(more);
        return config;
    }
}
