// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlServerBuilder;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long a commit on the source takes to be visible on the target, at a steady load through a real worker and
 * a broker.
 */
@Command(name = "lag-bench", mixinStandardHelpOptions = true, description = "End-to-end lag at a steady load.")
public final class LagBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String SINK = "duplex:type=sink,connector=lag-sink,source=lag";
    private static final String SOURCE = "debezium.mysql:type=connector-metrics,context=streaming,server=lag";

    @Option(
            names = "--rate",
            description = "transactions of four row changes a second; 0: by --share",
            defaultValue = "0")
    private double rate;

    @Option(names = "--share", description = "of what arrives while the writers never wait", defaultValue = "0.5")
    private double share;

    @Option(names = "--capacity-seconds", description = "in which that is measured", defaultValue = "30")
    private int capacitySeconds;

    @Option(names = "--seconds", description = "that are measured", defaultValue = "60")
    private int seconds;

    @Option(names = "--warm-up", description = "seconds before them", defaultValue = "30")
    private int warmUp;

    @Option(names = "--connections", description = "that write into the source", defaultValue = "4")
    private int connections;

    @Option(names = "--durable", description = "both servers write their logs to disk at each commit")
    private boolean durable;

    @Option(names = "--source-config", description = "option of the source: name=value")
    private Map<String, String> sourceOptions = new LinkedHashMap<>();

    @Option(names = "--sink-config", description = "option of the sink: name=value")
    private Map<String, String> sinkOptions = new LinkedHashMap<>();

    @Option(names = "--heap", defaultValue = "512m", description = "heap of the worker")
    private String heap = "512m";

    @Option(names = "--json", description = "file that gets the result")
    private @Nullable Path json;

    /** Runs the measurement; the exit code is 0 when the target has the source's rows in the end. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LagBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path plugins = plugins();
        int port = WorkerMetrics.freePort();
        try (MySqlServer source = server(1).start();
                MySqlServer target = server(2).start();
                KafkaBroker broker = KafkaBroker.start()) {
            SinkLoad.createTables(source);
            VisibilityProbe.createTable(source);
            ConnectCluster.Builder builder = ConnectCluster.builder(broker)
                    .pluginPath(plugins)
                    .heap(heap)
                    .jvmOption("-XX:-UseSerialGC")
                    .jvmOption("-XX:+UseG1GC")
                    .jvmOption("-XX:TieredStopAtLevel=4");
            WorkerMetrics.listen(builder, port);
            try (ConnectCluster cluster = builder.start();
                    WorkerMetrics metrics = WorkerMetrics.connect(port)) {
                cluster.rest().start("lag-source", source(source, broker));
                cluster.rest().start("lag-sink", sink(target));
                awaitEqual(source, target, cluster);
                Result result = measure(source, target, cluster, metrics);
                awaitEqual(source, target, cluster);
                print(result);
            }
        } finally {
            Directories.delete(plugins);
        }
        return 0;
    }

    /**
     * What was measured, in milliseconds.
     *
     * @param rate transactions a second that the source committed
     * @param capacity transactions a second that arrive while writers never wait, 0 when that was not measured
     * @param probe as an application sees it: p50, p99, most
     * @param sink of all transactions of the last minute, as the sink's metrics tell: p50, p99, most
     * @param source as the source's metrics tell, up to its task: p50, p99
     * @param phases what the sink's workers did
     * @param transactionsOfAGroup source transactions in one of the target
     */
    private record Result(
            double rate,
            double capacity,
            int probes,
            List<Double> probe,
            List<Double> sink,
            List<Double> source,
            Map<String, Double> phases,
            double transactionsOfAGroup) {}

    private Result measure(MySqlServer source, MySqlServer target, ConnectCluster cluster, WorkerMetrics metrics)
            throws Exception {
        double capacity = rate > 0 ? 0 : capacity(source, target, cluster);
        double wanted = rate > 0 ? rate : share * capacity;
        System.out.printf(Locale.ROOT, "capacity %,.0f, load %,.0f transactions a second%n", capacity, wanted);
        try (SteadyLoad load = new SteadyLoad(source, wanted, connections);
                VisibilityProbe probe = new VisibilityProbe(source, target)) {
            TimeUnit.SECONDS.sleep(warmUp);
            probe.reset();
            long before = load.committed();
            long groups = number(metrics, "Groups");
            long applied = number(metrics, "AppliedTransactions");
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double took = (System.nanoTime() - begin) / 1e9;
            double[] seen = probe.millis();
            return new Result(
                    (load.committed() - before) / took,
                    capacity,
                    seen.length,
                    List.of(quantile(seen, 0.5), quantile(seen, 0.99), quantile(seen, 1)),
                    List.of(
                            ofSite1(metrics, "LagMillisP50ByOrigin"),
                            ofSite1(metrics, "LagMillisP99ByOrigin"),
                            ofSite1(metrics, "LagMillisMaxByOrigin")),
                    List.of(
                            ((Number) metrics.get(SOURCE, "MilliSecondsBehindSourceP50")).doubleValue(),
                            ((Number) metrics.get(SOURCE, "MilliSecondsBehindSourceP99")).doubleValue()),
                    metrics.map(SINK, "WorkerShareByPhase"),
                    (double) (number(metrics, "AppliedTransactions") - applied)
                            / Math.max(1, number(metrics, "Groups") - groups));
        }
    }

    private static double quantile(double[] sorted, double part) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.floor(part * (sorted.length - 1))];
    }

    private static long number(WorkerMetrics metrics, String attribute) throws IOException, JMException {
        return ((Number) metrics.get(SINK, attribute)).longValue();
    }

    private static double ofSite1(WorkerMetrics metrics, String attribute) throws IOException, JMException {
        return metrics.map(SINK, attribute).getOrDefault("1", -1.0);
    }

    /**
     * Returns how many transactions a second the target gets while the source's clients commit as fast as they can: clients,
     * servers, broker and worker share the machine then as they do in the measurement.
     */
    private double capacity(MySqlServer source, MySqlServer target, ConnectCluster cluster) throws Exception {
        String counter = "SELECT COALESCE(SUM(transactions), 0) FROM duplex.applied_transaction";
        double found;
        try (SteadyLoad load = new SteadyLoad(source, 0, connections)) {
            TimeUnit.SECONDS.sleep(warmUp);
            long committed = load.committed();
            long before = target.number(counter);
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(capacitySeconds);
            double took = (System.nanoTime() - begin) / 1e9;
            found = (target.number(counter) - before) / took;
            System.out.printf(
                    Locale.ROOT,
                    "writers that never wait: %,.0f transactions a second, of which %,.0f arrive%n",
                    (load.committed() - committed) / took,
                    found);
        }
        awaitEqual(source, target, cluster);
        return found;
    }

    private static void awaitEqual(MySqlServer source, MySqlServer target, ConnectCluster cluster)
            throws InterruptedException {
        String executed = source.gtidExecuted().replace("\n", "");
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!hasAll(target, executed)) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("The target has not come to an end:\n"
                        + cluster.worker(0).logTail());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        String wanted = SinkLoad.content(source);
        String content = SinkLoad.content(target);
        if (!content.equals(wanted)) {
            throw new IllegalStateException("The target has " + content + ", the source " + wanted);
        }
    }

    private static boolean hasAll(MySqlServer target, String executed) {
        boolean begun = target.number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'duplex'"
                        + " AND table_name = 'applied_transaction'")
                > 0;
        return begun
                && target.number("SELECT COALESCE(GTID_SUBSET('" + executed + "',"
                                + " (SELECT GROUP_CONCAT(NULLIF(gtid_set, '')) FROM duplex.applied_transaction)), 0)")
                        == 1;
    }

    private MySqlServerBuilder server(int id) {
        MySqlServerBuilder builder = MySqlServer.builder(MySqlVersion.V8_0)
                .serverId(id)
                .option("--innodb-buffer-pool-size=256M", "--max-allowed-packet=64M");
        return builder.option(
                "--innodb-flush-log-at-trx-commit=" + (durable ? 1 : 2), "--sync-binlog=" + (durable ? 1 : 0));
    }

    private Map<String, String> source(MySqlServer server, KafkaBroker broker) {
        Map<String, String> config = connection(server, "1");
        config.put("connector.class", "io.duplex.source.MySqlSourceConnector");
        config.put("topic.prefix", "lag");
        config.put("topic.layout", "stream");
        config.put("database.include.list", "bench");
        config.put("schema.history.internal.kafka.bootstrap.servers", broker.bootstrapServers());
        config.put("schema.history.internal.kafka.topic", "lag.schema-history");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        config.putAll(sourceOptions);
        return config;
    }

    private Map<String, String> sink(MySqlServer server) {
        Map<String, String> config = connection(server, "2");
        config.put("connector.class", "io.duplex.sink.MySqlSinkConnector");
        config.put("topics", "lag.stream");
        config.put("consumer.override.auto.offset.reset", "earliest");
        config.putAll(sinkOptions);
        return config;
    }

    private static Map<String, String> connection(MySqlServer server, String site) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("tasks.max", "1");
        config.put("site.id", site);
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        return config;
    }

    /** Returns a plugin directory with the jars that were built last. */
    private static Path plugins() throws IOException {
        Path plugins = Directories.temporary("lag-bench");
        Path own = Files.createDirectory(plugins.resolve("duplex"));
        try (Stream<Path> files = Files.walk(Path.of("archive", "target"))) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, own.resolve(jar.getFileName()));
            }
        }
        return plugins;
    }

    private void print(Result result) throws IOException {
        System.out.printf(
                Locale.ROOT,
                """
                load                %,.0f transactions a second (capacity %,.0f)
                seen on the target  p50 %.1f ms  p99 %.1f ms  most %.1f ms  (%d probes)
                sink's metrics      p50 %.1f ms  p99 %.1f ms  most %.1f ms  (last minute)
                source's metrics    p50 %.1f ms  p99 %.1f ms  (since it started)
                sink's workers      %s
                transactions        %.1f in one of the target
                """,
                result.rate(),
                result.capacity(),
                result.probe().get(0),
                result.probe().get(1),
                result.probe().get(2),
                result.probes(),
                result.sink().get(0),
                result.sink().get(1),
                result.sink().get(2),
                result.source().get(0),
                result.source().get(1),
                result.phases(),
                result.transactionsOfAGroup());
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), result);
        }
    }
}
