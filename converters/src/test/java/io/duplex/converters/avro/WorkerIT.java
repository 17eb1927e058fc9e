// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.converters.registry.TestRegistry;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.kafka.KafkaVersion;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In a worker the converter has only what lies in its plugin directory, and a class loader of its own. */
class WorkerIT {

    private static final Pattern RUN_TIME = Pattern.compile("(avro|jackson-(core|databind|annotations))-[0-9.]+\\.jar");

    @TempDir
    static Path directory;

    @ParameterizedTest
    @EnumSource(KafkaVersion.class)
    void aWorkerFindsTheConverterByItsManifestAndWritesWithIt(KafkaVersion version) throws IOException {
        Path plugins = plugins(version);
        Path lines = Files.writeString(directory.resolve(version + ".txt"), "hello\n");
        try (TestRegistry registry = TestRegistry.start();
                KafkaBroker broker = KafkaBroker.start();
                ConnectCluster cluster = ConnectCluster.builder(broker)
                        .workers(1)
                        .version(version)
                        .pluginPath(plugins)
                        .start()) {
            assertThat(cluster.rest().plugins()).containsKey(AvroConverter.class.getName());
            cluster.rest()
                    .start(
                            "lines",
                            Map.of(
                                    "connector.class",
                                    "org.apache.kafka.connect.file.FileStreamSourceConnector",
                                    "tasks.max",
                                    "1",
                                    "file",
                                    lines.toString(),
                                    "topic",
                                    "lines",
                                    "value.converter",
                                    AvroConverter.class.getName(),
                                    "value.converter.schema.registry.url",
                                    registry.url()));

            Eventually.passes(
                    "the line is in the topic",
                    Duration.ofSeconds(60),
                    () -> assertThat(broker.records().bytes("lines").get(0).value())
                            .containsExactly(0, 0, 0, 0, 1, 10, 'h', 'e', 'l', 'l', 'o'));
            assertThat(registry.subjects()).containsExactly("lines-value");
        }
    }

    private static Path plugins(KafkaVersion version) throws IOException {
        Path plugins = directory.resolve("plugins-" + version);
        Path converter = Files.createDirectories(plugins.resolve("duplex-converters"));
        Files.copy(jar(), converter.resolve("duplex-converters.jar"));
        for (String entry :
                Objects.requireNonNull(System.getProperty("java.class.path")).split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            if (RUN_TIME.matcher(jar.getFileName().toString()).matches()) {
                Files.copy(jar, converter.resolve(jar.getFileName()));
            }
        }
        assertThat(converter.toFile().list()).hasSize(5);
        Path lines = Files.createDirectories(plugins.resolve("lines")).resolve("connect-file.jar");
        Files.copy(Maven.file(Artifact.of("org.apache.kafka:connect-file:4.3.1")), lines);
        return plugins;
    }

    /** The module's own jar, which the build has packaged before this test runs. */
    private static Path jar() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("duplex-converters-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no duplex-converters jar in target"));
        }
    }
}
