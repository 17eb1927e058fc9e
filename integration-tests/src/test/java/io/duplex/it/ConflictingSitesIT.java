// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both sites insert, update, delete and swap unique values in the same few rows at once; afterwards all rows are equal.
 * {@code -Dduplex.conflict.seconds} says how long they write.
 */
class ConflictingSitesIT {
    private static final Duration WRITING = Duration.ofSeconds(Integer.getInteger("duplex.conflict.seconds", 8));
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String TABLE = "CREATE TABLE app.item (id INT PRIMARY KEY, code INT UNIQUE, n INT NOT NULL,"
            + " version BIGINT NOT NULL, note VARCHAR(40))";

    @ParameterizedTest
    @ValueSource(strings = {"priority", "latest"})
    void allRowsAreEqualAfterwardsAndEachDecisionIsNoted(String resolution) throws Exception {
        long seed = Seeds.next("conflicts");
        try (Site one = Site.start(1, MySqlVersion.V8_0);
                Site two = Site.start(2, MySqlVersion.V8_0);
                Replication replication = Replication.shared()) {
            one.server().execute("CREATE DATABASE app", TABLE);
            replication.bothWays(
                    one, two, Map.of("conflict.resolution", resolution, "conflict.version.column", "version"));
            one.server().execute("INSERT INTO app.item VALUES (1, 1, 0, 0, 'first')");
            awaitRow(two.server(), 1);
            two.server().execute("INSERT INTO app.item VALUES (2, 2, 0, 0, 'second')");
            awaitRow(one.server(), 2);

            try (ConflictingWriters atOne = ConflictingWriters.start(one.server(), "one", seed);
                    ConflictingWriters atTwo = ConflictingWriters.start(two.server(), "two", seed + 1)) {
                Thread.sleep(WRITING.toMillis());
                atOne.stop();
                atTwo.stop();
                System.out.println(resolution + " transactions: " + atOne.committed() + " and " + atTwo.committed());
            }

            new SidesConverge(LIMIT, one.server(), two.server()).verify();
            awaitSettled(one.server(), two.server());
            new SidesConverge(LIMIT, one.server(), two.server()).verify();
            for (Site site : List.of(one, two)) {
                List<List<String>> decisions = site.server()
                        .rows(
                                "SELECT kind, decision, COUNT(*) FROM duplex.conflict GROUP BY kind, decision ORDER BY 1, 2");
                System.out.println(resolution + " at site " + site.id() + ": " + decisions);
                assertThat(decisions).isNotEmpty();
                assertThat(site.server().number("SELECT COUNT(*) FROM duplex_settlement.row_state"))
                        .isZero();
            }
        }
    }

    private static void awaitRow(MySqlServer server, int id) {
        Eventually.get("row " + id + " is at " + server, LIMIT, () -> {
            boolean found =
                    server.number("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'app'") == 1
                            && server.number("SELECT COUNT(*) FROM app.item WHERE id = " + id) == 1;
            return found ? Optional.of(true) : Optional.empty();
        });
    }

    /** No row is left to be settled, for a while: what a site is told may make it ask again. */
    private static void awaitSettled(MySqlServer... servers) throws InterruptedException {
        int quiet = 0;
        long end = System.nanoTime() + LIMIT.toNanos();
        while (quiet < 20) {
            assertThat(System.nanoTime()).as("rows are settled").isLessThan(end);
            long left = 0;
            for (MySqlServer server : servers) {
                left += server.number("SELECT COUNT(*) FROM duplex.settlement");
            }
            quiet = left == 0 ? quiet + 1 : 0;
            Thread.sleep(100);
        }
    }
}
