// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.kafka.KafkaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectClusterIT {
    private static final Duration FAILOVER = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static KafkaBroker broker;
    private static Path plugins;

    @BeforeAll
    static void start() throws IOException {
        broker = KafkaBroker.start();
        plugins = Files.createDirectories(directory.resolve("plugins"));
        PluginArchive archive = PluginArchive.read(FileStreamArchive.write(directory, "tests-filestream-1.0"));
        assertThat(archive.install(plugins)).isEqualTo(plugins.resolve("tests-filestream"));
    }

    @AfterAll
    static void end() {
        broker.close();
    }

    @Test
    void taskOfKilledWorkerGoesOnElsewhere() throws IOException {
        Path file = Files.writeString(directory.resolve("input.txt"), "one\n");
        try (ConnectCluster cluster =
                ConnectCluster.builder(broker).workers(2).pluginPath(plugins).start()) {
            cluster.rest().start("lines", source(file, "lines"));
            broker.records().await("lines", 1, Duration.ofSeconds(30));
            Eventually.holds(
                    "offset committed",
                    Duration.ofSeconds(30),
                    () -> !cluster.rest().offsets("lines").path("offsets").isEmpty());
            ConnectWorker owner = cluster.workerOf("lines", 0);

            owner.kill9();
            Files.writeString(file, "two\n", StandardOpenOption.APPEND);

            broker.records().await("lines", 2, FAILOVER);
            assertThat(cluster.workerOf("lines", 0)).isNotSameAs(owner);
            owner.restart();
            assertThat(owner.isAlive()).isTrue();
        }
    }

    @Test
    void restClientValidatesPausesStopsAndReportsFailures() throws IOException {
        Path file = Files.writeString(directory.resolve("numbers.txt"), "1\n");
        try (ConnectCluster cluster = ConnectCluster.builder(broker)
                .version(KafkaVersion.V3_9)
                .heap("200m")
                .pluginPath(plugins)
                .start()) {
            ConnectRest rest = cluster.rest();
            assertThat(rest.plugins()).containsKey("org.apache.kafka.connect.file.FileStreamSourceConnector");
            assertThat(rest.validate(Map.of(
                            "name", "x", "connector.class", "org.apache.kafka.connect.file.FileStreamSourceConnector")))
                    .containsKey("topic");

            rest.start("numbers", source(file, "numbers"));
            broker.records().await("numbers", 1, Duration.ofSeconds(30));
            rest.pause("numbers");
            rest.resume("numbers");
            rest.stop("numbers");
            rest.resetOffsets("numbers");
            rest.resume("numbers");
            assertThat(broker.records()
                            .await("numbers", 2, Duration.ofSeconds(30))
                            .get(1)
                            .value()
                            .orElseThrow())
                    .contains("\"schema\"");
            rest.delete("numbers");
            assertThat(rest.connectors()).isEmpty();

            rest.put("broken", sink("numbers", directory.resolve("no/such/directory/file")));
            assertThat(rest.awaitFailed("broken", Duration.ofSeconds(30))).contains("ConnectException");
            assertThatThrownBy(() -> rest.awaitRunning("broken", Duration.ofSeconds(30)))
                    .hasMessageContaining("broken failed");
        }
    }

    @Test
    void archiveWithWrongTopDirectoryIsRefused() throws IOException {
        PluginArchive archive = PluginArchive.read(FileStreamArchive.write(directory, "wrong-1.0"));

        assertThatThrownBy(() -> archive.install(plugins)).hasMessageContaining("is not below tests-filestream-1.0/");
        assertThat(List.of(archive.owner(), archive.name(), archive.version()))
                .containsExactly("tests", "filestream", "1.0");
    }

    private static Map<String, String> source(Path file, String topic) {
        return Map.of(
                "connector.class",
                "org.apache.kafka.connect.file.FileStreamSourceConnector",
                "tasks.max",
                "1",
                "file",
                file.toString(),
                "topic",
                topic);
    }

    private static Map<String, String> sink(String topic, Path file) {
        return Map.of(
                "connector.class",
                "org.apache.kafka.connect.file.FileStreamSinkConnector",
                "tasks.max",
                "1",
                "file",
                file.toString(),
                "topics",
                topic);
    }
}
