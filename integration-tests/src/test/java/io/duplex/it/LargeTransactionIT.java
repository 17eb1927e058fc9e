// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenario g: a transaction of 300,000 rows, with workers of 512 MB heap, seen whole or not at all. */
class LargeTransactionIT {
    private static final int ROWS = 300_000;

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void arrivesWhole(MySqlVersion version) {
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            MySqlServer server = source.server();
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.big (id INT PRIMARY KEY, v VARCHAR(40) NOT NULL)",
                    "CREATE TABLE app.digit (d INT PRIMARY KEY)",
                    "INSERT INTO app.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
            replication.source(source, Map.of());
            replication.sink(source, target, Map.of());
            Eventually.holds("the tables on the target", Duration.ofSeconds(60), () -> tables(target) == 2);
            try (Watch watch = Watch.start(target, "SELECT COUNT(*) FROM app.big")) {
                server.transaction("INSERT INTO app.big SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d"
                        + " + 100000 * f.d, UUID() FROM app.digit a, app.digit b, app.digit c, app.digit d, app.digit e,"
                        + " app.digit f WHERE f.d < 3");
                Eventually.holds("all rows", Duration.ofMinutes(5), () -> watch.last() == ROWS);

                assertThat(watch.seen()).isSubsetOf(0L, (long) ROWS);
            }
            String checksum = "SELECT COUNT(*), SUM(CRC32(CONCAT(id, v))) FROM app.big";
            assertThat(target.server().rows(checksum)).isEqualTo(server.rows(checksum));
        }
    }

    private static long tables(Site site) {
        return site.server().number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'");
    }
}
