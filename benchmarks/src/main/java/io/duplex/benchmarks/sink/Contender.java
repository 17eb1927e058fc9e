// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who writes the backlog. */
enum Contender {
    DUPLEX,
    /** Compares each row with the image before the change, as it does when conflicts are resolved. */
    DUPLEX_CONFLICTS,
    NATIVE_1,
    NATIVE_4,
    /** The bound. */
    PLAIN_JDBC,
    /** The bound with what Duplex adds to each commit: the session's mark and the progress row. */
    PLAIN_JDBC_MARKED,
    DEBEZIUM_JDBC;

    /** The newest that Maven Central has with all that it needs. */
    private static final String DEBEZIUM_VERSION = "3.5.0.Final";

    /** Returns why it cannot do a workload, if so. */
    Optional<String> unable(SinkLoad.Workload workload) {
        boolean findsByKey = this == PLAIN_JDBC || this == PLAIN_JDBC_MARKED || this == DEBEZIUM_JDBC;
        return switch (workload) {
            case OLTP, BULK, HOT -> Optional.empty();
            case NO_KEY -> findsByKey ? Optional.of("its statements find rows by their key") : Optional.empty();
            case COPY -> copies();
        };
    }

    private Optional<String> copies() {
        return switch (this) {
            case NATIVE_1, NATIVE_4 -> Optional.of("replication begins where somebody else has copied the tables");
            case PLAIN_JDBC_MARKED -> Optional.of("a first copy has no source transactions to note");
            case DUPLEX, DUPLEX_CONFLICTS, PLAIN_JDBC, DEBEZIUM_JDBC -> Optional.empty();
        };
    }

    /** Tells whether it is our sink. */
    boolean isDuplex() {
        return this == DUPLEX || this == DUPLEX_CONFLICTS;
    }

    /** Tells whether it reads the records as Debezium writes them, a topic for each table. */
    boolean readsTables() {
        return this == DEBEZIUM_JDBC;
    }

    /** Returns the jars that are not on the class path of the benchmarks. */
    List<Path> jars() {
        if (this != DEBEZIUM_JDBC) {
            return List.of();
        }
        return Maven.classPath(
                        ArtifactCache.ofUser(),
                        "debezium-jdbc-sink-" + DEBEZIUM_VERSION,
                        List.of(
                                Artifact.of("io.debezium:debezium-connector-jdbc:" + DEBEZIUM_VERSION),
                                // Hibernate looks into a class that mentions it.
                                Artifact.of("jakarta.validation:jakarta.validation-api:3.0.2")))
                .stream()
                .filter(jar -> Stream.of("kafka-clients", "connect-", "slf4j")
                        .noneMatch(String.valueOf(jar.getFileName())::startsWith))
                .toList();
    }

    /** Returns the options of the sink. */
    Map<String, String> config(MySqlServer server, int batch) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "bench-sink");
        if (this == DEBEZIUM_JDBC) {
            config.put("topics", "bench.bench.sb0");
            config.put(
                    "connection.url",
                    "jdbc:mysql://" + server.host() + ":" + server.port()
                            + "/bench?sslMode=DISABLED&allowPublicKeyRetrieval=true&rewriteBatchedStatements=true");
            config.put("connection.username", server.user());
            config.put("connection.password", server.password());
            config.put("connection.pool.min_size", "1");
            config.put("insert.mode", "upsert");
            config.put("delete.enabled", "true");
            config.put("primary.key.mode", "record_key");
            config.put("schema.evolution", "none");
            config.put("collection.name.format", "${source.table}");
            config.put("batch.size", String.valueOf(batch));
            config.put("use.reduction.buffer", "true");
            return config;
        }
        config.put("topics", "bench.stream");
        config.put("site.id", "2");
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        config.put("database.ssl.mode", "disabled");
        if (this == DUPLEX_CONFLICTS) {
            config.put("conflict.resolution", "priority");
        }
        return config;
    }
}
