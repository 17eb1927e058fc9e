// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.DdlWorkload;
import io.duplex.testkit.workload.OltpWorkload;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** MySQL's own replication keeps the promises, so the objects that check them must accept it. */
final class GuaranteesOfNativeReplicationIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int TRANSACTIONS = 300;

    @Test
    void serversThatReplicateEachOtherKeepEveryGuarantee() {
        try (MySqlServer a = MySqlServer.start(MySqlVersion.V8_0);
                MySqlServer b = MySqlServer.start(MySqlVersion.V8_0)) {
            follow(a, b);
            follow(b, a);
            BankTransfers.createTables(a, 1, 2);
            OltpWorkload.createTables(a);
            new SidesConverge(LIMIT, a, b).verify();
            long total = a.number(BankTransfers.invariant());
            long before = ownTransactions(a) + ownTransactions(b);
            // Each server must come to hold what the two wrote by themselves, and nothing more.
            LongSupplier written = () -> ownTransactions(a) + ownTransactions(b) - before;

            try (Guarantee guarantees = Guarantee.all(
                    new NothingLost(BankTransfers.ledger(), LIMIT, a, b),
                    new ExactlyOnce(BankTransfers.journal(), a, b),
                    new NoEcho(BankTransfers.journal(), Duration.ofSeconds(1), LIMIT, a, b)
                            .expectGrowth(a, written)
                            .expectGrowth(b, written),
                    new TransactionsAtomic(a, BankTransfers.invariant(), total),
                    new TransactionsAtomic(b, BankTransfers.invariant(), total),
                    new OrderKept(b, "bank.ledger"),
                    new SidesConverge(LIMIT, a, b))) {
                guarantees.observe();
                WorkloadRun[] runs = {
                    WorkloadRun.start(new BankTransfers(11, 1), a, TRANSACTIONS),
                    WorkloadRun.start(new BankTransfers(12, 2), b, TRANSACTIONS),
                    WorkloadRun.start(new OltpWorkload(13, 1), a, TRANSACTIONS),
                    WorkloadRun.start(new OltpWorkload(14, 2), b, TRANSACTIONS)
                };
                for (WorkloadRun run : runs) {
                    assertThat(run.join()).isEqualTo(TRANSACTIONS);
                }
                guarantees.verify();
            }
        }
    }

    @Test
    void ddlOfBothSitesAtOnceConverges() {
        try (MySqlServer a = MySqlServer.start(MySqlVersion.V8_0);
                MySqlServer b = MySqlServer.start(MySqlVersion.V8_0)) {
            follow(a, b);
            follow(b, a);
            try (Guarantee guarantees = Guarantee.all(
                    new NoEcho(BankTransfers.journal(), Duration.ofSeconds(1), LIMIT, a, b),
                    new SidesConverge(LIMIT, a, b))) {
                guarantees.observe();
                try (WorkloadRun ofA = WorkloadRun.start(new DdlWorkload("left", a.version()), a);
                        WorkloadRun ofB = WorkloadRun.start(new DdlWorkload("right", b.version()), b)) {
                    assertThat(ofA.join()).isEqualTo(ofB.join()).isGreaterThan(70);
                }
                guarantees.verify();
            }
        }
    }

    /** Transactions under the server's own UUID; a replica of MySQL's keeps the UUID of the origin. */
    private static long ownTransactions(MySqlServer server) {
        String others = server.value(
                "SELECT GTID_SUBTRACT(@@GLOBAL.gtid_executed, CONCAT(@@GLOBAL.server_uuid, ':1-999999999'))");
        return GtidCount.of(server) - GtidCount.of(others.replace("\n", ""));
    }

    private static void follow(MySqlServer replica, MySqlServer source) {
        replica.execute("""
                CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=%d, SOURCE_USER='root',
                  SOURCE_AUTO_POSITION=1, SOURCE_CONNECT_RETRY=1, GET_SOURCE_PUBLIC_KEY=1
                """.formatted(source.port()), "START REPLICA");
    }
}
