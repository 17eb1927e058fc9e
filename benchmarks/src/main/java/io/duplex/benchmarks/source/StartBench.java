// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.benchmarks.run.MeasuredWorker;
import io.duplex.benchmarks.run.Peak;
import io.duplex.benchmarks.run.WorkerMetrics;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long source connectors need until they stream, when they capture many tables, and what memory they hold. */
@Command(
        name = "start-bench",
        mixinStandardHelpOptions = true,
        description = "How long source connectors with many tables take to start.")
public final class StartBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int CREATED_AT_ONCE = 500;

    @Option(names = "--tables", split = ",", description = "how many are captured", defaultValue = "10000")
    private List<Integer> tables = List.of();

    @Option(names = "--columns", description = "of each table, beside its key", defaultValue = "12")
    private int columns;

    @Option(
            names = "--contender",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "DUPLEX,DEBEZIUM")
    private List<Contender> contenders = List.of();

    @Option(names = "--heap", defaultValue = "512m", description = "heap of the worker")
    private String heap = "512m";

    @Option(names = "--config", description = "option of both connectors: name=value")
    private Map<String, String> extra = new LinkedHashMap<>();

    @Option(names = "--jvm", description = "JVM option of the worker")
    private List<String> jvm = new ArrayList<>();

    /** Milliseconds until a row arrives, megabytes of the heap in use, peak resident memory of the worker. */
    private record Start(long first, long again, long heap, long peakMb) {}

    /** Runs the measurement; the exit code is 0 when each connector has delivered a row after each start. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new StartBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        StringBuilder table = new StringBuilder("""
                | tables | contender | first start, s | start again, s | heap in use, MB | peak resident memory, MB |
                |---|---|---|---|---|---|
                """);
        Path work = Directories.temporary("start-bench");
        try (KafkaBroker broker = KafkaBroker.start()) {
            Path plugins = Contender.plugins(contenders, work);
            for (int count : tables) {
                try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                        .option("--innodb-buffer-pool-size=512M", "--table-open-cache=4000")
                        .start()) {
                    create(server, count);
                    for (Contender contender : contenders) {
                        Start start = run(server, broker, plugins, contender, count);
                        String line = String.format(
                                Locale.ROOT,
                                "| %,d | %s | %.1f | %.1f | %d | %d |%n",
                                count,
                                contender,
                                start.first() / 1e3,
                                start.again() / 1e3,
                                start.heap(),
                                start.peakMb());
                        System.out.print(line);
                        table.append(line);
                    }
                }
            }
        } finally {
            Directories.delete(work);
        }
        System.out.println(table);
        return 0;
    }

    private void create(MySqlServer server, int count) {
        server.execute("CREATE DATABASE bench", "CREATE TABLE bench.probe (id INT AUTO_INCREMENT PRIMARY KEY)");
        String each = IntStream.range(0, columns)
                .mapToObj(column -> ", column_" + column + " VARCHAR(40) NOT NULL DEFAULT 'x'")
                .collect(Collectors.joining());
        for (int first = 0; first < count; first += CREATED_AT_ONCE) {
            server.execute(IntStream.range(first, Math.min(count, first + CREATED_AT_ONCE))
                    .mapToObj(table -> "CREATE TABLE bench.table_" + table + " (id INT PRIMARY KEY" + each + ")")
                    .toArray(String[]::new));
        }
    }

    private Start run(MySqlServer server, KafkaBroker broker, Path plugins, Contender contender, int count)
            throws Exception {
        int port = WorkerMetrics.freePort();
        String name = contender.name().toLowerCase(Locale.ROOT) + count;
        ConnectCluster.Builder builder = MeasuredWorker.builder(broker, plugins, heap);
        jvm.forEach(builder::jvmOption);
        WorkerMetrics.listen(builder, port);
        try (ConnectCluster cluster = builder.start();
                Delivered delivered = new Delivered(broker.bootstrapServers(), name + ".bench.");
                WorkerMetrics metrics = WorkerMetrics.connect(port)) {
            long begin = System.nanoTime();
            cluster.rest().put(name, config(server, broker, contender, name));
            long first = awaitRow(server, delivered, cluster, begin);
            cluster.rest().stop(name);
            begin = System.nanoTime();
            cluster.rest().resume(name);
            long again = awaitRow(server, delivered, cluster, begin);
            return new Start(
                    first, again, metrics.heapInUse(), Peak.of(cluster.worker(0).pid()) / 1024);
        }
    }

    private Map<String, String> config(MySqlServer server, KafkaBroker broker, Contender contender, String name) {
        Map<String, String> config = contender.config(server, name, Path.of("unused"));
        config.keySet().removeIf(option -> option.startsWith("schema.history.internal"));
        config.put("schema.history.internal.kafka.bootstrap.servers", broker.bootstrapServers());
        config.put("schema.history.internal.kafka.topic", name + ".schema-history");
        config.put("snapshot.mode", "no_data");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        config.putAll(extra);
        return config;
    }

    /** Inserts rows, for those from before the connector streams are not told, until one more has arrived. */
    private static long awaitRow(MySqlServer server, Delivered delivered, ConnectCluster cluster, long begin)
            throws InterruptedException {
        long before = delivered.records();
        long limit = begin + PATIENCE.toNanos();
        while (delivered.records() == before) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException(
                        "No row has arrived:\n" + cluster.worker(0).logTail());
            }
            server.execute("INSERT INTO bench.probe VALUES ()");
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
