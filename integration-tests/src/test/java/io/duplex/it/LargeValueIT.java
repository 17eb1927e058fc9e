// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.it.ValueCombination.Layout;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Values of many megabytes, with the sizes that docs/values.md tells to set, when they are asked for with {@code
 * -Dduplex.values.megabytes=64}.
 */
class LargeValueIT {
    private static final int MEGABYTES = Integer.getInteger("duplex.values.megabytes", 0);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String ROWS =
            "SELECT id, LENGTH(b), SHA2(b, 256), LENGTH(t), SHA2(t, 256) FROM app.large ORDER BY id";

    @ParameterizedTest
    @EnumSource(ValueCombination.Format.class)
    void arriveOutOfTheFirstCopyAndOutOfTheBinlog(ValueCombination.Format format) throws IOException {
        assumeTrue(MEGABYTES > 0, "skipped: only with -Dduplex.values.megabytes=64");
        // Beside the records a request has a few bytes of its own.
        // A sink that is there before the source would have the broker make the topic, for records of 1 MB.
        KafkaBroker.Builder settings = KafkaBroker.builder()
                .heap("1500m")
                .setting("socket.request.max.bytes", bytes(4))
                .setting("auto.create.topics.enable", "false");
        try (KafkaBroker broker = settings.start();
                ConnectCluster cluster =
                        Replication.cluster(broker).heap("3g").workers(1).start();
                ApicurioRegistry registry = ApicurioRegistry.start()) {
            for (MySqlVersion version : MySqlVersion.values()) {
                if (version.available()) {
                    Replication replication = new Replication(broker, cluster);
                    replicate(replication, new ValueCombination(version, Layout.STREAM, format), registry.url());
                }
            }
        }
    }

    private static void replicate(Replication connectors, ValueCombination combination, String registry) {
        String[] options = {"--max-allowed-packet=1G", "--innodb-log-file-size=512M", "--innodb-buffer-pool-size=256M"};
        try (Site source = Site.start(1, combination.version(), options);
                Site target = Site.start(2, combination.version(), options);
                Replication replication = connectors) {
            source.server()
                    .execute(
                            "CREATE DATABASE app",
                            "CREATE TABLE app.large (id INT PRIMARY KEY, b LONGBLOB, t LONGTEXT CHARACTER SET utf8mb4)",
                            "INSERT INTO app.large VALUES (1, " + blob() + ", NULL), (2, NULL, 'small')");
            Map<String, String> sizes = new LinkedHashMap<>(combination.source(source, registry));
            // An UPDATE has the value before and behind it, and JSON has bytes as base64.
            sizes.put("producer.override.max.request.size", bytes(3));
            sizes.put("producer.override.buffer.memory", bytes(3));
            sizes.put("producer.override.compression.type", "none");
            sizes.put("topic.creation.default.max.message.bytes", bytes(3));
            replication.source(source, sizes);
            replication.sink(source, target, combination.sink(source, registry));
            same(replication, source, target);
            source.server()
                    .execute(
                            "INSERT INTO app.large VALUES (3, " + blob() + ", NULL)",
                            "UPDATE app.large SET b = " + blob() + " WHERE id = 1",
                            "UPDATE app.large SET t = REPEAT('\u00e4', " + MEGABYTES * 512 * 1024 + ") WHERE id = 2",
                            "DELETE FROM app.large WHERE id = 3");
            same(replication, source, target);
        }
    }

    private static void same(Replication replication, Site source, Site target) {
        String sink = Connectors.sinkName(source, target);
        Eventually.passes("the large rows", LIMIT, () -> {
            if (!replication.rest().status(sink).failure().isEmpty()) {
                replication.rest().awaitRunning(sink, Duration.ofSeconds(1));
            }
            assertThat(target.server().rows(ROWS)).isEqualTo(source.server().rows(ROWS));
        });
    }

    private static String blob() {
        return "REPEAT(RANDOM_BYTES(1024), " + MEGABYTES * 1024 + ")";
    }

    private static String bytes(int values) {
        return String.valueOf(1024L * 1024 * values * MEGABYTES);
    }
}
