// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.Ports;
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

    private final int port = Ports.free();
    private final int controllerPort = Ports.free();
    private final Optional<TcpProxy> proxy;
    private final Path directory = Directories.temporary("kafka");
    private final JavaProgram program;
    private Optional<ServerProcess> process = Optional.empty();

    KafkaProcess(Map<String, String> settings, Optional<TcpProxy> proxy) {
        this.proxy = proxy;
        try {
            this.program = program("kafka.Kafka", directory);
            Directories.copy(
                    ArtifactCache.ofUser().entry("kafka-" + VERSION.number() + "-data", KafkaProcess::format), data());
            write(properties(settings), configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return port;
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

    private Properties properties(Map<String, String> settings) {
        Properties properties = node(controllerPort, data());
        String listeners = "INTERNAL://127.0.0.1:" + port;
        String advertised = listeners;
        if (proxy.isPresent()) {
            int behind = Ports.free();
            proxy.get().redirect(behind);
            listeners += ",PROXIED://127.0.0.1:" + behind;
            advertised += ",PROXIED://127.0.0.1:" + proxy.get().port();
        }
        properties.putAll(Map.of(
                "listeners", listeners + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", advertised,
                "inter.broker.listener.name", "INTERNAL",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000"));
        // Records may carry the timestamps of old transactions: nothing may expire by age.
        properties.put("log.retention.ms", "-1");
        properties.putAll(settings);
        return properties;
    }

    private static Properties node(int controllerPort, Path data) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "INTERNAL:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", data.toString()));
        return properties;
    }

    /** Formats once per machine: the result does not depend on the ports. */
    private static void format(Path directory) throws IOException {
        Path work = Directories.temporary("kafka-format");
        try {
            Properties properties = node(1, directory);
            properties.put("listeners", "INTERNAL://127.0.0.1:2,CONTROLLER://127.0.0.1:1");
            properties.put("inter.broker.listener.name", "INTERNAL");
            Path configuration = work.resolve("format.properties");
            write(properties, configuration);
            Path log = work.resolve("format.log");
            ServerProcess process = program("kafka.tools.StorageTool", work)
                    .start(List.of("format", "-t", CLUSTER, "-c", configuration.toString()), log);
            if (process.exitCode(Duration.ofMinutes(2)) != 0) {
                throw new IOException("cannot format the Kafka data directory:\n" + process.logTail(40));
            }
        } finally {
            Directories.delete(work);
        }
    }

    private static JavaProgram program(String mainClass, Path work) throws IOException {
        return new JavaProgram(
                "Kafka " + VERSION.number(),
                mainClass,
                VERSION.classPath(),
                List.of("-Xmx256m", VERSION.logging(work)));
    }

    private static void write(Properties properties, Path file) throws IOException {
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
