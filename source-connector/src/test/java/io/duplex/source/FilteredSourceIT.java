// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.isRow;
import static io.duplex.source.RunningSource.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row filters over a running source. */
final class FilteredSourceIT {
    private static final String FILTER = "row.filter.app.t";
    private final MySqlServer server = AppServer.with(
            "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20), n INT)",
            "CREATE TABLE app.other (id INT PRIMARY KEY)",
            "INSERT INTO app.t VALUES (1, 'EU', 1), (2, 'us', 1), (3, NULL, 1), (4, 'eu', 9)");

    @TempDir
    Path directory;

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Map<String, String> config(String layout, String... more) {
        Map<String, String> config = new HashMap<>(TestConfigs.source(server, layout, directory));
        config.put("provide.transaction.metadata", "true");
        config.put(FILTER, "v = 'eu'");
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        return config;
    }

    private static List<String> rows(List<SourceRecord> records) {
        return records.stream()
                .map(RunningSource::line)
                .filter(line -> line.matches("(?s)([rcud] |BEGIN|END|tombstone).*"))
                .map(line -> line.replaceAll("[0-9a-f-]{36}:\\d+", "gtid"))
                .toList();
    }

    @Test
    void theSnapshotHoldsOnlyTheRowsThatPass() {
        try (RunningSource source = RunningSource.start(config("table"))) {
            List<SourceRecord> records = source.until("the last row", record -> isRow(record, "r", 4));
            assertThat(rows(records)).hasSize(2);
            assertThat(records).anyMatch(record -> isRow(record, "r", 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "stream"})
    void updatesAcrossTheBorderAreCreatesAndDeletesAndEmptyTransactionsSayNothing(String layout) {
        try (RunningSource source =
                RunningSource.start(config(layout, "snapshot.mode", "no_data", "tombstones.on.delete", "false"))) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE `t`"));
            server.execute("INSERT INTO app.t VALUES (10, 'us', 0)", "UPDATE app.t SET n=5 WHERE id=2");
            server.transaction(
                    "UPDATE app.t SET v='EU' WHERE id=2",
                    "UPDATE app.t SET n=7 WHERE id=3",
                    "UPDATE app.t SET n=2 WHERE id=1",
                    "UPDATE app.t SET v=NULL WHERE id=4",
                    "DELETE FROM app.t WHERE id=10",
                    "DELETE FROM app.t WHERE id=1");
            server.execute("INSERT INTO app.other VALUES (99)");
            List<SourceRecord> records = source.until("the other table's row", record -> isRow(record, "c", 99));
            assertThat(rows(records).subList(0, 6))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("BEGIN gtid"),
                            line -> assertThat(line).startsWith("c 1 t null -> Struct{id=2,v=EU,n=5}"),
                            line -> assertThat(line).startsWith("u 2 t Struct{id=1,v=EU,n=1} -> Struct{id=1,v=EU,n=2}"),
                            line -> assertThat(line).startsWith("d 3 t Struct{id=4,v=eu,n=9} -> null"),
                            line -> assertThat(line).startsWith("d 4 t Struct{id=1,v=EU,n=2} -> null"),
                            line -> assertThat(line).isEqualTo("END gtid 4"));
        }
    }

    @Test
    void aRestartInsideOfATransactionGoesOnWithItsCounters() {
        Map<String, String> config = config("stream", "snapshot.mode", "no_data");
        Map<String, ?> offset;
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE `t`"));
            server.transaction(
                    "INSERT INTO app.t VALUES (20, 'eu', 1)",
                    "INSERT INTO app.t VALUES (21, 'us', 1)",
                    "INSERT INTO app.t VALUES (22, 'eu', 1)");
            List<SourceRecord> records = source.until("the first row", record -> isRow(record, "c", 20));
            offset = records.stream()
                    .filter(record -> isRow(record, "c", 20))
                    .findFirst()
                    .orElseThrow()
                    .sourceOffset();
        }
        try (RunningSource source = RunningSource.startFrom(config, offset)) {
            List<SourceRecord> records =
                    source.until("END", record -> line(record).startsWith("END"));
            assertThat(rows(records))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("c 2 t null -> Struct{id=22,v=eu,n=1}"),
                            line -> assertThat(line).isEqualTo("END gtid 2"));
        }
    }

    @Test
    void aFilterWhoseColumnDisappearsStopsTheTaskAndNamesTheStatement() {
        try (RunningSource source = RunningSource.start(config("table", "snapshot.mode", "no_data"))) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE `t`"));
            server.execute("ALTER TABLE app.t DROP COLUMN v");
            assertThatThrownBy(() -> source.during(Duration.ofSeconds(20)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContainingAll("source-a", FILTER, "app.t", "ALTER TABLE app.t DROP COLUMN v", "`v`");
        }
    }

    @Test
    void aFilterFollowsAColumnThatMoves() {
        try (RunningSource source = RunningSource.start(config("table", "snapshot.mode", "no_data"))) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE `t`"));
            server.execute(
                    "ALTER TABLE app.t MODIFY v VARCHAR(30) AFTER n",
                    "INSERT INTO app.t (id, v) VALUES (30, 'us'), (31, 'EU')");
            List<SourceRecord> records = source.until("the row", record -> isRow(record, "c", 31));
            assertThat(records).noneMatch(record -> isRow(record, "c", 30));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "row.filter.app.t | v = | no single expression",
                "row.filter.app.t | = 1 | no MySQL expression",
                "row.filter.app.t | v = 'eu' AND RAND() < 0.5 | RAND",
                "row.filter.app.t | id IN (SELECT 1) | subqueries",
                "row.filter.app.t | missing = 1 | no such column",
                "row.filter.app.t | v = _latin1'a' COLLATE utf8mb4_bin | the server refuses",
                "row.filter.app.t | app.f(id) = 1 | stored functions",
                "row.filter.app.t | UNIX_TIMESTAMP() > 1 | current time",
                "row.filter.app.t | @a = 1 | `@a`",
                "row.filter.app.t | id > 1 /* all */ | comments",
                "row.filter.app.t | id > 1) OR (id < 1 | more than one",
                "row.filter.app.t | id = NOW() | NOW",
                "row.filter.app.none | id = 1 | no such table",
                "row.filter.mysql.user | id = 1 | not captured",
                "row.filter.t | id = 1 | row.filter.<database>.<table>"
            })
    void validateRefusesAFilterThatCannotBeEvaluated(String option, String expression, String message) {
        Map<String, String> config = config("table", option.trim(), expression.trim());
        List<ConfigValue> errors = new MySqlSourceConnector()
                .validate(config).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).name()).isEqualTo(option.trim());
        assertThat(errors.get(0).errorMessages().toString()).contains(message.trim());
    }

    @Test
    void whatOnlyTheServerCanEvaluateIsRefusedWhenFiltersAreToBeLocal() {
        Map<String, String> config = config("table", FILTER, "v REGEXP 'e'", "row.filter.evaluation", "local");
        assertThat(new MySqlSourceConnector().validate(config).configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .singleElement()
                .satisfies(value -> assertThat(value.errorMessages().toString()).contains("use LIKE"));
    }

    @Test
    void validateNamesThePrivilegeThatTheServersEvaluationNeeds() {
        server.execute(
                "DROP USER IF EXISTS 'reader'@'%'",
                "CREATE USER 'reader'@'%' IDENTIFIED BY 'secret'",
                "GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT, LOCK TABLES ON *.* TO 'reader'@'%'");
        Map<String, String> config = config("table", FILTER, "v REGEXP 'e'");
        config.put("database.user", "reader");
        config.put("database.password", "secret");
        assertThat(new MySqlSourceConnector().validate(config).configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .singleElement()
                .satisfies(value -> assertThat(value.errorMessages().toString())
                        .contains("GRANT CREATE TEMPORARY TABLES ON `app`.*"));
        server.execute("GRANT CREATE TEMPORARY TABLES ON app.* TO 'reader'@'%'");
        assertThat(new MySqlSourceConnector().validate(config).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }

    /** Among the rows of one batch the table changes, and the server evaluates each with the table as it was. */
    @Test
    void theServerEvaluatesRowsInOrderAlsoWhenTheTableChangesBetweenThem() {
        Map<String, String> config = config("table", "snapshot.mode", "no_data");
        config.put(FILTER, "v REGEXP '^e' AND n / 3 > 0.5");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE `t`"));
            server.execute(
                    "INSERT INTO app.t VALUES (10, 'Ex', 2), (11, 'xe', 2), (12, 'ez', 1)",
                    "ALTER TABLE app.t MODIFY v VARCHAR(20) COLLATE utf8mb4_bin FIRST",
                    "INSERT INTO app.t (v, id, n) VALUES ('Ex', 20, 2), ('ex', 21, 2)",
                    "UPDATE app.t SET n = 3 WHERE id = 12",
                    "UPDATE app.t SET v = 'q' WHERE id = 21",
                    "INSERT INTO app.t (v, id, n) VALUES ('end', 99, 9)");
            List<SourceRecord> records = source.until("the last row", record -> isRow(record, "c", 99));
            assertThat(records.stream()
                            .filter(record -> record.topic().endsWith("app.t") && record.value() != null)
                            .map(FilteredSourceIT::change))
                    .containsExactly("c 10", "c 21", "c 12", "d 21", "c 99");
        }
    }

    private static String change(SourceRecord record) {
        Struct value = (Struct) record.value();
        Struct row = value.getStruct(value.getString("op").equals("d") ? "before" : "after");
        return value.getString("op") + " " + row.get("id");
    }

    @Test
    void validateAcceptsFilters() {
        Map<String, String> config = config("table", FILTER, "v LIKE 'e%' AND CRC32(id) % 2 = 0 OR n IS NULL");
        assertThat(new MySqlSourceConnector().validate(config).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }
}
