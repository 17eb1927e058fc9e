// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.guarantee.ExactlyOnce;
import io.duplex.testkit.guarantee.Guarantee;
import io.duplex.testkit.guarantee.NothingLost;
import io.duplex.testkit.guarantee.OrderKept;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.guarantee.TransactionsAtomic;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenarios e and f: workers and servers are killed in the middle of bank transfers. */
class CrashIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long OPENING_TOTAL = 100_000;

    private static ConnectCluster cluster;

    /** Offsets are committed each second, so that a kill makes the source send some of its records again. */
    @BeforeAll
    static void start() {
        cluster = Replication.cluster(Replication.sharedBroker()).workers(2).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void killedWorkersLoseNothingAndRepeatNothing(MySqlVersion version) {
        underLoad(version, (source, target, replication, load) -> {
            replication.killWorkerOf(Connectors.sinkName(source, target), LIMIT);
            load.awaitCommitted(load.committed() + 300, LIMIT);
            replication.killWorkerOf(Connectors.sourceName(source), LIMIT);
            load.awaitCommitted(load.committed() + 300, LIMIT);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void killedServersLoseNothingAndRepeatNothing(MySqlVersion version) {
        underLoad(version, (source, target, replication, load) -> {
            target.server().kill9();
            load.awaitCommitted(load.committed() + 300, LIMIT);
            target.server().restart();
            load.awaitCommitted(load.committed() + 300, LIMIT);
            source.server().kill9();
            source.server().restart();
            load.awaitCommitted(load.committed() + 300, LIMIT);
        });
    }

    /** What happens while transfers run. */
    private interface Fault {
        void strike(Site source, Site target, Replication replication, WorkloadRun load);
    }

    private static void underLoad(MySqlVersion version, Fault fault) {
        long seed = Seeds.next("bank transfers");
        try (Site source = Site.startDurable(1, version);
                Site target = Site.startDurable(2, version);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            BankTransfers.createTables(source.server(), 1);
            replication.source(source, Map.of());
            replication.sink(source, target, Map.of());
            MySqlServer[] servers = {source.server(), target.server()};
            new SidesConverge(LIMIT, servers).verify();

            try (Guarantee all = Guarantee.all(
                    new NothingLost(BankTransfers.ledger(), LIMIT, servers),
                    new ExactlyOnce(BankTransfers.journal(), servers),
                    new SidesConverge(LIMIT, servers),
                    new TransactionsAtomic(target.server(), BankTransfers.invariant(), OPENING_TOTAL),
                    new OrderKept(target.server(), "bank.ledger"))) {
                all.observe();
                try (WorkloadRun load = WorkloadRun.start(new BankTransfers(seed, 1), source.server())) {
                    load.awaitCommitted(300, LIMIT);
                    fault.strike(source, target, replication, load);
                    load.stop();
                }
                all.verify();
            }
        }
    }
}
