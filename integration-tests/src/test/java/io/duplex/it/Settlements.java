// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;

/** Rows that were in conflict and wait to be settled. */
final class Settlements {
    private Settlements() {}

    /** Waits until no row is left to be settled, for a while: what a site is told may make it ask again. */
    static void await(Duration limit, MySqlServer... servers) throws InterruptedException {
        int quiet = 0;
        long end = System.nanoTime() + limit.toNanos();
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
