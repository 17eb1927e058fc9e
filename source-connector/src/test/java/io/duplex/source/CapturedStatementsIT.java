// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statements about what is not captured stay where they are, whatever their tables are called. */
class CapturedStatementsIT {
    @TempDir
    Path directory;

    @Test
    void statementsAboutOtherDatabasesAreNotSent() {
        // 5.7 takes names that newer servers, and parsers, reserve.
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V5_7)) {
            server.execute(
                    "CREATE DATABASE demo",
                    "CREATE DATABASE other",
                    "CREATE TABLE demo.t (id INT PRIMARY KEY)",
                    "CREATE TABLE other.rank (id INT PRIMARY KEY)");
            Map<String, String> config = new HashMap<>(TestConfigs.source(server, "stream", directory));
            config.put("database.include.list", "demo");
            config.put("snapshot.mode", "no_data");
            try (RunningSource source = RunningSource.start(config)) {
                source.until("the definitions", record -> RunningSource.isDdl(record, "CREATE TABLE `t`"));
                server.execute("INSERT INTO demo.t VALUES (0)");
                source.until("the first row", record -> isRow(record, "c", 0));
                server.execute(
                        "USE other",
                        "TRUNCATE TABLE rank",
                        "CREATE TABLE lag (id INT PRIMARY KEY, row_number INT)",
                        "ALTER TABLE rank ADD COLUMN cume_dist INT, ADD COLUMN system INT",
                        "RENAME TABLE lag TO lead",
                        "CREATE VIEW window AS SELECT id FROM rank",
                        "DROP VIEW window",
                        "DROP TABLE lead, rank",
                        "CREATE TABLE rank (id INT)",
                        "USE demo",
                        "TRUNCATE TABLE other.rank",
                        "DROP TABLE other.rank",
                        "USE other",
                        "CREATE TABLE demo.rank (id INT PRIMARY KEY, lag INT)",
                        "TRUNCATE TABLE demo.rank",
                        "INSERT INTO demo.rank VALUES (1, 2)");
                List<SourceRecord> records = source.until("the last row", record -> isRow(record, "c", 1));

                assertThat(records)
                        .extracting(RunningSource::line)
                        .filteredOn(line -> line.startsWith("ddl ") && line.contains("rank"))
                        .containsExactly(
                                "ddl CREATE TABLE demo.rank (id INT PRIMARY KEY, lag INT)",
                                "ddl TRUNCATE TABLE demo.rank");
                assertThat(records).extracting(RunningSource::line).noneMatch(line -> line.contains("other"));
            }
        }
    }
}
