// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debezium's source and its JDBC sink in a worker, one topic for each table; transactions are torn. */
final class DebeziumLink implements Link {
    private static final int BATCH = 500;
    private static final String PREFIX = "site1";

    private final RunningWorker worker;

    DebeziumLink(String heap) throws IOException {
        // The worker's own Jackson finds modules by name, which must be of the same class loader.
        List<Path> sink = Contender.DEBEZIUM_JDBC.jars().stream()
                .filter(jar -> !String.valueOf(jar.getFileName()).startsWith("jackson-"))
                .toList();
        this.worker = RunningWorker.start(heap, List.of(io.duplex.benchmarks.source.Contender.DEBEZIUM.jars(), sink));
    }

    /** The tables must be there, as its sink would make others: those get the rows of the first copy once more. */
    @Override
    public void oneWay(MySqlServer source, MySqlServer target) {
        SinkLoad.createTables(target, SinkLoad.Workload.OLTP);
        VisibilityProbe.createTable(target);
        Fence.createTable(target);
        Map<String, String> from =
                io.duplex.benchmarks.source.Contender.DEBEZIUM.config(source, PREFIX, worker.directory());
        from.put("topic.creation.default.replication.factor", "1");
        from.put("topic.creation.default.partitions", "1");
        worker.start(PREFIX, from);
        Map<String, String> to = Contender.DEBEZIUM_JDBC.config(target, BATCH);
        to.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        to.put("tasks.max", "1");
        to.remove("topics");
        to.put("topics.regex", PREFIX + "\\.bench\\..*");
        to.put("consumer.override.auto.offset.reset", "earliest");
        to.put("consumer.override.metadata.max.age.ms", "1000");
        worker.start("bench-sink", to);
    }

    @Override
    public void bothWays(MySqlServer one, MySqlServer two) {
        throw new UnsupportedOperationException("It would read what its sink wrote, and send it back for ever.");
    }

    @Override
    public long arrived(MySqlServer target) {
        throw new UnsupportedOperationException("Its sink does not know transactions.");
    }

    @Override
    public List<Long> processes() {
        return worker.processes();
    }

    @Override
    public long bytes() throws InterruptedException {
        return worker.bytes(PREFIX + ".bench.");
    }

    @Override
    public void printDetails() {}

    @Override
    public String logTail() {
        return worker.logTail();
    }

    @Override
    public void close() throws IOException {
        worker.close();
    }
}
