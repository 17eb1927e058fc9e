// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isRow;
import static io.duplex.source.RunningSource.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The snapshot under each kind of lock, while others write. */
final class SnapshotLockIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"V5_7,RELOAD", "V5_7,LOCK TABLES", "V8_0,RELOAD", "V8_0,LOCK TABLES"})
    void eachRowIsCopiedOrStreamedOnceWhileOthersWrite(MySqlVersion version, String privilege) throws Exception {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, v INT)");
            Map<String, String> config = configOf(server, privilege);
            AtomicBoolean writing = new AtomicBoolean(true);
            AtomicInteger written = new AtomicInteger();
            Thread writer = new Thread(() -> {
                while (writing.get()) {
                    server.execute("INSERT INTO app.t VALUES (" + written.incrementAndGet() + ", 0)");
                }
            });
            writer.start();
            try (RunningSource source = RunningSource.start(config)) {
                source.until("a streamed row", record -> line(record).startsWith("c "));
                writing.set(false);
                writer.join();
                List<SourceRecord> all = source.until("the last row", record -> isRow(record, "c", written.get()));

                Set<Integer> seen = new HashSet<>();
                for (SourceRecord record : all) {
                    if (line(record).matches("[cr] .*")) {
                        int id = ((Struct) record.value()).getStruct("after").getInt32("id");
                        assertThat(seen.add(id)).as("row " + id + " comes once").isTrue();
                    }
                }
                assertThat(seen).hasSize(written.get());
            } finally {
                writing.set(false);
                writer.join();
            }
        }
    }

    @Test
    void aUserWhoMayNotLockIsRefusedWithBothRemedies() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
            Map<String, String> config = configOf(server, "PROCESS");
            try (RunningSource source = RunningSource.start(config)) {
                assertThatThrownBy(() -> source.during(Duration.ofSeconds(30)))
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("GRANT RELOAD ON *.*")
                        .hasMessageContaining("LOCK TABLES, SELECT")
                        .hasMessageContaining("source-a");
            }
        }
    }

    @Test
    void aSnapshotThatWasCutShortIsTakenAgain() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.t (id INT PRIMARY KEY)",
                    "INSERT INTO app.t VALUES (1), (2), (3)");
            Map<String, String> config = TestConfigs.source(server, "stream", directory);
            List<SourceRecord> first;
            try (RunningSource source = RunningSource.start(config)) {
                first = source.until("the copy", record -> isRow(record, "r", 3));
            }

            try (RunningSource source =
                    RunningSource.startFrom(config, first.get(3).sourceOffset())) {
                List<SourceRecord> again = source.until("the copy", record -> isRow(record, "r", 3));
                assertThat(again).hasSameSizeAs(first);
                assertThat(RunningSource.header(again.get(0), "duplex.snapshot"))
                        .isNotEqualTo(RunningSource.header(first.get(0), "duplex.snapshot"));
            }
            try (RunningSource source =
                    RunningSource.startFrom(config, first.get(4).sourceOffset())) {
                server.execute("INSERT INTO app.t VALUES (4)");
                List<SourceRecord> rest = source.until("the new row", record -> isRow(record, "c", 4));
                assertThat(rest).noneMatch(record -> line(record).startsWith("r "));
            }
        }
    }

    private Map<String, String> configOf(MySqlServer server, String privilege) {
        server.execute(
                "CREATE USER reader IDENTIFIED BY 'pw'",
                "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT, " + privilege + " ON *.* TO reader");
        Map<String, String> config = TestConfigs.source(server, "stream", directory);
        config.put("database.user", "reader");
        config.put("database.password", "pw");
        return config;
    }
}
