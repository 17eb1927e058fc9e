// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WorkloadIT {
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void everyWorkloadRunsOnEveryVersion(MySqlVersion version) {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version)) {
            BankTransfers.createTables(server, 1);
            OltpWorkload.createTables(server);
            long total = server.number(BankTransfers.invariant());

            WorkloadRun.complete(new BankTransfers(1, 1), server, 50);
            WorkloadRun.complete(new OltpWorkload(2, 1), server, 300);
            WorkloadRun.complete(new DdlWorkload("p", version), server, Long.MAX_VALUE);

            assertThat(server.number(BankTransfers.invariant())).isEqualTo(total);
            assertThat(server.number("SELECT COUNT(*) FROM bank.ledger")).isEqualTo(50);
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isPositive();
            assertThat(server.rows("SHOW TABLES FROM p_app")).hasSizeGreaterThan(8);
        }
    }

    @Test
    void sameSeedWritesTheSameRows() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V5_7)) {
            assertThat(rowsOfRun(server, 5)).isEqualTo(rowsOfRun(server, 5)).isNotEqualTo(rowsOfRun(server, 6));
        }
    }

    @Test
    void runGoesOnAfterTheServerWasKilled() {
        try (MySqlServer server =
                MySqlServer.builder(MySqlVersion.V8_0).durable().start()) {
            BankTransfers.createTables(server, 1);
            try (WorkloadRun run = WorkloadRun.start(new BankTransfers(3, 1), server)) {
                run.awaitCommitted(20, Duration.ofSeconds(20));
                server.kill9();
                server.restart();
                run.awaitCommitted(run.committed() + 20, Duration.ofSeconds(20));

                long committed = run.stop();

                assertThat(server.number("SELECT COUNT(*) FROM bank.ledger")).isBetween(committed, committed + 1);
            }
        }
    }

    private static String rowsOfRun(MySqlServer server, long seed) {
        server.execute("DROP DATABASE IF EXISTS shop");
        OltpWorkload.createTables(server);
        WorkloadRun.complete(new OltpWorkload(seed, 1), server, 100);
        return server.rows("SELECT id, reference, total, HEX(note), HEX(payload) FROM shop.orders ORDER BY id")
                .toString();
    }
}
