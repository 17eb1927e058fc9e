// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.guarantee.ExactlyOnce;
import io.duplex.testkit.guarantee.Guarantee;
import io.duplex.testkit.guarantee.NoEcho;
import io.duplex.testkit.guarantee.NothingLost;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.BankTransfers;
import io.duplex.testkit.workload.DdlWorkload;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenario d: both sites change rows and structure at once; nothing comes back, and both are equal at the end. */
class TwoWayReplicationIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final boolean ALL = Boolean.getBoolean("duplex.modes.all");
    private static final List<List<Object>> BUILT = List.of(
            List.of(MySqlVersion.V5_7, MarkModes.SESSION),
            List.of(MySqlVersion.V8_0, MarkModes.SESSION),
            List.of(MySqlVersion.V8_0, MarkModes.GTID));

    /** All modes on all servers take {@code -Dduplex.modes.all=true}. */
    static Stream<Arguments> modes() {
        return Arrays.stream(MySqlVersion.values())
                .flatMap(version -> Arrays.stream(MarkModes.values()).map(mode -> Arguments.of(version, mode)))
                .filter(arguments -> ALL || BUILT.contains(List.of(arguments.get())));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void rowsAndDdlTravelBothWaysWithoutEcho(MySqlVersion version, MarkModes mode) {
        Versions.assumeAvailable(version);
        long seed = Seeds.next("two-way");
        try (Site one = Site.start(1, version);
                Site two = Site.start(2, version);
                Replication replication = Replication.shared()) {
            mode.grant(one, two);
            BankTransfers.createTables(one.server(), 1, 2);
            // Groups of one, so that what the sinks commit can be counted.
            replication.bothWays(one, two, mode.ungrouped());
            // The sinks set up their metadata when the first changes come: one from each side, before counting.
            one.server().execute("CREATE DATABASE warm_up_one");
            two.server().execute("CREATE DATABASE warm_up_two");
            new SidesConverge(LIMIT, one.server(), two.server()).verify();

            MySqlServer[] servers = {one.server(), two.server()};
            long sentByOne = Traffic.sent(replication.broker(), one);
            long sentByTwo = Traffic.sent(replication.broker(), two);
            long sinkAtOne = Traffic.madeBySinks(one);
            long sinkAtTwo = Traffic.madeBySinks(two);
            NoEcho noEcho = new NoEcho(BankTransfers.journal(), quiet(version, mode), LIMIT, servers)
                    .expectGrowth(
                            one.server(),
                            () -> Traffic.sent(replication.broker(), one)
                                    - sentByOne
                                    + Traffic.madeBySinks(one)
                                    - sinkAtOne
                                    + unsent(version))
                    .expectGrowth(
                            two.server(),
                            () -> Traffic.sent(replication.broker(), two)
                                    - sentByTwo
                                    + Traffic.madeBySinks(two)
                                    - sinkAtTwo
                                    + unsent(version));
            try (Guarantee all = Guarantee.all(
                    new NothingLost(BankTransfers.ledger(), LIMIT, servers),
                    new SidesConverge(LIMIT, servers),
                    new ExactlyOnce(BankTransfers.journal(), servers),
                    noEcho)) {
                all.observe();
                write(one, two, seed);
                all.verify();
            }
        }
    }

    /** One server of a build is watched for a whole minute: what comes back does so within a second, or never. */
    private static Duration quiet(MySqlVersion version, MarkModes mode) {
        boolean whole = ALL || (version == MySqlVersion.V8_0 && mode == MarkModes.SESSION);
        return whole ? QUIET : QUIET.dividedBy(4);
    }

    /** 5.7 logs the DROP TEMPORARY TABLE of the workload, which is nobody else's business. */
    private static long unsent(MySqlVersion version) {
        return version == MySqlVersion.V5_7 ? 1 : 0;
    }

    private static void write(Site one, Site two, long seed) {
        try (WorkloadRun bankOne = WorkloadRun.start(new BankTransfers(seed, 1), one.server());
                WorkloadRun bankTwo = WorkloadRun.start(new BankTransfers(seed + 1, 2), two.server());
                WorkloadRun ddlOne =
                        WorkloadRun.start(new DdlWorkload("left", one.server().version()), one.server());
                WorkloadRun ddlTwo =
                        WorkloadRun.start(new DdlWorkload("right", two.server().version()), two.server())) {
            ddlOne.join();
            ddlTwo.join();
            bankOne.stop();
            bankTwo.stop();
        }
    }
}
