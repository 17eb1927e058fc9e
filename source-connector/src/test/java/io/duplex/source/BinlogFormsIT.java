// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compressed and tagged transactions, XA, CREATE TABLE ... SELECT, columns that nobody wrote: all become records. */
class BinlogFormsIT {
    private static final int MANY = 5_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(value = MySqlVersion.class, mode = EnumSource.Mode.EXCLUDE, names = "V5_7")
    void everyFormOfTheBinlogBecomesRecords(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.builder(version)
                .option("--binlog-transaction-compression=ON")
                .option("--sql-generate-invisible-primary-key=ON")
                .option("--binlog-row-metadata=FULL")
                .start()) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.first (id INT PRIMARY KEY)");
            Map<String, String> config = TestConfigs.source(server, "stream", directory);
            config.put("snapshot.mode", "no_data");
            try (RunningSource source = RunningSource.start(config)) {
                source.until("the definitions", record -> isDdl(record, "first"));
                change(server, version);
                List<String> lines = lines(
                        source.until("the last row", record -> line(record).endsWith("{id=99}")));

                assertThat(lines)
                        .containsSubsequence(
                                "c 1 g null -> Struct{my_row_id=1,a=1,b=2,c=2,d=5}",
                                "u 1 g Struct{my_row_id=1,a=1,b=2,c=2,d=5} -> Struct{my_row_id=1,a=3,b=6,c=4,d=5}",
                                "c 1 s null -> Struct{my_row_id=1,a=3,c=4}",
                                "c 1 first null -> Struct{id=50}",
                                "BEGIN XA",
                                "c 1 first null -> Struct{id=51}",
                                "c 2 first null -> Struct{id=52}",
                                "END XA 2");
                assertThat(lines).filteredOn(line -> line.contains(" many ")).hasSize(MANY);
                assertThat(lines).contains("c " + MANY + " many null -> Struct{my_row_id=" + MANY + ",n=" + MANY + "}");
            }
        }
    }

    private static void change(MySqlServer server, MySqlVersion version) throws Exception {
        server.execute(
                "CREATE TABLE app.g (a INT, b INT AS (a*2) VIRTUAL, c INT AS (a+1) STORED, d INT DEFAULT 5 INVISIBLE)",
                "CREATE TABLE app.many (n INT)",
                "INSERT INTO app.g(a) VALUES (1)",
                "UPDATE app.g SET a=3",
                "CREATE TABLE app.s AS SELECT a, c FROM app.g");
        List<String> many = new ArrayList<>();
        for (int i = 1; i <= MANY; i++) {
            many.add("(" + i + ")");
        }
        server.execute("INSERT INTO app.many VALUES " + String.join(",", many));
        if (version == MySqlVersion.V9_7) {
            server.transaction(
                    "SET gtid_next='AUTOMATIC:tagged'",
                    "INSERT INTO app.many VALUES (-1)",
                    "DELETE FROM app.many WHERE n=-2",
                    "COMMIT",
                    "SET gtid_next='AUTOMATIC'",
                    "SET SESSION sql_log_bin=0",
                    "DELETE FROM app.many WHERE n=-1");
        }
        try (Connection connection = server.connect();
                Statement xa = connection.createStatement()) {
            xa.execute("XA START 'x'");
            xa.execute("INSERT INTO app.first VALUES (51), (52)");
            xa.execute("XA END 'x'");
            xa.execute("XA PREPARE 'x'");
            server.execute("INSERT INTO app.first VALUES (50)");
            xa.execute("XA COMMIT 'x'");
        }
        server.execute("INSERT INTO app.first VALUES (99)");
    }

    /** The transaction with row 51 is named XA; the row that only 9.7 has is left out. */
    private static List<String> lines(List<SourceRecord> records) {
        List<String> lines = new ArrayList<>(records.stream()
                .map(RunningSource::line)
                .filter(line -> !line.contains("n=-1"))
                .toList());
        int begin = lines.indexOf("c 1 first null -> Struct{id=51}") - 1;
        String gtid = lines.get(begin).split(" ", -1)[1];
        lines.replaceAll(line -> line.replace(gtid + " ", "XA ").replace("BEGIN XA null", "BEGIN XA"));
        return lines;
    }
}
