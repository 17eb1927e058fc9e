// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Debezium's own MySQL connector, as a plugin of a worker. */
final class DebeziumPlugin {
    private static final String VERSION = "3.6.1.Final";

    private DebeziumPlugin() {}

    /** Returns a plugin directory with nothing but the connector. */
    static Path install() {
        Path plugins = Directories.temporary("debezium");
        List<Path> jars = Maven.classPath(
                ArtifactCache.ofUser(),
                "debezium-" + VERSION,
                List.of(Artifact.of("io.debezium:debezium-connector-mysql:" + VERSION)));
        try {
            Path plugin = Files.createDirectory(plugins.resolve("debezium-connector-mysql"));
            for (Path jar : jars) {
                if (isOfThePlugin(jar)) {
                    Files.copy(jar, plugin.resolve(jar.getFileName()));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return plugins;
    }

    /** Kafka's own classes come from the worker. */
    private static boolean isOfThePlugin(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return Stream.of("kafka-clients", "connect-", "slf4j-api").noneMatch(name::startsWith);
    }
}
