// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A heap of 256 MB is enough for the task, whatever is in the binlog. Numbers for a build, and with {@code
 * -Dduplex.heap.full=true} those of the promise.
 */
class SmallHeapIT {
    private static final boolean FULL = Boolean.getBoolean("duplex.heap.full");
    private static final int ROWS = FULL ? 1_200_000 : 200_000;
    private static final int WIDE_ROWS = FULL ? 24 : 6;
    private static final int TABLES = FULL ? 10_000 : 500;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static MySqlServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--max-allowed-packet=1G", "--innodb-buffer-pool-size=256M", "--innodb-log-file-size=512M")
                .start();
        server.execute(
                "CREATE DATABASE app",
                "CREATE TABLE app.big (id INT PRIMARY KEY, v VARCHAR(200) NOT NULL)",
                "CREATE TABLE app.digit (d INT PRIMARY KEY)",
                "INSERT INTO app.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void oneTransactionOfManyRows() throws IOException {
        Map<String, String> begin = offset();
        fill("OFF");

        assertThat(told(begin, "app.big", ROWS)).contains("rows=" + ROWS + " sum=" + sum(ROWS) + " ");
    }

    @Test
    void oneCompressedTransactionOfManyRows() throws IOException {
        Map<String, String> begin = offset();
        fill("ON");

        assertThat(told(begin, "app.big", ROWS)).contains("rows=" + ROWS + " sum=" + sum(ROWS) + " ");
    }

    @Test
    void rowsOfManyMegabytes() throws IOException {
        Map<String, String> begin = offset();
        insertWide("wide", List.of(16, 60, 33, 48));

        assertThat(told(begin, "app.wide", WIDE_ROWS)).contains("rows=" + WIDE_ROWS + " sum=" + sum(WIDE_ROWS) + " ");
    }

    /** The driver has a row in memory three times, and the record of the one before is still there. */
    @Test
    void rowsOfSomeMegabytesInASnapshot() throws IOException {
        insertWide("less_wide", List.of(8, 16, 20, 12));

        assertThat(told(Map.of(), "app.less_wide", WIDE_ROWS))
                .contains("rows=" + WIDE_ROWS + " sum=" + sum(WIDE_ROWS) + " ");
    }

    private static void insertWide(String table, List<Integer> megabytes) {
        server.execute(
                "CREATE TABLE app." + table + " (id INT PRIMARY KEY, v LONGBLOB, w LONGTEXT CHARACTER SET latin1)");
        for (int id = 0; id < WIDE_ROWS; id++) {
            String column = id % 3 == 2 ? "w" : "v";
            server.execute("INSERT INTO app." + table + " (id, " + column + ") VALUES (" + id
                    + ", REPEAT(LPAD(RAND(), 20, '0'), " + megabytes.get(id % 4) + " * 50000))");
        }
    }

    @Test
    void aTransactionOfManyTables() throws IOException {
        String columns = IntStream.range(0, 12)
                .mapToObj(i -> ", column_" + i + " VARCHAR(40) DEFAULT 'x'")
                .collect(Collectors.joining());
        server.execute("CREATE DATABASE many");
        server.execute(IntStream.range(0, TABLES)
                .mapToObj(i -> "CREATE TABLE many.table_" + i + " (id INT PRIMARY KEY" + columns + ")")
                .toArray(String[]::new));
        Map<String, String> begin = offset();
        server.transaction(IntStream.range(0, TABLES)
                .mapToObj(i -> "INSERT INTO many.table_" + i + " (id) VALUES (" + i + ")")
                .toArray(String[]::new));

        assertThat(told(begin, "many.*", TABLES)).contains("rows=" + TABLES + " sum=" + sum(TABLES) + " ");
    }

    private static void fill(String compression) {
        server.execute("TRUNCATE app.big");
        server.transaction(
                "SET SESSION binlog_transaction_compression=" + compression,
                "INSERT INTO app.big SELECT * FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d"
                        + " + 100000 * f.d + 1000000 * g.d AS id, CONCAT(UUID(), REPEAT('x', 60), RAND())"
                        + " FROM app.digit a, app.digit b, app.digit c, app.digit d, app.digit e, app.digit f,"
                        + " app.digit g WHERE g.d < 2) AS rowset WHERE id < " + ROWS);
    }

    private static long sum(long count) {
        return count * (count - 1) / 2;
    }

    private static Map<String, String> offset() {
        List<String> status = server.rows("SHOW MASTER STATUS").get(0);
        return Map.of(
                "file", status.get(0),
                "pos", status.get(1),
                "gtids", server.gtidExecuted().replace("\n", ""));
    }

    /** Returns what the task told, in a JVM with such a heap. */
    private String told(Map<String, String> offset, String table, int rows) throws IOException {
        Path work = Files.createTempDirectory(directory, "drain");
        Map<String, String> config = new HashMap<>(TestConfigs.source(server, "table", work));
        config.put("table.include.list", table.replace(".", "\\.").replace("\\.*", "\\..*"));
        config.put("snapshot.mode", offset.isEmpty() ? "initial_only" : "recovery");
        Path properties = DrainedTask.properties(work, config, offset);
        Path log = work.resolve("drain.log");
        ServerProcess process = new JavaProgram(
                        "drained task",
                        DrainedTask.class.getName(),
                        classPath(),
                        List.of("-XX:-UseSerialGC", "-XX:+UseG1GC", "-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
                .start(List.of(properties.toString(), String.valueOf(rows)), log);
        int exit = process.exitCode(PATIENCE);
        String line = ServerProcess.tail(log, 30);
        System.out.println(line);
        assertThat(exit).as(line).isZero();
        return line;
    }

    private static List<Path> classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator)).map(Path::of).toList();
    }
}
