// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.mysql.MySqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A source connector that is measured. */
public enum Contender {
    DUPLEX("io.duplex.source.MySqlSourceConnector"),
    DEBEZIUM("io.debezium.connector.mysql.MySqlConnector"),
    /** No connector at all, only bytes: what a worker reaches at most. */
    PREPARED(PreparedRecords.class.getName());

    private static final String DEBEZIUM_VERSION = "3.6.1.Final";
    private final String connectorClass;

    Contender(String connectorClass) {
        this.connectorClass = connectorClass;
    }

    /** The jars of the plugin; ours are those that were built last. */
    public List<Path> jars() {
        return switch (this) {
            case DUPLEX -> duplex(jar -> true);
            case DEBEZIUM -> debezium();
            case PREPARED -> List.of(packed());
        };
    }

    /** Returns a plugin directory with each of these in a directory of its own. */
    static Path plugins(Collection<Contender> contenders, Path work) throws IOException {
        Path plugins = work.resolve("plugins");
        for (Contender contender : contenders) {
            Path directory = Files.createDirectories(plugins.resolve(contender.name()));
            for (Path jar : contender.jars()) {
                Files.copy(jar, directory.resolve(jar.getFileName()));
            }
        }
        return plugins;
    }

    /** The jars with which both convert to Avro. */
    List<Path> avro() {
        return duplex(jar -> Stream.of("duplex-converters", "avro", "commons-compress")
                .anyMatch(String.valueOf(jar.getFileName())::startsWith));
    }

    private static List<Path> debezium() {
        return Maven.classPath(
                        ArtifactCache.ofUser(),
                        "debezium-" + DEBEZIUM_VERSION,
                        List.of(Artifact.of("io.debezium:debezium-connector-mysql:" + DEBEZIUM_VERSION)))
                .stream()
                .filter(Contender::isOfThePlugin)
                .toList();
    }

    private static Path packed() {
        try (Stream<Path> files = Files.list(Path.of("benchmarks", "target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no jar of the benchmarks: package them first"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Path> duplex(Predicate<Path> wanted) {
        Path installed = Path.of("archive", "target");
        try (Stream<Path> files = Files.walk(installed)) {
            List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(wanted)
                    .toList();
            if (jars.isEmpty()) {
                throw new IllegalStateException("no jars below " + installed + ": build the archive first");
            }
            return jars;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Kafka's own classes come from the worker. */
    private static boolean isOfThePlugin(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return Stream.of("kafka-clients", "connect-api", "connect-runtime", "connect-json", "slf4j-api")
                .noneMatch(name::startsWith);
    }

    /** The configuration that both get; what a user would set for throughput is the same for both. */
    public Map<String, String> config(MySqlServer server, String prefix, Path work) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", prefix);
        config.put("connector.class", connectorClass);
        config.put("tasks.max", "1");
        config.put("topic.prefix", prefix);
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        config.put("database.server.id", this == DUPLEX ? "900001" : "900002");
        config.put("database.include.list", "bench");
        config.put("include.schema.changes", "false");
        config.put("schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
        config.put(
                "schema.history.internal.file.filename",
                work.resolve(prefix + ".history").toString());
        return config;
    }
}
