// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.JMException;

/** A broker and a worker with Duplex's connectors; options that are not given have their defaults. */
final class DuplexLink implements Link {
    private static final String SINK = "duplex:type=sink,connector=sink-2,source=site1";
    private static final String SOURCE = "debezium.mysql:type=connector-metrics,context=streaming,server=site1";

    private final Options options;
    private final RunningWorker worker;

    /** What differs from the defaults. */
    record Options(String heap, Map<String, String> source, Map<String, String> sink) {
        /** Adds options of both, which those that were given before win over. */
        Options with(Map<String, String> both) {
            Map<String, String> sources = new LinkedHashMap<>(both);
            sources.putAll(source);
            Map<String, String> sinks = new LinkedHashMap<>(both);
            sinks.putAll(sink);
            return new Options(heap, sources, sinks);
        }
    }

    private DuplexLink(Options options) throws IOException {
        this.options = options;
        this.worker = RunningWorker.start(options.heap(), List.of(io.duplex.benchmarks.source.Contender.DUPLEX.jars()));
    }

    static DuplexLink start(Options options) throws IOException {
        return new DuplexLink(options);
    }

    @Override
    public void oneWay(MySqlServer source, MySqlServer target) {
        source(1, source, Map.of());
        sink(1, 2, target);
    }

    @Override
    public void bothWays(MySqlServer one, MySqlServer two) {
        source(2, two, Map.of("snapshot.mode", "no_data"));
        sink(2, 1, one);
        oneWay(one, two);
    }

    private void source(int site, MySqlServer server, Map<String, String> more) {
        String name = "site" + site;
        Map<String, String> config = connection(server, site);
        config.put("connector.class", "io.duplex.source.MySqlSourceConnector");
        config.put("topic.prefix", name);
        config.put("topic.layout", "stream");
        config.put("database.include.list", "bench");
        config.put("schema.history.internal.kafka.bootstrap.servers", worker.bootstrapServers());
        config.put("schema.history.internal.kafka.topic", name + ".schema-history");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        config.putAll(more);
        config.putAll(options.source());
        worker.start("source-" + site, config);
    }

    private void sink(int from, int to, MySqlServer server) {
        Map<String, String> config = connection(server, to);
        config.put("connector.class", "io.duplex.sink.MySqlSinkConnector");
        config.put("topics", "site" + from + ".stream");
        config.put("consumer.override.auto.offset.reset", "earliest");
        config.putAll(options.sink());
        worker.start("sink-" + to, config);
    }

    /** Has both connectors of the first direction hold still, with all that they have at hand. */
    void pause() {
        worker.rest().pause("source-1");
        worker.rest().pause("sink-2");
    }

    /** Lets them go on. */
    void resume() {
        worker.rest().resume("sink-2");
        worker.rest().resume("source-1");
    }

    private static Map<String, String> connection(MySqlServer server, int site) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("tasks.max", "1");
        config.put("site.id", String.valueOf(site));
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        return config;
    }

    @Override
    public long arrived(MySqlServer target) {
        return target.number("SELECT COALESCE(SUM(transactions), 0) FROM duplex.applied_transaction");
    }

    @Override
    public List<Long> processes() {
        return worker.processes();
    }

    @Override
    public long bytes() throws InterruptedException {
        return worker.bytes("site");
    }

    @Override
    public void printDetails() throws IOException, JMException {
        System.out.printf(
                Locale.ROOT,
                """
                sink's metrics      p50 %.1f ms  p99 %.1f ms  most %.1f ms  (last minute)
                source's metrics    p50 %.1f ms  p99 %.1f ms  (since it started)
                sink's workers      %s
                transactions        %.1f in one of the target (since it started)
                """,
                ofSite1("LagMillisP50ByOrigin"),
                ofSite1("LagMillisP99ByOrigin"),
                ofSite1("LagMillisMaxByOrigin"),
                number(SOURCE, "MilliSecondsBehindSourceP50"),
                number(SOURCE, "MilliSecondsBehindSourceP99"),
                worker.metrics().map(SINK, "WorkerShareByPhase"),
                number(SINK, "AppliedTransactions") / Math.max(1, number(SINK, "Groups")));
    }

    private double number(String bean, String attribute) throws IOException, JMException {
        return ((Number) worker.metrics().get(bean, attribute)).doubleValue();
    }

    private double ofSite1(String attribute) throws IOException, JMException {
        return worker.metrics().map(SINK, attribute).getOrDefault("1", -1.0);
    }

    @Override
    public String logTail() {
        return worker.logTail();
    }

    @Override
    public void close() throws IOException {
        worker.close();
    }
}
