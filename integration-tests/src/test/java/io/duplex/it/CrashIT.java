// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.guarantee.ExactlyOnce;
import io.duplex.testkit.guarantee.Guarantee;
import io.duplex.testkit.guarantee.NothingLost;
import io.duplex.testkit.guarantee.OrderKept;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.guarantee.TransactionsAtomic;
import io.duplex.testkit.kafka.KafkaBroker;
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

    private static KafkaBroker broker;
    private static ConnectCluster cluster;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start();
        cluster = Replication.cluster(broker).workers(2).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void killedWorkersLoseNothingAndRepeatNothing(MySqlVersion version) {
        underLoad(version, (source, target, load) -> {
            kill(Connectors.sinkName(source, target));
            load.awaitCommitted(load.committed() + 300, LIMIT);
            kill(Connectors.sourceName(source));
            load.awaitCommitted(load.committed() + 300, LIMIT);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void killedServersLoseNothingAndRepeatNothing(MySqlVersion version) {
        underLoad(version, (source, target, load) -> {
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
        void strike(Site source, Site target, WorkloadRun load);
    }

    private static void kill(String connector) {
        var worker = cluster.workerOf(connector, 0);
        worker.kill9();
        worker.restart();
        cluster.rest().awaitRunning(connector, LIMIT);
    }

    private static void underLoad(MySqlVersion version, Fault fault) {
        long seed = Seeds.next("bank transfers");
        try (Site source = Site.startDurable(1, version);
                Site target = Site.startDurable(2, version);
                Replication replication = new Replication(broker, cluster)) {
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
                    fault.strike(source, target, load);
                    load.stop();
                }
                all.verify();
            }
        }
    }
}
