// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that the lists capture only now, and whose rows in the binlog are older than their definition. */
class NewTablesIT {
    private static MySqlServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        server.execute(
                "SET GLOBAL binlog_row_metadata=MINIMAL",
                "DROP DATABASE IF EXISTS app",
                "CREATE DATABASE app",
                "CREATE TABLE app.t (id INT PRIMARY KEY, v BIGINT)",
                "CREATE TABLE app.u (id INT PRIMARY KEY, v BIGINT)",
                "INSERT INTO app.t VALUES (1, 1)");
    }

    @Test
    void aTableThatIsAsItWasIsTaken() {
        Map<String, String> config = config();
        Map<String, ?> offset = offsetAfterFirst(config);
        server.execute("INSERT INTO app.u VALUES (5, 50)", "INSERT INTO app.t VALUES (2, 2)");

        assertThat(rowsOfU(config, offset)).containsExactly("Struct{id=5,v=50}");
    }

    @Test
    void aTableThatWasAnotherOneIsRefusedWhereTheBinlogDoesNotDescribeIt() {
        Map<String, String> config = config();
        Map<String, ?> offset = offsetAfterFirst(config);
        server.execute(
                "INSERT INTO app.u VALUES (5, 50)",
                "ALTER TABLE app.u MODIFY v VARCHAR(20)",
                "INSERT INTO app.t VALUES (2, 2)");

        config.put("table.include.list", "app.t,app.u");
        try (RunningSource source = RunningSource.startFrom(config, offset)) {
            assertThatThrownBy(() -> source.during(Duration.ofSeconds(20)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("app.u")
                    .hasMessageContaining("column v of another type than VARCHAR")
                    .hasMessageContaining("execute-snapshot");
        }
    }

    @Test
    void aTableThatWasAnotherOneIsTakenFromABinlogThatDescribesIt() {
        server.execute("SET GLOBAL binlog_row_metadata=FULL");
        Map<String, String> config = config();
        Map<String, ?> offset = offsetAfterFirst(config);
        server.execute(
                "INSERT INTO app.u VALUES (5, 50)",
                "ALTER TABLE app.u RENAME COLUMN v TO w, ADD COLUMN x INT",
                "INSERT INTO app.u VALUES (6, 60, 7)",
                "INSERT INTO app.t VALUES (2, 2)");

        assertThat(rowsOfU(config, offset)).containsExactly("Struct{id=5,v=50}", "Struct{id=6,w=60,x=7}");
    }

    private Map<String, String> config() {
        Map<String, String> config = TestConfigs.source(server, "table", directory);
        config.put("table.include.list", "app.t");
        config.put("schema.history.internal.store.only.captured.tables.ddl", "true");
        return config;
    }

    private static Map<String, ?> offsetAfterFirst(Map<String, String> config) {
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the snapshot's row", record -> RunningSource.isRow(record, "r", 1));
            server.execute("INSERT INTO app.t VALUES (10, 10)");
            List<SourceRecord> records = source.until("a row", record -> RunningSource.isRow(record, "c", 10));
            source.during(Duration.ofMillis(200));
            return Map.copyOf(records.get(records.size() - 1).sourceOffset());
        }
    }

    private static List<String> rowsOfU(Map<String, String> config, Map<String, ?> offset) {
        config.put("table.include.list", "app.t,app.u");
        try (RunningSource source = RunningSource.startFrom(config, offset)) {
            return source.until("the last row", record -> RunningSource.isRow(record, "c", 2)).stream()
                    .filter(record -> record.topic().endsWith("app.u") && record.value() instanceof Struct)
                    .map(record -> String.valueOf(((Struct) record.value()).getStruct("after")))
                    .toList();
        }
    }
}
