// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A transaction that fits no memory, out of tables' topics of three partitions, one of which is not read, with workers of
 * 512 MB heap: seen whole or not at all.
 */
class LargeTableTransactionIT {
    private static final LargeTransaction LARGE = LargeTransaction.ofRows(100_000);

    @Test
    void arrivesWhole() {
        try (Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0);
                Replication replication = Replication.shared()) {
            MySqlServer server = source.server();
            LargeTransaction.createTables(server);
            server.execute(
                    "CREATE TABLE app.even (id INT PRIMARY KEY, v VARCHAR(40) NOT NULL)",
                    "CREATE TABLE app.other (id INT PRIMARY KEY)");
            replication.source(
                    source,
                    Map.of(
                            "topic.layout",
                            "table",
                            "provide.transaction.metadata",
                            "true",
                            "topic.creation.default.partitions",
                            "3"));
            String name = source.name();
            replication.sink(
                    source,
                    target,
                    Map.of(
                            "topics",
                            String.join(
                                    ",",
                                    name,
                                    name + ".transaction",
                                    name + ".app.big",
                                    name + ".app.even",
                                    name + ".app.digit"),
                            "consumer.override.metadata.max.age.ms",
                            "1000"));
            Eventually.holds("the tables on the target", Duration.ofSeconds(60), () -> tables(target) == 4);
            LARGE.arrives(
                    "table layout",
                    replication,
                    source,
                    target,
                    "INSERT INTO app.other VALUES (1), (2)",
                    "INSERT INTO app.even " + LARGE.numbers() + " AND n % 10 = 0",
                    "INSERT INTO app.big " + LARGE.numbers(),
                    "INSERT INTO app.other VALUES (3)",
                    "UPDATE app.even SET v = 'last' WHERE id % 100 = 0");
            for (String table : new String[] {"app.big", "app.even"}) {
                String checksum = "SELECT COUNT(*), SUM(CRC32(CONCAT(id, v))) FROM " + table;
                assertThat(target.server().rows(checksum)).isEqualTo(server.rows(checksum));
            }
            assertThat(target.server().number("SELECT COUNT(*) FROM app.other")).isZero();
        }
    }

    private static long tables(Site site) {
        return site.server().number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'");
    }
}
