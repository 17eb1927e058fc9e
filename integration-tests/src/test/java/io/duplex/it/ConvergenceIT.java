// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.guarantee.GtidCount;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.WorkloadRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Three sites, each of which replicates into both others: users of all change the same rows and their own ones, each site
 * executes DDL, and servers and connections, in a long run workers, too, are struck down meanwhile. Afterwards all sites are equal, nothing is
 * there twice, and each transaction of each server is accounted for. {@code -Dduplex.soak.minutes=20} for a long run,
 * {@code -Dduplex.seed=...} for what an earlier one has tried.
 */
class ConvergenceIT {
    private static final int MINUTES = Integer.getInteger("duplex.soak.minutes", 0);
    private static final boolean LONG = MINUTES > 0;
    private static final Duration WRITING = LONG ? Duration.ofMinutes(MINUTES) : Duration.ofSeconds(8);
    private static final Duration LIMIT = Duration.ofMinutes(LONG ? 20 : 5);
    private static final Duration QUIET = Duration.ofSeconds(LONG ? 30 : 2);
    private static final int USERS = 2;
    private static final int LONGEST_PAUSE_MILLIS = LONG ? 150 : 25;
    private static final int LONGEST_OWNERS_PAUSE_MILLIS = LONG ? 1_000 : 300;
    private static final int LONGEST_CALM_MILLIS = LONG ? 20_000 : 1_000;

    @Test
    void threeSitesAreEqualAfterAllThatMayHappen() throws Exception {
        long seed = Seeds.next("convergence of three sites");
        try (Site one = Site.startDurable(1, MySqlVersion.V8_0);
                Site two = Site.startDurable(2, MySqlVersion.V8_0);
                Site three = Site.startDurable(3, MySqlVersion.V8_0);
                Replication replication = LONG ? Replication.onTwoWorkers() : Replication.shared()) {
            List<Site> sites = List.of(one, two, three);
            Map<Site, TcpProxy> networks = new LinkedHashMap<>();
            try {
                sites.forEach(
                        site -> networks.put(site, TcpProxy.to(site.server().port())));
                GtidAccounts accounts = start(replication, sites, networks);
                List<WorkloadRun> runs = write(sites, seed, new MeshFaults(replication, networks, sites, seed, LONG));
                verify(replication, sites, runs, seed);
                accounts.verify(sites);
            } finally {
                networks.values().forEach(TcpProxy::close);
            }
        }
    }

    private static GtidAccounts start(Replication replication, List<Site> sites, Map<Site, TcpProxy> networks) {
        sites.forEach(site -> {
            // Each of its own, so that nothing is sent before all are there.
            site.server().execute(MeshUser.tables().toArray(String[]::new));
            site.server().execute("SET GLOBAL max_connections = 400");
        });
        GtidAccounts accounts = GtidAccounts.open(replication.broker(), sites);
        for (Site site : sites) {
            // From here on, also if its task is moved to the other worker before its offset is known.
            Map<String, String> fromHere = Map.of(
                    "snapshot.mode", "no_data", "start.gtid.set", site.server().gtidExecuted());
            replication.begin(site, with(networks, site, fromHere));
        }
        for (Site from : sites) {
            for (Site to : sites) {
                if (from.id() != to.id()) {
                    replication.begin(from, to, with(networks, to, Map.of("conflict.resolution", "priority")));
                }
            }
        }
        connectors(sites).forEach(name -> replication.rest().awaitRunning(name, LIMIT));
        for (Site from : sites) {
            from.server().execute("INSERT INTO app.journal VALUES (" + from.id() + ", 0, 0)");
        }
        new SidesConverge(LIMIT, servers(sites)).verify();
        return accounts;
    }

    private static Map<String, String> with(Map<Site, TcpProxy> networks, Site site, Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(options);
        TcpProxy network = networks.get(site);
        if (network != null) {
            all.put("database.port", String.valueOf(network.port()));
        }
        return all;
    }

    private static List<String> connectors(List<Site> sites) {
        List<String> names = new ArrayList<>();
        for (Site site : sites) {
            names.add(Connectors.sourceName(site));
            sites.stream()
                    .filter(from -> from.id() != site.id())
                    .forEach(from -> names.add(Connectors.sinkName(from, site)));
        }
        return names;
    }

    private static MySqlServer[] servers(List<Site> sites) {
        return sites.stream().map(Site::server).toArray(MySqlServer[]::new);
    }

    /** Returns the users' runs, which are over. */
    private static List<WorkloadRun> write(List<Site> sites, long seed, MeshFaults faults) {
        List<WorkloadRun> users = new ArrayList<>();
        List<WorkloadRun> owners = new ArrayList<>();
        try (SiteLag lag = LONG ? SiteLag.watch(sites) : SiteLag.unwatched()) {
            for (Site site : sites) {
                for (int user = 1; user <= USERS; user++) {
                    users.add(WorkloadRun.start(
                            new MeshUser(seed, site.id(), user, LONGEST_PAUSE_MILLIS, lag), site.server()));
                }
                owners.add(WorkloadRun.start(
                        new MeshOwner(seed, site.id(), site.server().version(), LONGEST_OWNERS_PAUSE_MILLIS, lag),
                        site.server()));
            }
            Random calm = new Random(seed);
            long end = System.nanoTime() + WRITING.toNanos();
            while (System.nanoTime() < end || !faults.hadAll()) {
                Eventually.pause(Duration.ofMillis(calm.nextInt(LONGEST_CALM_MILLIS)));
                faults.strike();
            }
            lag.release();
            owners.forEach(WorkloadRun::stop);
            users.forEach(WorkloadRun::stop);
        } finally {
            owners.forEach(WorkloadRun::close);
            users.forEach(WorkloadRun::close);
        }
        System.out.println("transactions: "
                + users.stream().map(WorkloadRun::committed).toList() + ", statements: "
                + owners.stream().map(WorkloadRun::committed).toList());
        return users;
    }

    private static void verify(Replication replication, List<Site> sites, List<WorkloadRun> runs, long seed)
            throws Exception {
        connectors(sites).forEach(name -> replication.rest().awaitRunning(name, LIMIT));
        MySqlServer[] servers = servers(sites);
        new SidesConverge(LIMIT, servers).verify();
        Settlements.await(LIMIT, servers);
        new SidesConverge(LIMIT, servers).verify();
        awaitQuiet(servers);
        for (Site site : sites) {
            assertThat(site.server()
                            .rows("SELECT site, user, number, COUNT(*) FROM app.journal GROUP BY 1, 2, 3"
                                    + " HAVING COUNT(*) > 1"))
                    .as("what is twice at site " + site.id() + ", seed " + seed)
                    .isEmpty();
            assertThat(site.server().number("SELECT COUNT(*) FROM duplex_settlement.row_state"))
                    .isZero();
        }
        System.out.println("conflicts: "
                + sites.stream()
                        .map(site -> site.server().number("SELECT COUNT(*) FROM duplex.conflict"))
                        .toList());
        assertThat(sites.get(0).server().number("SELECT COUNT(*) FROM app.journal"))
                .as("journal, seed " + seed)
                .isPositive();
        assertThat(runs).allSatisfy(run -> assertThat(run.committed()).isPositive());
    }

    /** Nobody executes anything any more. */
    private static void awaitQuiet(MySqlServer... servers) {
        Eventually.holds("no server executes anything", LIMIT, () -> {
            long before = count(servers);
            Eventually.pause(QUIET);
            return count(servers) == before;
        });
    }

    private static long count(MySqlServer... servers) {
        long count = 0;
        for (MySqlServer server : servers) {
            count += GtidCount.of(server);
        }
        return count;
    }
}
