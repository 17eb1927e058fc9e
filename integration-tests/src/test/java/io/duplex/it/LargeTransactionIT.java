// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenario g: a transaction of 300,000 rows, with workers of 512 MB heap, seen whole or not at all. */
class LargeTransactionIT {
    private static final LargeTransaction LARGE = LargeTransaction.ofRows(300_000);

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void arrivesWhole(MySqlVersion version) {
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            LargeTransaction.createTables(source.server());
            replication.source(source, Map.of());
            replication.sink(source, target, Map.of());
            Eventually.holds("the tables on the target", Duration.ofSeconds(60), () -> tables(target) == 2);

            LARGE.arrives(
                    "stream layout, " + version, replication, source, target, "INSERT INTO app.big " + LARGE.numbers());

            String checksum = "SELECT COUNT(*), SUM(CRC32(CONCAT(id, v))) FROM app.big";
            assertThat(target.server().rows(checksum)).isEqualTo(source.server().rows(checksum));
        }
    }

    private static long tables(Site site) {
        return site.server().number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'");
    }
}
