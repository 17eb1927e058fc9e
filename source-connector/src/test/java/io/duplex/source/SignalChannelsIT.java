// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.SignalledSource.fill;
import static io.duplex.source.SignalledSource.isNotice;
import static io.duplex.source.SignalledSource.notices;
import static io.duplex.source.SignalledSource.rows;
import static io.duplex.source.SignalledSource.signal;
import static io.duplex.source.SignalledSource.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals by each channel; those that nobody understands do no harm. */
final class SignalChannelsIT {
    private static final String REQUEST =
            "{\"id\": \"x\", \"type\": \"execute-snapshot\", \"data\": {\"data-collections\": [\"app.t\"]}}";

    @TempDir
    Path directory;

    @Test
    void eachChannelStartsASnapshotAndNonsenseIsPassedOver() throws Exception {
        Path file = directory.resolve("signals.txt");
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                KafkaBroker kafka = KafkaBroker.start()) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.signals (id VARCHAR(64) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)",
                    "CREATE TABLE app.t (id INT PRIMARY KEY, v BIGINT NOT NULL)");
            fill(server, "t", 150);
            kafka.createTopic("a-signal", 1, Map.of());
            Map<String, String> config = SignalledSource.options(TestConfigs.source(server, "table", directory));
            config.put("signal.enabled.channels", "source,kafka,file,jmx");
            config.put("signal.kafka.bootstrap.servers", kafka.bootstrapServers());
            config.put("signal.file", file.toString());
            config.put("signal.poll.interval.ms", "200");
            config.put("notification.enabled.channels", "sink,log,jmx");

            try (RunningSource source = RunningSource.start(config)) {
                started(source);
                kafka.records().send("a-signal", "another", REQUEST);
                kafka.records().send("a-signal", "a", "no JSON");
                kafka.records().send("a-signal", "a", REQUEST);
                int copied = 150;
                until(source, copied);

                Files.writeString(file, "{\"id\": 1\n\n" + REQUEST + "\n");
                copied += 150;
                until(source, copied);
                assertThat(file).isEmptyFile();

                MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
                beans.invoke(
                        new ObjectName("debezium.mysql:type=management,context=signals,server=a"),
                        "signal",
                        new Object[] {"y", "execute-snapshot", "{\"data-collections\": [\"app.t\"]}"},
                        new String[] {String.class.getName(), String.class.getName(), String.class.getName()});
                copied += 150;
                until(source, copied);

                signal(server, "unheard-of", "{}");
                signal(server, "execute-snapshot", "{\"data-collections\": [\"(\"]}");
                signal(server, "execute-snapshot", "not JSON");
                signal(server, "execute-snapshot", "{\"data-collections\": [\"app.t\"], \"type\": \"NOISY\"}");
                signal(server, "log", "{\"message\": \"I am at {}\"}");
                signal(server, "execute-snapshot", "{\"data-collections\": [\"app.t\"]}");
                copied += 150;
                List<SourceRecord> records = until(source, copied);

                assertThat(notices(records)).filteredOn("COMPLETED"::equals).hasSize(4);
                CompositeData[] kept = (CompositeData[]) beans.getAttribute(
                        new ObjectName("debezium.mysql:type=management,context=notifications,server=a"),
                        "Notifications");
                assertThat(kept).anySatisfy(notification -> {
                    assertThat(notification.get("aggregateType")).isEqualTo("Incremental Snapshot");
                    assertThat(notification.get("type")).isEqualTo("COMPLETED");
                    assertThat(notification.get("id")).isEqualTo("y");
                });
            }
        }
    }

    @Test
    void theBinlogIsReadAgainFromWhereASignalSays() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.signals (id VARCHAR(64) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)",
                    "CREATE TABLE app.t (id INT PRIMARY KEY, v BIGINT NOT NULL)");
            Map<String, String> config = SignalledSource.options(TestConfigs.source(server, "table", directory));
            try (RunningSource source = RunningSource.start(config)) {
                started(source);
                server.execute("INSERT INTO app.t VALUES (1, 1)");
                String executed = server.value("SELECT REPLACE(@@GLOBAL.gtid_executed, '\n', '')");
                List<String> end = server.rows("SHOW MASTER STATUS").get(0);
                server.execute("INSERT INTO app.t VALUES (2, 1)", "ALTER TABLE app.t ADD COLUMN w INT");
                signal(server, "set-binlog-position", "{\"gtid_set\": \"" + executed + "\"}");
                server.execute("INSERT INTO app.t VALUES (3, 1, 1)");
                awaitInserts(source, 2, 2, 3);
                signal(
                        server,
                        "set-binlog-position",
                        "{\"binlog_filename\": \"" + end.get(0) + "\", \"binlog_position\": " + end.get(1) + "}");
                server.execute("INSERT INTO app.t VALUES (4, 1, 1)");
                awaitInserts(source, 2, 2, 3, 2, 3, 4);
            }
        }
    }

    private static void awaitInserts(RunningSource source, int... ids) {
        List<Integer> wanted = Arrays.stream(ids).boxed().toList();
        Eventually.passes(
                "inserts " + wanted,
                Duration.ofSeconds(30),
                () -> assertThat(rows(source.during(Duration.ofMillis(200)), "t", "c"))
                        .extracting(record -> ((Struct) record.key()).getInt32("id"))
                        .filteredOn(id -> id > 1)
                        .isEqualTo(wanted));
    }

    private static List<SourceRecord> until(RunningSource source, int copied) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        List<SourceRecord> records;
        do {
            records = source.during(Duration.ofMillis(200));
        } while (completed(records) < copied / 150 && System.nanoTime() < end);
        assertThat(rows(records, "t", "r")).hasSize(copied);
        return records;
    }

    private static long completed(List<SourceRecord> records) {
        return records.stream().filter(record -> isNotice(record, "COMPLETED")).count();
    }
}
