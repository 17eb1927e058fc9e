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
 * 512 MB heap: seen whole or not at all. {@code -Dduplex.large.rows=5000000} makes it as large as one likes.
 */
class LargeTableTransactionIT {
    private static final int ROWS = Integer.getInteger("duplex.large.rows", 100_000);

    @Test
    void arrivesWhole() {
        try (Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0);
                Replication replication = Replication.shared()) {
            MySqlServer server = source.server();
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.big (id INT PRIMARY KEY, v VARCHAR(40) NOT NULL)",
                    "CREATE TABLE app.even (id INT PRIMARY KEY, v VARCHAR(40) NOT NULL)",
                    "CREATE TABLE app.other (id INT PRIMARY KEY)",
                    "CREATE TABLE app.digit (d INT PRIMARY KEY)",
                    "INSERT INTO app.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
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
            try (Watch watch = Watch.start(target, "SELECT COUNT(*) FROM app.big")) {
                String numbers = "SELECT n, UUID() FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d"
                        + " + 100000 * f.d + 1000000 * g.d AS n FROM app.digit a, app.digit b, app.digit c,"
                        + " app.digit d, app.digit e, app.digit f, app.digit g) numbers WHERE n < " + ROWS;
                server.transaction(
                        "INSERT INTO app.other VALUES (1), (2)",
                        "INSERT INTO app.even " + numbers + " AND n % 10 = 0",
                        "INSERT INTO app.big " + numbers,
                        "INSERT INTO app.other VALUES (3)",
                        "UPDATE app.even SET v = 'last' WHERE id % 100 = 0");
                Eventually.holds("all rows", Duration.ofMinutes(30), () -> watch.last() == ROWS);

                assertThat(watch.seen()).isSubsetOf(0L, (long) ROWS);
            }
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
