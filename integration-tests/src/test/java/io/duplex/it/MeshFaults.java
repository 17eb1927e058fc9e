// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Strikes three sites with one fault after the other, in an order that the seed decides. */
final class MeshFaults {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration OUTAGE = Duration.ofSeconds(1);

    private final Replication replication;
    private final Map<Site, TcpProxy> networks;
    private final List<Site> sites;
    private final Random random;
    private final List<Fault> kinds;
    private int number;

    private enum Fault {
        CONNECTIONS_CUT,
        SERVER_KILLED,
        NETWORK_GONE,
        WORKER_KILLED
    }

    MeshFaults(Replication replication, Map<Site, TcpProxy> networks, List<Site> sites, long seed, boolean workers) {
        this.replication = replication;
        this.networks = networks;
        this.sites = sites;
        this.random = new Random(seed);
        this.kinds = Stream.of(Fault.values())
                .filter(fault -> workers || fault != Fault.WORKER_KILLED)
                .toList();
    }

    /** Tells whether each kind has been. */
    boolean hadAll() {
        return number >= kinds.size();
    }

    /** Returns when the fault is over; the first ones are of each kind in turn. */
    void strike() {
        Fault fault = kinds.get(number < kinds.size() ? number : random.nextInt(kinds.size()));
        number++;
        Site site = sites.get(random.nextInt(sites.size()));
        Site other = sites.get((sites.indexOf(site) + 1 + random.nextInt(sites.size() - 1)) % sites.size());
        boolean source = random.nextBoolean();
        String connector = source ? Connectors.sourceName(site) : Connectors.sinkName(site, other);
        System.out.println("fault " + number + ": " + fault + ", site " + site.id()
                + (fault == Fault.WORKER_KILLED ? ", worker of " + connector : ""));
        TcpProxy network = networks.get(site);
        if (network == null) {
            throw new IllegalStateException("Site " + site.id() + " has no network");
        }
        switch (fault) {
            case CONNECTIONS_CUT -> network.cut();
            case NETWORK_GONE -> {
                network.refuse();
                Eventually.pause(OUTAGE);
                network.heal();
            }
            case SERVER_KILLED -> {
                site.server().kill9();
                site.server().restart();
            }
            case WORKER_KILLED -> replication.killWorkerOf(connector, LIMIT);
        }
    }
}
