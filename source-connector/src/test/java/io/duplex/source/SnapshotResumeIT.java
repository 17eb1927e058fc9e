// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A copy that was interrupted goes on where it was, and tells what changed meanwhile. */
final class SnapshotResumeIT {
    private static final int ROWS = 20_000;

    @TempDir
    Path directory;

    private static void fill(MySqlServer server, String table, int rows) {
        server.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY, v VARCHAR(20))");
        for (int from = 0; from < rows; from += 1000) {
            StringBuilder insert = new StringBuilder("INSERT INTO " + table + " VALUES ");
            for (int id = from + 1; id <= from + 1000; id++) {
                insert.append(id % 1000 == 1 ? "" : ", ")
                        .append("(")
                        .append(id)
                        .append(", 'r")
                        .append(id)
                        .append("')");
            }
            server.execute(insert.toString());
        }
    }

    private static boolean isRead(SourceRecord record, String table) {
        return line(record).startsWith("r ") && line(record).contains(" " + table + " ");
    }

    private static List<SourceRecord> interruptedAt(Map<String, String> config, Predicate<List<SourceRecord>> enough) {
        List<SourceRecord> records = new ArrayList<>();
        try (RunningSource source = RunningSource.start(config)) {
            while (!enough.test(records)) {
                records.addAll(source.poll());
            }
        }
        return records;
    }

    private static long reads(List<SourceRecord> records, String table) {
        return records.stream().filter(record -> isRead(record, table)).count();
    }

    /** What a reader that keeps the last state of each row has in the end. */
    private static Map<Integer, String> state(List<SourceRecord> records, String table) {
        Map<Integer, String> state = new TreeMap<>();
        for (SourceRecord record : records) {
            if (!line(record).matches("(?s)[crud] .*") || !line(record).contains(" " + table + " ")) {
                continue;
            }
            Struct value = (Struct) record.value();
            Struct before = value.getStruct("before");
            Struct after = value.getStruct("after");
            if (before != null) {
                state.remove(before.getInt32("id"));
            }
            if (after != null) {
                state.put(after.getInt32("id"), after.getString("v"));
            }
        }
        return state;
    }

    private static Map<Integer, String> onServer(MySqlServer server, String table) {
        Map<Integer, String> rows = new TreeMap<>();
        server.rows("SELECT id, v FROM " + table).forEach(row -> rows.put(Integer.valueOf(row.get(0)), row.get(1)));
        return rows;
    }

    /** Tells only of what differs. */
    private static void assertSame(String table, Map<Integer, String> told, Map<Integer, String> there) {
        Map<Integer, String> missing = new TreeMap<>(there);
        missing.entrySet().removeAll(told.entrySet());
        Map<Integer, String> wrong = new TreeMap<>(told);
        wrong.entrySet().removeAll(there.entrySet());
        assertThat(missing.toString() + wrong)
                .as("rows of " + table + " that are missing or wrong")
                .isEqualTo("{}{}");
    }

    private static boolean ends(SourceRecord record) {
        return record.headers().lastWithName(SnapshotHeader.NAME) != null
                && SnapshotHeader.decode(RunningSource.header(record, SnapshotHeader.NAME))
                        .last();
    }

    @ParameterizedTest
    @CsvSource({"V5_7,stream,1", "V8_0,stream,1", "V8_0,stream,3", "V8_0,table,2"})
    void aCopyGoesOnBehindTheLastRowWhoseOffsetIsKnown(MySqlVersion version, String layout, String threads) {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute("CREATE DATABASE app");
            fill(server, "app.a", 1000);
            fill(server, "app.b", ROWS);
            fill(server, "app.c", 3000);
            Map<String, String> config = TestConfigs.source(server, layout, directory);
            config.put("snapshot.max.threads", threads);
            config.put("max.batch.size", "500");

            List<SourceRecord> first = interruptedAt(config, all -> reads(all, "b") >= ROWS * 6 / 10);
            Map<String, ?> offset = first.get(first.size() - 1).sourceOffset();
            server.execute(
                    "UPDATE app.a SET v = 'changed' WHERE id <= 10",
                    "DELETE FROM app.b WHERE id BETWEEN 100 AND 150 OR id BETWEEN 15000 AND 15010",
                    "UPDATE app.b SET v = 'changed' WHERE id IN (1, 7, 19999)",
                    "UPDATE app.b SET id = id + 100000 WHERE id IN (5, 18000)",
                    "INSERT INTO app.b VALUES (-1, 'new'), (50000, 'new')",
                    "DELETE FROM app.c WHERE id = 3");
            List<SourceRecord> second;
            try (RunningSource source = RunningSource.startFrom(config, offset)) {
                source.until("the copy's end", SnapshotResumeIT::ends);
                server.execute("INSERT INTO app.a VALUES (2000, 'streamed')");
                second = source.until("the streamed row", record -> RunningSource.isRow(record, "c", 2000));
            }

            List<SourceRecord> all = new ArrayList<>(first);
            all.addAll(second);
            for (String table : List.of("a", "b", "c")) {
                assertSame(table, state(all, table), onServer(server, "app." + table));
            }
            assertThat(reads(second, "a")).isZero();
            assertThat(reads(first, "b") + reads(second, "b"))
                    .as("rows of b that were read")
                    .isLessThan(ROWS * 105L / 100);
            assertThat(id(second.get(0))).isEqualTo(id(first.get(first.size() - 1)));
            assertThat(second).filteredOn(SnapshotResumeIT::ends).hasSize(1);
        }
    }

    private static String id(SourceRecord record) {
        return SnapshotHeader.decode(RunningSource.header(record, SnapshotHeader.NAME))
                .id();
    }

    @Test
    void aTableThatWasAlteredOrHasNoKeyIsToldAndCopiedAnew() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.bare (id INT, v VARCHAR(20))");
            server.execute("INSERT INTO app.bare VALUES (1, 'a'), (1, 'a')");
            fill(server, "app.a", 2000);
            fill(server, "app.b", 4000);
            fill(server, "app.late", 1000);
            Map<String, String> config = TestConfigs.source(server, "stream", directory);
            config.put("max.batch.size", "300");

            List<SourceRecord> first = interruptedAt(config, all -> reads(all, "bare") == 2);
            Map<String, ?> offset = first.get(first.size() - 1).sourceOffset();
            server.execute(
                    "ALTER TABLE app.a ADD COLUMN more INT DEFAULT 5",
                    "INSERT INTO app.a VALUES (9000, 'new', 6)",
                    "DELETE FROM app.bare LIMIT 1",
                    "CREATE TABLE app.made (id INT PRIMARY KEY, v VARCHAR(20))",
                    "INSERT INTO app.made VALUES (1, 'm')",
                    "CREATE VIEW app.shown AS SELECT id FROM app.made");
            List<SourceRecord> second;
            try (RunningSource source = RunningSource.startFrom(config, offset)) {
                source.until("the copy's end", SnapshotResumeIT::ends);
                server.execute("INSERT INTO app.made VALUES (2000, 'streamed')");
                second = source.until("the streamed row", record -> RunningSource.isRow(record, "c", 2000));
            }

            assertThat(second).anyMatch(record -> isDdl(record, "CREATE TABLE `a`") && isDdl(record, "`more`"));
            assertThat(second).anyMatch(record -> isDdl(record, "CREATE TABLE `bare`"));
            assertThat(second).anyMatch(record -> isDdl(record, "CREATE TABLE `made`"));
            assertThat(second).anyMatch(record -> isDdl(record, "`shown`"));
            assertThat(second).noneMatch(record -> isDdl(record, "CREATE TABLE `late`"));
            assertThat(reads(second, "a")).isEqualTo(2001);
            assertThat(reads(second, "bare")).isEqualTo(1);
            assertThat(reads(second, "made")).isEqualTo(1);
            assertThat(reads(first, "b") + reads(second, "b")).isLessThan(4400);
        }
    }

    @Test
    void aLostConnectionIsNoReasonToBeginAnew() {
        try (MySqlServer server =
                MySqlServer.builder(MySqlVersion.V8_0).durable().start()) {
            server.execute("CREATE DATABASE app");
            fill(server, "app.b", ROWS);
            Map<String, String> config = TestConfigs.source(server, "stream", directory);
            config.put("max.batch.size", "500");
            config.put("retriable.restart.connector.wait.ms", "200");
            config.put("snapshot.max.threads", "2");
            List<SourceRecord> all = new ArrayList<>();
            try (RunningSource source = RunningSource.start(config)) {
                while (reads(all, "b") < ROWS / 2) {
                    all.addAll(source.poll());
                }
                server.execute("DELETE FROM app.b WHERE id IN (5, 19000)");
                server.kill9();
                server.restart();
                while (all.stream().noneMatch(SnapshotResumeIT::ends)) {
                    all.addAll(source.poll());
                }
                // A copy that had read everything before the server was killed is as of then: the deletes are streamed.
                server.execute("INSERT INTO app.b VALUES (1000000, 'streamed')");
                while (all.stream().noneMatch(record -> RunningSource.isRow(record, "c", 1_000_000))) {
                    all.addAll(source.poll());
                }
            }

            assertSame("b", state(all, "b"), onServer(server, "app.b"));
            assertThat(reads(all, "b")).isLessThan(ROWS * 105L / 100);
        }
    }
}
