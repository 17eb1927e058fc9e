// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.benchmarks.run.Bench;
import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Cost;
import io.duplex.benchmarks.run.MeasuredWorker;
import io.duplex.benchmarks.run.Meter;
import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Peak;
import io.duplex.benchmarks.run.ProcessCpu;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.run.Run;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures source connectors in real workers, from a server's binlog into a broker, by the broker's clock. */
@Command(name = "worker-bench", mixinStandardHelpOptions = true, description = "Source connectors in real workers.")
public final class WorkerBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    /** How records are written, both without schemas in them. */
    private enum Format {
        AVRO,
        JSON
    }

    @Option(names = "--rows", description = "row changes of each backlog", defaultValue = "1000000")
    private long rows;

    @Option(names = "--rounds", description = "runs of each contender", defaultValue = "1")
    private int rounds;

    @Option(
            names = "--workload",
            split = ",",
            description = "${COMPLETION-CANDIDATES} but SNAPSHOT",
            defaultValue = "BULK,OLTP")
    private List<Backlog.Workload> workloads = List.of();

    @Option(names = "--format", split = ",", description = "${COMPLETION-CANDIDATES}", defaultValue = "AVRO,JSON")
    private List<Format> formats = List.of();

    @Option(
            names = "--contender",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "DUPLEX,DEBEZIUM,PREPARED")
    private List<Contender> contenders = List.of();

    @Option(names = "--prepared-bytes", description = "size of prepared values", defaultValue = "450")
    private int preparedBytes;

    @Option(names = "--config", description = "option of both connectors: name=value")
    private Map<String, String> extra = new LinkedHashMap<>();

    @Option(names = "--heap", defaultValue = "1g", description = "heap of the worker")
    private String heap = "1g";

    @Option(names = "--jvm", description = "JVM option of the worker")
    private List<String> jvm = new ArrayList<>();

    @Option(names = "--json", description = "file that the single results are written to")
    private @Nullable Path json;

    private final Results results;

    /** Adds its runs to these. */
    public WorkerBench(Results results) {
        this.results = results;
    }

    /** Runs the measurement; the exit code is 0 when every run delivered the expected records. */
    public static void main(String[] args) {
        WorkerBench bench = new WorkerBench(new Results());
        System.exit(Bench.end(new CommandLine(bench).execute(args), bench.results, bench.json));
    }

    @Override
    public Integer call() throws Exception {
        Path work = Directories.temporary("worker-bench");
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                        .option("--innodb-buffer-pool-size=512M", "--max-allowed-packet=64M")
                        .start();
                KafkaBroker broker = KafkaBroker.builder()
                        .setting("log.message.timestamp.type", "LogAppendTime")
                        .start();
                ApicurioRegistry registry = ApicurioRegistry.start()) {
            // All are always there, for all connectors write with the same converter.
            Path plugins = Contender.plugins(List.of(Contender.values()), work);
            for (Backlog.Workload workload : workloads) {
                Backlog backlog = Backlog.write(server, workload, rows);
                System.out.println("backlog " + backlog);
                for (int round = 0; round < rounds; round++) {
                    for (Format format : formats) {
                        for (Contender contender : contenders) {
                            String name = String.join("_", contender.name(), format.name(), workload.name())
                                    .toLowerCase(Locale.ROOT);
                            Map<String, String> config = contender.config(server, name + round, work);
                            config.putAll(converters(format, registry));
                            config.putAll(settings(backlog));
                            if (contender == Contender.PREPARED) {
                                config.putAll(prepared(backlog));
                            }
                            Cell cell = new Cell(Mode.WORKER, workload + " " + format, contender.name());
                            Meter meter = Meter.of(server);
                            Run run = run(cell, config, backlog, new Place(broker, plugins));
                            results.add(run.withServer(meter.cost()));
                        }
                    }
                }
            }
        } finally {
            Directories.delete(work);
        }
        return 0;
    }

    private record Place(KafkaBroker broker, Path plugins) {}

    private static Map<String, String> converters(Format format, ApicurioRegistry registry) {
        Map<String, String> config = new LinkedHashMap<>();
        for (String side : List.of("key", "value")) {
            String name = side + ".converter";
            if (format == Format.AVRO) {
                config.put(name, SourceBench.AVRO);
                config.put(name + ".schema.registry.url", registry.url());
            } else {
                config.put(name, "org.apache.kafka.connect.json.JsonConverter");
                config.put(name + ".schemas.enable", "false");
            }
        }
        return config;
    }

    private Map<String, String> prepared(Backlog backlog) {
        return Map.of(
                "key.converter",
                BYTES,
                "value.converter",
                BYTES,
                PreparedRecords.RECORDS,
                String.valueOf(backlog.records()),
                PreparedRecords.BYTES,
                String.valueOf(preparedBytes));
    }

    /** What a user would set for throughput, the same for both. */
    private Map<String, String> settings(Backlog backlog) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("snapshot.mode", "recovery");
        config.put("table.include.list", backlog.table());
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        config.put("producer.override.batch.size", "262144");
        config.put("producer.override.linger.ms", "50");
        config.put("producer.override.buffer.memory", "134217728");
        config.put("producer.override.compression.type", "lz4");
        config.putAll(extra);
        return config;
    }

    private Run run(Cell cell, Map<String, String> config, Backlog backlog, Place place) throws InterruptedException {
        String name = config.getOrDefault("name", "");
        ConnectCluster.Builder builder = MeasuredWorker.builder(place.broker(), place.plugins(), heap);
        jvm.forEach(builder::jvmOption);
        try (ConnectCluster cluster = builder.start();
                Delivered delivered = new Delivered(place.broker().bootstrapServers(), name + ".bench.")) {
            cluster.rest().createStopped(name, config);
            if (!PreparedRecords.class.getName().equals(config.get("connector.class"))) {
                cluster.rest().alterOffsets(name, new ObjectMapper().valueToTree(offsets(name, backlog)));
            }
            cluster.rest().resume(name);
            long pid = cluster.worker(0).pid();
            long end = System.nanoTime() + PATIENCE.toNanos();
            long cpu = 0;
            for (long records = 0; records < backlog.records(); records = delivered.records()) {
                cpu = records == 0 ? ProcessCpu.millis(pid) : cpu;
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("Only " + delivered.records() + " records:\n"
                            + cluster.worker(0).logTail());
                }
                cluster.rest().awaitRunning(name, PATIENCE);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            Cost worker = new Cost(ProcessCpu.millis(pid) - cpu, Peak.of(pid));
            return Run.of(cell, backlog.rows(), delivered.millis(), worker, Cost.NONE)
                    .withBytes(delivered.bytes());
        }
    }

    private static Map<String, Object> offsets(String name, Backlog backlog) {
        Map<String, Object> offset = Map.of("file", backlog.file(), "pos", backlog.pos(), "gtids", backlog.gtids());
        return Map.of("offsets", List.of(Map.of("partition", Map.of("server", name), "offset", offset)));
    }
}
