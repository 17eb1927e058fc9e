// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are down, replaced by a replica, or have lost what was read. */
final class FailoverIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aPromotedReplicaGoesOnWithoutLossOrDuplicates() {
        try (MySqlServer first = server(MySqlVersion.V8_0, 1);
                MySqlServer second = server(MySqlVersion.V8_0, 2)) {
            tables(first);
            replicate(first, second);
            try (RunningSource source = RunningSource.start(config(first, second))) {
                source.until("the copy", record -> RunningSource.isDdl(record, "CREATE TABLE"));
                insert(first, 1, 50);
                source.until("row 50", record -> RunningSource.isRow(record, "c", 50));
                insert(first, 51, 80);
                caughtUp(first, second);
                first.kill9();
                promote(second);
                insert(second, 81, 120);

                assertThat(created(source.until("row 120", record -> RunningSource.isRow(record, "c", 120))))
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, 120).boxed().toList());
            }
        }
    }

    @Test
    void aServerThatLacksWhatWasReadIsNotTakenAndItsGapIsNamed() {
        try (MySqlServer first = server(MySqlVersion.V8_0, 1);
                MySqlServer second = server(MySqlVersion.V8_0, 2)) {
            tables(first);
            replicate(first, second);
            try (RunningSource source = RunningSource.start(config(first, second))) {
                source.until("the copy", record -> RunningSource.isDdl(record, "CREATE TABLE"));
                caughtUp(first, second);
                promote(second);
                insert(first, 1, 1);
                String errant = lastGtid(first);
                source.until("row 1", record -> RunningSource.isRow(record, "c", 1));
                first.kill9();
                insert(second, 2, 2);

                assertThatThrownBy(() -> source.during(LIMIT))
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("127.0.0.1:" + second.port() + " lacks " + errant);
            }
        }
    }

    @Test
    void aServerThatIsDownAtTheStartIsWaitedFor() {
        try (MySqlServer server = server(MySqlVersion.V8_0, 1)) {
            tables(server);
            server.kill9();
            Map<String, String> config = TestConfigs.source(server, "table", directory);
            try (RunningSource source = RunningSource.start(config)) {
                long begin = System.nanoTime();
                assertThat(source.poll()).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
                server.restart();
                source.until("the copy", record -> RunningSource.isDdl(record, "CREATE TABLE"));
            }
            server.kill9();
            config.put("errors.max.retries", "0");
            assertThatThrownBy(() -> RunningSource.start(config).close())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("source-a");
        }
    }

    private static MySqlServer server(MySqlVersion version, int id) {
        return MySqlServer.builder(version)
                .serverId(id)
                .option("--log-slave-updates=ON")
                .durable()
                .start();
    }

    private static void tables(MySqlServer server) {
        server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
    }

    private static void replicate(MySqlServer from, MySqlServer to) {
        to.execute(
                "RESET MASTER",
                "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=" + from.port()
                        + ", MASTER_USER='root', MASTER_AUTO_POSITION=1, MASTER_CONNECT_RETRY=1",
                "START SLAVE");
        caughtUp(from, to);
    }

    private static void caughtUp(MySqlServer from, MySqlServer to) {
        String set = from.gtidExecuted();
        Eventually.holds(
                "the replica has all",
                LIMIT,
                () -> to.number("SELECT GTID_SUBSET('" + set + "', @@gtid_executed)") == 1);
    }

    private static void promote(MySqlServer server) {
        server.execute("STOP SLAVE", "RESET SLAVE ALL");
    }

    private static void insert(MySqlServer server, int from, int to) {
        for (int id = from; id <= to; id++) {
            server.execute("INSERT INTO app.t VALUES (" + id + ")");
        }
    }

    private static String lastGtid(MySqlServer server) {
        String own = server.gtidExecuted().replaceAll("\\s", "");
        return own.replaceAll(".*(" + server.serverUuid() + "):\\d+-(\\d+).*", "$1:$2");
    }

    private Map<String, String> config(MySqlServer first, MySqlServer second) {
        Map<String, String> config = TestConfigs.source(first, "table", directory);
        config.put("database.hostnames", second.host() + ":" + second.port());
        config.put("connect.timeout.ms", "3000");
        config.put("retriable.restart.connector.wait.ms", "500");
        config.put("table.include.list", "app.t");
        return config;
    }

    private static List<Integer> created(List<SourceRecord> records) {
        return records.stream()
                .filter(record -> record.topic().equals("a.app.t") && record.value() != null)
                .map(record -> ((Struct) record.value()).getStruct("after").getInt32("id"))
                .toList();
    }
}
