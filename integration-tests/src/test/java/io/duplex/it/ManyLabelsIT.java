// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.it.ValueCombination.Format;
import io.duplex.it.ValueCombination.Layout;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ENUM with as many labels as a server takes, copied and streamed, when it is asked for with {@code
 * -Dduplex.values.labels=65535}: servers compare each label with all others.
 */
class ManyLabelsIT {
    private static final Logger LOG = LoggerFactory.getLogger(ManyLabelsIT.class);
    private static final int MOST = Integer.getInteger("duplex.values.labels", 0);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int FEWEST = 5_000;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void areCopiedAndStreamedThroughEachConverter(MySqlVersion version) throws IOException {
        assumeTrue(MOST > 0, "skipped: only with -Dduplex.values.labels=65535");
        Versions.assumeAvailable(version);
        try (ApicurioRegistry registry = ApicurioRegistry.start()) {
            for (Format format : Format.values()) {
                replicate(new ValueCombination(version, Layout.STREAM, format), registry.url());
            }
        }
    }

    private static void replicate(ValueCombination combination, String registry) {
        try (Site source = Site.start(1, combination.version());
                Site target = Site.start(2, combination.version());
                Replication replication = Replication.shared()) {
            MySqlServer server = source.server();
            server.execute("CREATE DATABASE app");
            int labels = created(server, "copied", MOST);
            LOG.warn("{}: {} labels", combination, labels);
            insert(server, "copied", labels);
            replication.source(source, combination.source(source, registry));
            replication.sink(source, target, combination.sink(source, registry));
            same(replication, source, target, "copied");

            assertThat(created(server, "streamed", labels)).isEqualTo(labels);
            insert(server, "streamed", labels);
            server.execute(
                    ValueTable.LAX,
                    "UPDATE app.copied SET e = IF(e = 0, " + labels + ", e - 1)",
                    "UPDATE app.streamed SET e = NULL WHERE id = 2",
                    "ALTER TABLE app.streamed ADD n INT",
                    "UPDATE app.streamed SET e = " + labels + ", n = 1 WHERE e IS NULL OR e IN (1, 256)",
                    "DELETE FROM app.copied WHERE e = 255");
            same(replication, source, target, "streamed");
            same(replication, source, target, "copied");
        }
    }

    /** Returns how many labels the server takes: 5.7 keeps all definitions of a table in 64 KB. */
    private static int created(MySqlServer server, String table, int most) {
        for (int labels = most; ; labels = labels / 2) {
            String type = IntStream.rangeClosed(1, labels)
                    .mapToObj(i -> "'" + Integer.toString(i, Character.MAX_RADIX) + "'")
                    .collect(Collectors.joining(",", "ENUM(", ")"));
            try {
                server.execute("CREATE TABLE app." + table + " (id INT PRIMARY KEY, e " + type + ")");
                return labels;
            } catch (MySqlServer.SqlFailure refused) {
                if (labels < FEWEST) {
                    throw refused;
                }
            }
        }
    }

    private static void insert(MySqlServer server, String table, int labels) {
        List<String> numbers = Stream.concat(
                        Arrays.stream(new int[] {0, 1, 2, 127, 128, 255, 256, 257, labels / 2, labels - 1, labels})
                                .mapToObj(Integer::toString),
                        Stream.of("NULL"))
                .toList();
        String rows = IntStream.range(0, numbers.size())
                .mapToObj(i -> "(" + i + ", " + numbers.get(i) + ")")
                .collect(Collectors.joining(", "));
        server.execute(ValueTable.LAX, "INSERT INTO app." + table + " (id, e) VALUES " + rows);
    }

    private static void same(Replication replication, Site source, Site target, String table) {
        String rows = "SELECT id, CAST(e AS UNSIGNED), HEX(e) FROM app." + table + " ORDER BY id";
        String type = "SELECT MD5(COLUMN_TYPE) FROM information_schema.COLUMNS WHERE TABLE_NAME = '" + table
                + "' AND COLUMN_NAME = 'e'";
        String sink = Connectors.sinkName(source, target);
        Eventually.passes("rows of " + table, LIMIT, () -> {
            if (!replication.rest().status(sink).failure().isEmpty()) {
                replication.rest().awaitRunning(sink, Duration.ofSeconds(1));
            }
            assertThat(target.server().rows(type)).isEqualTo(source.server().rows(type));
            assertThat(target.server().rows(rows)).isEqualTo(source.server().rows(rows));
        });
    }
}
