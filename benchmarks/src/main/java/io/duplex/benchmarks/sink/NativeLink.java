// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** MySQL's own replication, in one direction or in both. */
final class NativeLink implements Link {
    private final List<NativeReplica> replicas = new ArrayList<>();
    private final int workers;

    NativeLink(int workers) {
        this.workers = workers;
    }

    @Override
    public void oneWay(MySqlServer source, MySqlServer target) {
        target.execute(target.version().resetBinaryLogs());
        start(source, target);
    }

    @Override
    public void bothWays(MySqlServer one, MySqlServer two) {
        oneWay(one, two);
        start(two, one);
    }

    private void start(MySqlServer source, MySqlServer target) {
        NativeReplica replica = NativeReplica.of(source, target, workers);
        replica.start();
        replicas.add(replica);
    }

    @Override
    public long arrived(MySqlServer target) {
        return GtidSet.parse(target.gtidExecuted()).count();
    }

    @Override
    public List<Long> processes() {
        return List.of();
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void printDetails() {}

    @Override
    public String logTail() {
        return replicas.stream().map(NativeReplica::status).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        replicas.forEach(NativeReplica::stop);
    }
}
