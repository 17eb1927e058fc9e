// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A KRaft node, broker and controller in one child JVM, on a copy of a formatted log directory. */
final class KafkaProcess implements KafkaBackend {
    private static final KafkaVersion VERSION = KafkaVersion.V4_3;
    private static final String CLUSTER = "ZHVwbGV4LXRlc3RraXQtMQ";

    private final KafkaSettings settings;
    private final Path directory = Directories.temporary("kafka");
    private final JavaProgram program;
    private Optional<ServerProcess> process = Optional.empty();

    KafkaProcess(KafkaSettings settings) {
        this.settings = settings;
        try {
            this.program = program("kafka.Kafka", settings.heap(), directory);
            Directories.copy(
                    ArtifactCache.ofUser().entry("kafka-" + VERSION.number() + "-data", KafkaProcess::format), data());
            write(settings.properties("127.0.0.1", data().toString()), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return settings.port();
    }

    @Override
    public void start() {
        process = Optional.of(program.start(List.of(configuration().toString()), log()));
    }

    @Override
    public void failIfDead() {
        process.ifPresent(ServerProcess::failIfDead);
    }

    @Override
    public void kill9() {
        process.ifPresent(ServerProcess::kill9);
    }

    @Override
    public void stop() {
        process.ifPresent(running -> running.stop(Duration.ofSeconds(20)));
    }

    @Override
    public String logTail() {
        return ServerProcess.tail(log(), 60);
    }

    @Override
    public void close() {
        kill9();
        Directories.delete(directory);
    }

    /** Formats once per machine: the result does not depend on the ports. */
    private static void format(Path directory) throws IOException {
        Path work = Directories.temporary("kafka-format");
        try {
            Map<String, String> properties = KafkaSettings.node(1, directory.toString());
            properties.put("listeners", "INTERNAL://127.0.0.1:2,CONTROLLER://127.0.0.1:1");
            properties.put("inter.broker.listener.name", "INTERNAL");
            Path configuration = work.resolve("format.properties");
            write(properties, configuration);
            Path log = work.resolve("format.log");
            ServerProcess process = program("kafka.tools.StorageTool", "256m", work)
                    .start(List.of("format", "-t", CLUSTER, "-c", configuration.toString()), log);
            if (process.exitCode(Duration.ofMinutes(2)) != 0) {
                throw new IOException("cannot format the Kafka data directory:\n" + process.logTail(40));
            }
        } finally {
            Directories.delete(work);
        }
    }

    private static JavaProgram program(String mainClass, String heap, Path work) throws IOException {
        return new JavaProgram(
                "Kafka " + VERSION.number(),
                mainClass,
                VERSION.classPath(),
                List.of("-Xmx" + heap, VERSION.logging(work)));
    }

    private static void write(Map<String, String> settings, Path file) throws IOException {
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path configuration() {
        return directory.resolve("server.properties");
    }

    private Path log() {
        return directory.resolve("server.log");
    }
}
