// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.isRow;
import static io.duplex.source.RunningSource.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each mode and lock does first. */
final class SnapshotModesIT {
    private static MySqlServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void table() {
        server.execute(
                "DROP DATABASE IF EXISTS app",
                "RESET MASTER",
                "CREATE DATABASE app",
                "CREATE TABLE app.t (id INT PRIMARY KEY)",
                "INSERT INTO app.t VALUES (1), (2)");
    }

    private Map<String, String> config(String... options) {
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        for (int i = 0; i < options.length; i += 2) {
            config.put(options[i], options[i + 1]);
        }
        return config;
    }

    private static Map<String, ?> lastOffset(List<SourceRecord> records) {
        return records.get(records.size() - 1).sourceOffset();
    }

    @Test
    void neverReadsTheBinlogFromItsBeginning() {
        try (RunningSource source = RunningSource.start(config("snapshot.mode", "never"))) {
            List<SourceRecord> all = source.until("the second row", record -> isRow(record, "c", 2));

            assertThat(all).anyMatch(record -> isDdl(record, "CREATE TABLE app.t"));
            assertThat(all).noneMatch(record -> line(record).startsWith("r "));
        }
    }

    @Test
    void recoveryFindsOutThatATableWasAlteredSince() throws Exception {
        Map<String, ?> offset;
        try (RunningSource source = RunningSource.start(config())) {
            offset = lastOffset(source.until("the copy", record -> isRow(record, "r", 2)));
        }
        Files.delete(directory.resolve("history.dat"));
        Map<String, String> recovery = config("snapshot.mode", "recovery");

        server.execute("CREATE TABLE app.made (id INT PRIMARY KEY)", "INSERT INTO app.made VALUES (7)");
        try (RunningSource source = RunningSource.startFrom(recovery, offset)) {
            List<SourceRecord> all = source.until("the new table's row", record -> isRow(record, "c", 7));
            assertThat(all).anyMatch(record -> isDdl(record, "CREATE TABLE app.made"));
        }

        Files.delete(directory.resolve("history.dat"));
        server.execute("ALTER TABLE app.t ADD COLUMN more INT");
        assertThatThrownBy(() -> RunningSource.startFrom(recovery, offset))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("app.t")
                .hasMessageContaining("ADD COLUMN more")
                .hasMessageContaining(server.serverUuid())
                .hasMessageContaining("snapshot.mode=always");
    }

    /** The history is lost, and the table was altered: what it was is in the binlog. */
    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V8_0", "V9_7"})
    void recoveryTakesAlteredTablesFromTheBinlogThatDescribesThem(MySqlVersion version) throws Exception {
        assumeThat(version.available())
                .as(version + ": " + version.unavailableReason())
                .isTrue();
        try (MySqlServer full = MySqlServer.builder(version)
                .option("--binlog-row-metadata=FULL")
                .start()) {
            full.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.t (id INT NOT NULL, big BIGINT UNSIGNED, k VARCHAR(20) COLLATE utf8mb4_bin NOT NULL,"
                            + " a TINYINT UNSIGNED, b MEDIUMINT, c DECIMAL(12,3) UNSIGNED, d DOUBLE, e FLOAT UNSIGNED,"
                            + " f YEAR, g BIT(12), h DATE, i DATETIME(3) NOT NULL, j TIMESTAMP(6) NULL, l TIME(2),"
                            + " m CHAR(10) CHARACTER SET latin1, n CHAR(255) CHARACTER SET utf8mb4, o BINARY(9),"
                            + " p VARBINARY(300), q TINYTEXT, r LONGTEXT CHARACTER SET ucs2, s BLOB, t MEDIUMBLOB,"
                            + " u ENUM('x','it''s','é') CHARACTER SET latin1, v SET('a','b'), w JSON, x POINT,"
                            + " y INT INVISIBLE, z SMALLINT, PRIMARY KEY (k(5), id))",
                    "CREATE TABLE app.late (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE app.same (id INT PRIMARY KEY, v INT DEFAULT 5)",
                    "INSERT INTO app.same VALUES (1, 1)");
            Map<String, String> config = TestConfigs.source(full, "table", directory);
            try (RunningSource source = RunningSource.start(config)) {
                source.until("the copy", record -> isRow(record, "r", 1));
                full.execute("INSERT INTO app.same VALUES (5, 5)");
                Map<String, ?> offset = lastOffset(source.until("the first row", record -> isRow(record, "c", 5)));
                full.execute(
                        "INSERT INTO app.t (id, k, a, i, u, y) VALUES (2, 'k', 255, '2024-01-01 01:02:03.5', 'é', 7)",
                        "ALTER TABLE app.t MODIFY a BIGINT FIRST, DROP COLUMN b, ADD COLUMN more INT UNSIGNED AFTER c",
                        "INSERT INTO app.t (id, k, a, i) VALUES (3, 'l', -1, '2024-01-01')",
                        "ALTER TABLE app.late ADD COLUMN w VARCHAR(10) FIRST",
                        "INSERT INTO app.late VALUES ('w', 4, 4)",
                        "UPDATE app.same SET v = 2",
                        "INSERT INTO app.same VALUES (9, 9)");
                List<String> remembered = rows(source.until("the last row", record -> isRow(record, "c", 9)));
                Files.delete(directory.resolve("history.dat"));
                config.put("snapshot.mode", "recovery");
                try (RunningSource again = RunningSource.startFrom(config, offset)) {
                    assertThat(rows(again.until("the last row", record -> isRow(record, "c", 9))))
                            .containsExactlyElementsOf(remembered.subList(2, remembered.size()));
                }
            }
        }
    }

    /** Keys and values with names and types of all fields. */
    private static List<String> rows(List<SourceRecord> records) {
        return records.stream()
                .filter(record -> record.topic().contains(".app."))
                .map(record -> record.topic() + " " + described(record.keySchema()) + " " + record.key() + " "
                        + described(record.valueSchema().field("after").schema()) + " "
                        + ((Struct) record.value()).get("before") + " " + ((Struct) record.value()).get("after"))
                .toList();
    }

    private static String described(Schema schema) {
        return schema.fields().stream()
                .map(field -> field.name() + " " + field.schema().type() + " "
                        + field.schema().name() + " " + field.schema().isOptional() + " "
                        + field.schema().parameters())
                .toList()
                .toString();
    }

    @Test
    void configurationBasedDoesWhatItsSwitchesSay() {
        String based = "snapshot.mode.configuration.based.";
        Map<String, String> config = config(
                "snapshot.mode",
                "configuration_based",
                based + "snapshot.schema",
                "true",
                based + "start.stream",
                "true");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE `t`"));
            server.execute("INSERT INTO app.t VALUES (3)");
            assertThat(source.until("the streamed row", record -> isRow(record, "c", 3)))
                    .noneMatch(record -> line(record).startsWith("r "));
        }
        config.put(based + "snapshot.data", "true");
        config.put(based + "start.stream", "false");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the copy", record -> isRow(record, "r", 3));
            server.execute("INSERT INTO app.t VALUES (4)");
            assertThat(source.during(Duration.ofSeconds(1)))
                    .noneMatch(record -> line(record).startsWith("c "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal_percona", "minimal_percona_no_table_locks", "minimal_at_least_once", "none"})
    void eachLockLeadsToACopy(String locking) {
        Map<String, String> config = config("snapshot.locking.mode", locking, "snapshot.max.threads", "2");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the copy", record -> isRow(record, "r", 2));
            server.execute("INSERT INTO app.t VALUES (3)");
            source.until("the streamed row", record -> isRow(record, "c", 3));
        }
    }

    @Test
    void aServerWithoutBackupLockIsRefusedWhenNoOtherIsAllowed() {
        try (MySqlServer old = MySqlServer.start(MySqlVersion.V5_7)) {
            Map<String, String> config = TestConfigs.source(old, "table", directory);
            config.put("snapshot.locking.mode", "minimal_percona_no_table_locks");
            try (RunningSource source = RunningSource.start(config)) {
                assertThatThrownBy(source::poll)
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("snapshot.locking.mode=minimal");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.mode", "snapshot.locking.mode", "snapshot.query.mode"})
    void classesOfDebeziumsInterfacesAreRefused(String option) {
        assertThat(new MySqlSourceConnector()
                        .validate(config(option, "custom")).configValues().stream()
                                .filter(value -> value.name().equals(option))
                                .flatMap(value -> errors(value).stream()))
                .isNotEmpty();
    }

    private static List<String> errors(ConfigValue value) {
        return value.errorMessages();
    }

    @Test
    void tablesCanHaveASelectOfTheirOwnAndComeInTheWantedOrder() {
        server.execute(
                "CREATE TABLE app.large (id INT PRIMARY KEY, v INT)",
                "INSERT INTO app.large VALUES (1, 1), (2, 2), (3, 3), (4, 4)",
                "ANALYZE TABLE app.large, app.t");
        Map<String, String> config = config(
                "snapshot.select.statement.overrides", "app.large",
                "snapshot.select.statement.overrides.app.large", "SELECT * FROM app.large WHERE v % 2 = 0;",
                "snapshot.tables.order.by.row.count", "descending");
        try (RunningSource source = RunningSource.start(config)) {
            assertThat(source.until(
                            "the copy",
                            record -> isRow(record, "r", 2) && line(record).contains(" t ")))
                    .map(RunningSource::line)
                    .filteredOn(line -> line.startsWith("r "))
                    .containsExactly(
                            "r large null -> Struct{id=2,v=2}",
                            "r large null -> Struct{id=4,v=4}",
                            "r t null -> Struct{id=1}",
                            "r t null -> Struct{id=2}");
        }
    }

    @Test
    void partsOfTablesComeInTheOrderOfTheirKeysWhateverTheirTypes() {
        server.execute("CREATE TABLE app.u (name VARCHAR(20) CHARACTER SET latin1, day DATETIME(3), n DECIMAL(10,4),"
                + " f FLOAT, b VARBINARY(8), e ENUM('z','a','m'), d DATE, ti TIME(2), bi BIT(12),"
                + " u VARCHAR(20) CHARACTER SET utf16, i BIGINT UNSIGNED, v INT,"
                + " PRIMARY KEY (name, day, n, f, b, e, d, ti, bi, u, i))");
        server.execute(
                "SET SESSION cte_max_recursion_depth = 10000",
                "INSERT INTO app.u WITH RECURSIVE s(k) AS"
                        + " (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < 4000) SELECT ELT(1 + k % 3, 'a', _utf8mb4'\u00c4b',"
                        + " 'B'), '2024-01-01' + INTERVAL k % 5 SECOND, (k % 7) / 3, (k % 4) / 10, LEFT(UNHEX(MD5(k % 2)), 4),"
                        + " 1 + k % 3, '2024-02-01' + INTERVAL k % 3 DAY, SEC_TO_TIME(k % 9 - 4), k % 11, ELT(1 + k % 2, 'x',"
                        + " _utf8mb4'\u4e2d'), 18446744073709551615 - k, k FROM s");
        List<String> expected =
                server.rows("SELECT v FROM app.u ORDER BY name, day, n, f, b, e, d, ti, bi, u, i").stream()
                        .map(row -> row.get(0))
                        .toList();
        Map<String, String> config = config(
                "table.include.list", "app.u",
                "snapshot.max.threads", "3",
                "snapshot.max.threads.multiplier", "3");
        try (RunningSource source = RunningSource.start(config)) {
            List<SourceRecord> all = source.until(
                    "the last row", record -> line(record).contains("v=" + expected.get(expected.size() - 1) + "}"));

            assertThat(all.stream()
                            .filter(record -> line(record).startsWith("r "))
                            .map(record -> line(record).replaceFirst("(?s).*,v=(\\d+)}$", "$1"))
                            .toList()
                            .equals(expected))
                    .as("rows in key order")
                    .isTrue();
        }
    }
}
