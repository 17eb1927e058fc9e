// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.kafka.KafkaVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.Ports;
import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** One distributed Connect worker in a child JVM; made by {@link ConnectCluster}. */
public final class ConnectWorker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int port = Ports.free();
    private final Path directory = Directories.temporary("connect");
    private final JavaProgram program;
    private Optional<ServerProcess> process = Optional.empty();

    ConnectWorker(KafkaVersion version, Map<String, String> settings, List<String> jvmOptions) {
        try {
            List<String> options = new ArrayList<>(jvmOptions);
            options.add(version.logging(directory));
            program = new JavaProgram(
                    "Connect worker " + version.number() + " on port " + port,
                    "org.apache.kafka.connect.cli.ConnectDistributed",
                    version.classPath(),
                    options);
            Properties properties = new Properties();
            properties.putAll(settings);
            properties.put("listeners", "http://127.0.0.1:" + port);
            properties.put("rest.advertised.host.name", "127.0.0.1");
            properties.put("rest.advertised.port", Integer.toString(port));
            try (Writer writer = Files.newBufferedWriter(configuration())) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As in the status of connectors: {@code 127.0.0.1:port}. */
    public String id() {
        return "127.0.0.1:" + port;
    }

    public URI uri() {
        return URI.create("http://" + id());
    }

    public boolean isAlive() {
        return process.map(ServerProcess::isAlive).orElse(false);
    }

    public long pid() {
        return process.orElseThrow(() -> new IllegalStateException("never started"))
                .pid();
    }

    /** SIGKILL: its tasks are taken over by the other workers after the session timeout. */
    public void kill9() {
        process.ifPresent(ServerProcess::kill9);
    }

    /** An orderly shutdown: the worker leaves its group. */
    public void stop() {
        process.ifPresent(running -> running.stop(Duration.ofSeconds(40)));
    }

    /** Starts the worker again on the same port and waits until it has joined its group. */
    public void restart() {
        stop();
        launch();
        awaitReady();
    }

    /** The last lines of the worker's log. */
    public String logTail() {
        return ServerProcess.tail(log(), 200);
    }

    /** The whole log file, which grows over restarts. */
    public Path log() {
        return directory.resolve("worker.log");
    }

    @Override
    public void close() {
        kill9();
        Directories.delete(directory);
    }

    @Override
    public String toString() {
        return program.name();
    }

    void launch() {
        process = Optional.of(program.start(List.of(configuration().toString()), log()));
    }

    void awaitReady() {
        Eventually.holds("start of " + this, PATIENCE, () -> {
            failIfDead();
            return Ports.isOpen(port);
        });
        ConnectRest rest = new ConnectRest(this::uri);
        Eventually.get("group membership of " + this, PATIENCE, () -> {
            failIfDead();
            return Optional.of(rest.connectors());
        });
    }

    private void failIfDead() {
        try {
            process.ifPresent(ServerProcess::failIfDead);
        } catch (IllegalStateException e) {
            throw new Eventually.GiveUp(String.valueOf(e.getMessage()), e);
        }
    }

    private Path configuration() {
        return directory.resolve("worker.properties");
    }
}
