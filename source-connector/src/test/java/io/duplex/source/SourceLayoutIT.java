// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.header;
import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.isRow;
import static io.duplex.source.RunningSource.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.OriginMark;
import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into which topic, in both layouts. */
final class SourceLayoutIT {
    private final MySqlServer server = AppServer.with("CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20))");

    @TempDir
    Path directory;

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void theTableLayoutSplitsAChangedKeyAsDebeziumDoes() {
        try (RunningSource source = RunningSource.start(
                tableLayout(Map.of("snapshot.mode", "no_data", "extended.headers.enabled", "false")))) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE"));
            server.execute("INSERT INTO app.t VALUES (1, 'a')", "UPDATE app.t SET id=2", "DELETE FROM app.t");
            List<SourceRecord> rows = onTopic(
                    source.until(
                            "the second tombstone",
                            record -> record.value() == null
                                    && record.key().toString().contains("id=2")),
                    "a.app.t");

            assertThat(rows)
                    .extracting(record -> line(record) + names(record))
                    .containsExactly(
                            "c t null -> Struct{id=1,v=a}[]",
                            "d t Struct{id=1,v=a} -> null[__debezium.newkey]",
                            "tombstone Struct{id=1}[__debezium.newkey]",
                            "c t null -> Struct{id=2,v=a}[__debezium.oldkey]",
                            "d t Struct{id=2,v=a} -> null[]",
                            "tombstone Struct{id=2}[]");
            assertThat(rows.get(1).sourceOffset())
                    .as("nothing of the change is done before its last record")
                    .isEqualTo(rows.get(2).sourceOffset())
                    .isNotEqualTo(rows.get(3).sourceOffset());
        }
    }

    @Test
    void theTableLayoutSendsMarkersTruncatesAndSchemaChangesToTheirTopicsWhenAsked() {
        Map<String, String> config = tableLayout(Map.of(
                "provide.transaction.metadata", "true", "skipped.operations", "none", "tombstones.on.delete", "false"));
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE"));
            server.transaction("INSERT INTO app.t VALUES (1, 'a')", "DELETE FROM app.t");
            server.execute("TRUNCATE TABLE app.t");
            List<SourceRecord> all =
                    source.until("the TRUNCATE", record -> line(record).startsWith("t "));

            assertThat(all).noneMatch(record -> record.value() == null);
            assertThat(onTopic(all, "a.transaction"))
                    .extracting(record -> line(record).replaceAll(" .*:\\d+", ""))
                    .containsExactly("BEGIN null", "END 2");
            assertThat(onTopic(all, "a.app.t"))
                    .extracting(RunningSource::line)
                    .containsExactly(
                            "c 1 t null -> Struct{id=1,v=a}", "d 2 t Struct{id=1,v=a} -> null", "t t null -> null");
            assertThat(onTopic(all, "a"))
                    .extracting(RunningSource::line)
                    .noneMatch(line -> line.contains("TRUNCATE"))
                    .startsWith("ddl SET character_set_server=utf8mb4, collation_server=utf8mb4_0900_ai_ci")
                    .contains(
                            "ddl DROP TABLE IF EXISTS `app`.`t`",
                            "ddl DROP DATABASE IF EXISTS `app`",
                            "ddl CREATE DATABASE `app` CHARSET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
                            "ddl USE `app`");
        }
    }

    @Test
    void theStreamHoldsDdlInOrderWithItsSessionAndAChainOfTransactions() {
        try (RunningSource source = RunningSource.start(streamLayout(Map.of()))) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE"));
            server.execute(
                    "INSERT INTO app.t VALUES (1, 'a')",
                    "ALTER TABLE app.t ADD COLUMN w INT NOT NULL DEFAULT 5",
                    "UPDATE app.t SET id=7");
            List<SourceRecord> all = source.until("the update", record -> isRow(record, "u", 7));

            List<SourceRecord> streamed = all.subList(2, all.size());
            assertThat(streamed)
                    .extracting(record -> line(record).replaceAll(" [0-9a-f-]{36}:\\d+", ""))
                    .startsWith(
                            "BEGIN null",
                            "c 1 t null -> Struct{id=1,v=a}",
                            "END 1",
                            "ddl ALTER TABLE app.t ADD COLUMN w INT NOT NULL DEFAULT 5",
                            "BEGIN null",
                            "u 1 t Struct{id=1,v=a,w=5} -> Struct{id=7,v=a,w=5}");
            DdlContext context = DdlContext.decode(header(streamed.get(3), DdlContext.NAME));
            assertThat(context.tables()).extracting(Object::toString).containsExactly("app.t");
            assertThat(context.session()).containsKeys("sql_mode", "timestamp");
            TransactionHeader first = TransactionHeader.decode(header(streamed.get(0), TransactionHeader.NAME));
            TransactionHeader ddl = TransactionHeader.decode(header(streamed.get(3), TransactionHeader.NAME));
            TransactionHeader second = TransactionHeader.decode(header(streamed.get(4), TransactionHeader.NAME));
            assertThat(first.previous()).isEmpty();
            assertThat(ddl.previous()).contains(first.gtid());
            assertThat(second.previous()).contains(ddl.gtid());
        }
    }

    @Test
    void aTableCreatedFromAQueryIsOneTransactionWithItsStatementFirst() {
        server.execute("INSERT INTO app.t VALUES (1, 'a'), (2, 'b')");
        try (RunningSource source = RunningSource.start(streamLayout(Map.of()))) {
            source.until("the copy", record -> isRow(record, "r", 2));
            server.execute("CREATE TABLE app.u (PRIMARY KEY (id)) AS SELECT * FROM app.t");
            List<SourceRecord> all = source.until("END", record -> line(record).startsWith("END"));

            assertThat(all.subList(all.size() - 5, all.size()))
                    .extracting(record -> line(record).replaceAll(" [0-9a-f-]{36}:\\d+", ""))
                    .satisfiesExactly(
                            begin -> assertThat(begin).isEqualTo("BEGIN null"),
                            ddl -> assertThat(ddl)
                                    .startsWith("ddl CREATE TABLE")
                                    .contains("`u`"),
                            row -> assertThat(row).isEqualTo("c 1 u null -> Struct{id=1,v=a}"),
                            row -> assertThat(row).isEqualTo("c 2 u null -> Struct{id=2,v=b}"),
                            end -> assertThat(end).isEqualTo("END 2"));
        }
    }

    @Test
    void aRestartInTheTableLayoutGoesOnWithTheRowThatIsNotDone() {
        Map<String, String> config = tableLayout(Map.of("provide.transaction.metadata", "true"));
        List<SourceRecord> whole;
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE"));
            server.transaction(
                    "INSERT INTO app.t VALUES (1, 'a'), (2, 'b'), (3, 'c')",
                    "UPDATE app.t SET id=9 WHERE id=2",
                    "DELETE FROM app.t WHERE id=3");
            whole = source.until("END", record -> line(record).startsWith("END"));
        }

        int begin = 0;
        while (!line(whole.get(begin)).startsWith("BEGIN")) {
            begin++;
        }
        for (int cut = begin; cut < whole.size() - 1; cut++) {
            Map<String, ?> offset = whole.get(cut).sourceOffset();
            int next = cut + 1;
            while (next > begin
                    && whole.get(next - 1).sourceOffset().equals(offset)
                    && !isLastOfItsRow(whole, next - 1)) {
                next--;
            }
            try (RunningSource source = RunningSource.startFrom(config, offset)) {
                List<SourceRecord> rest =
                        source.until("END", record -> line(record).startsWith("END"));
                assertThat(rest)
                        .as("after " + line(whole.get(cut)))
                        .extracting(RunningSource::line)
                        .containsExactlyElementsOf(whole.subList(next, whole.size()).stream()
                                .map(RunningSource::line)
                                .toList());
            }
        }
    }

    /** Whether the offset of this record says that its row is done: it differs from that of the record before. */
    private static boolean isLastOfItsRow(List<SourceRecord> records, int index) {
        return !records.get(index).sourceOffset().equals(records.get(index - 1).sourceOffset());
    }

    @Test
    void echoesLeaveNoRecordAndStillMoveTheOffset() throws Exception {
        MetadataTables metadata = new MetadataTables("duplex");
        server.execute(metadata.createDatabase());
        server.execute(metadata.createTables().toArray(String[]::new));
        try (RunningSource source =
                RunningSource.start(streamLayout(Map.of("heartbeat.interval.ms", "200", "site.id", "2")))) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE"));
            server.transaction(
                    OriginMark.statement(1),
                    "INSERT INTO duplex.applied_transaction (channel, source, worker, epoch, gtid_set) "
                            + "VALUES ('c', 's', 0, 1, '')",
                    "INSERT INTO app.t VALUES (1, 'echo')");
            String executed = server.gtidExecuted().toString();
            List<SourceRecord> all = source.until(
                    "a heartbeat after the echo",
                    record -> line(record).equals("heartbeat")
                            && executed.equals(record.sourceOffset().get("gtids")));

            assertThat(all).noneMatch(record -> isRow(record, "c", 1));
            assertThat(all)
                    .filteredOn(record -> line(record).equals("heartbeat"))
                    .allSatisfy(record -> assertThat(record.topic()).isEqualTo("__debezium-heartbeat.a"));
        }
    }

    @Test
    void onlyCapturedTablesBecomeRecords() {
        server.execute("CREATE TABLE app.other (id INT PRIMARY KEY)");
        Map<String, String> config = streamLayout(Map.of("table.include.list", "app\\.T"));
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the definitions", record -> isDdl(record, "CREATE TABLE"));
            server.execute(
                    "INSERT INTO app.other VALUES (1)", "DROP TABLE app.other", "INSERT INTO app.t VALUES (9, 'x')");
            source.until("the captured row", record -> isRow(record, "c", 9));
            List<SourceRecord> all = source.during(Duration.ofMillis(500));

            assertThat(all).extracting(RunningSource::line).noneMatch(line -> line.contains("other"));
            assertThat(all.stream().filter(record -> line(record).startsWith("BEGIN")))
                    .hasSize(1);
        }
    }

    private static List<SourceRecord> onTopic(List<SourceRecord> records, String topic) {
        return records.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    private static List<String> names(SourceRecord record) {
        List<String> names = new ArrayList<>();
        record.headers().forEach(header -> names.add(header.key()));
        return names;
    }

    private Map<String, String> tableLayout(Map<String, String> more) {
        return config("table", more);
    }

    private Map<String, String> streamLayout(Map<String, String> more) {
        return config("stream", more);
    }

    private Map<String, String> config(String layout, Map<String, String> more) {
        Map<String, String> config = TestConfigs.source(server, layout, directory);
        config.putAll(more);
        return config;
    }
}
