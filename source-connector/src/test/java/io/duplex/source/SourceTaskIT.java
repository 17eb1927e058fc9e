// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.header;
import static io.duplex.source.RunningSource.isDdl;
import static io.duplex.source.RunningSource.isRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source connector's own classes over a real server: snapshot, binlog, restarts and layouts. */
final class SourceTaskIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V8_0"})
    void snapshotAndBinlogJoinWithoutGapOrOverlap(MySqlVersion version) {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20), KEY (v))",
                    "INSERT INTO app.t VALUES (1, 'one'), (2, 'two')");

            try (RunningSource source = RunningSource.start(config(server, "stream"))) {
                List<SourceRecord> copied = source.until("the copy ends", record -> isRow(record, "r", 2));
                server.transaction("INSERT INTO app.t VALUES (3, 'three')", "DELETE FROM app.t WHERE id=1");
                List<SourceRecord> all =
                        source.until("END", record -> RunningSource.line(record).startsWith("END"));

                assertThat(copied)
                        .extracting(RunningSource::line)
                        .satisfiesExactly(
                                first -> assertThat(first).startsWith("ddl CREATE DATABASE `app`"),
                                second -> assertThat(second).startsWith("ddl CREATE TABLE `t`"),
                                row -> assertThat(row).contains("id=1,v=one"),
                                row -> assertThat(row).contains("id=2,v=two"));
                SnapshotHeader last = SnapshotHeader.decode(header(copied.get(3), SnapshotHeader.NAME));
                assertThat(last.last()).isTrue();
                assertThat(last.record()).isEqualTo(4);
                assertThat(place(copied.get(2))).isEqualTo("first");
                assertThat(place(copied.get(3))).isEqualTo("last");
                List<SourceRecord> streamed = all.subList(4, all.size());
                assertThat(streamed)
                        .extracting(RunningSource::line)
                        .satisfiesExactly(
                                begin -> assertThat(begin).startsWith("BEGIN "),
                                row -> assertThat(row).startsWith("c 1 t null -> Struct{id=3"),
                                row -> assertThat(row).startsWith("d 2 t Struct{id=1"),
                                end -> assertThat(end).startsWith("END ").endsWith(" 2"));
                TransactionHeader header = TransactionHeader.decode(header(streamed.get(0), TransactionHeader.NAME));
                assertThat(header.executed()).isEqualTo(last.executed());
                assertThat(all).allSatisfy(record -> {
                    assertThat(record.topic()).isEqualTo("a.stream");
                    assertThat(record.kafkaPartition()).isZero();
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V8_0"})
    void restartFromAnyRecordYieldsExactlyTheRest(MySqlVersion version) {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, v INT)");
            Map<String, String> config = config(server, "stream");
            List<SourceRecord> whole;
            try (RunningSource source = RunningSource.start(config)) {
                source.until("the copy ends", record -> isDdl(record, "CREATE TABLE"));
                server.transaction(inserts(0, 40));
                server.execute("ALTER TABLE app.t ADD COLUMN w INT DEFAULT 7", "UPDATE app.t SET v=v+1");
                server.transaction("DELETE FROM app.t WHERE id < 5", "INSERT INTO app.t VALUES (1000, 1, 1)");
                whole = source.until("the last END", SourceTaskIT::isLastEnd);
            }

            for (int cut = 1; cut < whole.size() - 1; cut += 7) {
                try (RunningSource source =
                        RunningSource.startFrom(config, whole.get(cut).sourceOffset())) {
                    List<SourceRecord> rest = source.until("the last END after cut " + cut, SourceTaskIT::isLastEnd);

                    assertThat(rest)
                            .as("cut after " + cut)
                            .extracting(RunningSource::line)
                            .containsExactlyElementsOf(whole.subList(cut + 1, whole.size()).stream()
                                    .map(RunningSource::line)
                                    .toList());
                }
            }
        }
    }

    private static boolean isLastEnd(SourceRecord record) {
        return RunningSource.line(record).matches("END .* 6");
    }

    private static String[] inserts(int from, int count) {
        String[] statements = new String[count];
        for (int i = 0; i < count; i++) {
            int id = from + i * 3;
            statements[i] = "INSERT INTO app.t VALUES (" + id + ",1),(" + (id + 1) + ",2),(" + (id + 2) + ",3)";
        }
        return statements;
    }

    private static String place(SourceRecord record) {
        return ((Struct) record.value()).getStruct("source").getString("snapshot");
    }

    private Map<String, String> config(MySqlServer server, String layout) {
        return TestConfigs.source(server, layout, directory);
    }
}
