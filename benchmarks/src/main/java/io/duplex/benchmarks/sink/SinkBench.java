// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.run.Bench;
import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Fork;
import io.duplex.benchmarks.run.Meter;
import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.run.Run;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, in turns, how fast a backlog gets into a target; the content is compared after each. */
@Command(name = "sink-bench", mixinStandardHelpOptions = true, description = "Writers of one backlog into a target.")
public final class SinkBench implements Callable<Integer> {
    @Option(names = "--transactions", description = "transactions of four row changes", defaultValue = "25000")
    private long transactions;

    @Option(
            names = "--workload",
            split = ",",
            description = "${COMPLETION-CANDIDATES}; all but COPY of as many row changes",
            defaultValue = "OLTP")
    private List<SinkLoad.Workload> workloads = List.of();

    @Option(names = "--rows", description = "rows that are copied", defaultValue = "400000")
    private long rows;

    @Option(names = "--batch", description = "records that a task is given at once", defaultValue = "500")
    private int batch;

    @Option(names = "--json", description = "file that gets the single runs")
    private @Nullable Path json;

    @Option(names = "--rounds", description = "runs of each contender", defaultValue = "3")
    private int rounds;

    @Option(names = "--durability", description = "${COMPLETION-CANDIDATES}", defaultValue = "RELAXED")
    private Durability durability = Durability.RELAXED;

    @Option(names = "--target", description = "${COMPLETION-CANDIDATES}", defaultValue = "V8_0")
    private MySqlVersion version = MySqlVersion.V8_0;

    @Option(names = "--target-option", description = "option of the target's server: --name=value")
    private List<String> targetOptions = new ArrayList<>();

    @Option(
            names = "--contender",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "DUPLEX,NATIVE_1,NATIVE_4,PLAIN_JDBC,PLAIN_JDBC_MARKED,DEBEZIUM_JDBC")
    private List<Contender> contenders = List.of();

    @Option(names = "--config", description = "option of our sink: name=value")
    private Map<String, String> extra = new LinkedHashMap<>();

    @Option(names = "--jvm", description = "JVM option of the measured process")
    private List<String> jvm = new ArrayList<>();

    @Option(names = "--heap", defaultValue = "1500m", description = "heap of the measured process, with the backlog")
    private String heap = "1500m";

    private final Results results;

    /** Adds its runs to these. */
    public SinkBench(Results results) {
        this.results = results;
    }

    /** What the target does at each commit. */
    enum Durability {
        RELAXED,
        DURABLE;

        private String[] options() {
            return switch (this) {
                case RELAXED -> new String[] {"--innodb-flush-log-at-trx-commit=2", "--sync-binlog=0"};
                case DURABLE -> new String[] {"--innodb-flush-log-at-trx-commit=1", "--sync-binlog=1"};
            };
        }
    }

    /** Runs the measurement; the exit code is 0 when after every run the target had the source's rows. */
    public static void main(String[] args) {
        SinkBench bench = new SinkBench(new Results());
        System.exit(Bench.end(new CommandLine(bench).execute(args), bench.results, bench.json));
    }

    @Override
    public Integer call() throws Exception {
        for (SinkLoad.Workload workload : workloads) {
            try (MySqlServer source = MySqlServer.builder(MySqlVersion.V8_0)
                    .option("--innodb-buffer-pool-size=256M", "--max-allowed-packet=64M")
                    .option(NativeReplica.SOURCE_OPTIONS)
                    .start()) {
                SinkLoad load = load(source, workload);
                System.out.println("backlog " + load + ", durability " + durability);
                for (int round = 0; round < rounds; round++) {
                    for (Contender contender : contenders) {
                        run(source, load, contender);
                    }
                }
            }
        }
        return 0;
    }

    private SinkLoad load(MySqlServer source, SinkLoad.Workload workload) {
        if (workload == SinkLoad.Workload.COPY) {
            return SinkLoad.copy(source, rows);
        }
        SinkLoad.createTables(source, workload);
        return SinkLoad.write(source, workload, transactions * SinkLoad.Workload.OLTP.rowsOfATransaction());
    }

    private void run(MySqlServer source, SinkLoad load, Contender contender) throws Exception {
        Mode mode = load.isCopy() ? Mode.COPY : Mode.DRAIN;
        Cell cell = new Cell(mode, load.workload() + " " + durability, contender.name());
        Optional<String> unable = contender.unable(load.workload());
        if (unable.isPresent()) {
            results.omit(cell, unable.get());
            return;
        }
        try (MySqlServer target = MySqlServer.builder(version)
                .option("--innodb-buffer-pool-size=512M", "--max-allowed-packet=64M")
                .option("--performance-schema=ON")
                .option(durability.options())
                .option(targetOptions.toArray(String[]::new))
                .start()) {
            if (!load.isCopy() || !contender.isDuplex()) {
                SinkLoad.createTables(target, load.workload());
            }
            Run run = switch (contender) {
                case NATIVE_1 -> NativeReplica.drain(cell, source, target, load, 1);
                case NATIVE_4 -> NativeReplica.drain(cell, source, target, load, 4);
                case DUPLEX, DUPLEX_CONFLICTS, PLAIN_JDBC, PLAIN_JDBC_MARKED, DEBEZIUM_JDBC ->
                    drain(cell, source, target, load, contender);
            };
            SinkLoad.checkEqual(source, target, cell.toString());
            results.add(run);
        }
    }

    private Run drain(Cell cell, MySqlServer source, MySqlServer target, SinkLoad load, Contender contender)
            throws IOException {
        Path work = Directories.temporary("sink-drain");
        try {
            Properties properties = new Properties();
            source(source, work, load, contender).forEach((name, value) -> properties.put("source." + name, value));
            Map<String, String> sink = contender.config(target, batch);
            sink.putAll(contender.isDuplex() ? extra : Map.of());
            if (contender == Contender.DEBEZIUM_JDBC) {
                sink.put(
                        SinkDrain.JARS,
                        contender.jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            }
            sink.forEach((name, value) -> properties.put("sink." + name, value));
            properties.put("drain.rows", String.valueOf(load.rows()));
            properties.put("drain.server.pid", String.valueOf(Meter.pid(target)));
            properties.put("drain.transaction", String.valueOf(load.workload().rowsOfATransaction()));
            properties.put("drain.contender", contender.name());
            properties.put("drain.batch", String.valueOf(batch));
            properties.put("drain.file", load.file());
            properties.put("drain.pos", String.valueOf(load.pos()));
            properties.put("drain.gtids", load.gtids());
            Path file = work.resolve("drain.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            Meter meter = Meter.of(target);
            return fork(contender, file).run(cell, load.rows(), meter.cost().peakKb());
        } finally {
            Directories.delete(work);
        }
    }

    private Fork.Ended fork(Contender contender, Path file) throws IOException {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
        // Classes that are loaded would else start a full collection, which takes seconds over the whole backlog.
        List<String> options = new ArrayList<>(List.of("-Xms" + heap, "-XX:MetaspaceSize=512m"));
        options.addAll(jvm);
        return new Fork(SinkDrain.class, classPath, heap, options).run(contender.name(), List.of(file.toString()));
    }

    /** Returns the options of the source whose records the contender is given. */
    static Map<String, String> source(MySqlServer server, Path work, SinkLoad load, Contender contender) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "bench-source");
        config.put("topic.prefix", "bench");
        config.put("topic.layout", contender.readsTables() ? "table" : "stream");
        config.put("include.schema.changes", String.valueOf(!contender.readsTables()));
        config.put("tombstones.on.delete", "false");
        config.put("site.id", "1");
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        config.put("database.server.id", "900001");
        config.put("database.include.list", "bench");
        config.put("snapshot.mode", load.isCopy() ? "initial" : "recovery");
        config.put("schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
        config.put(
                "schema.history.internal.file.filename",
                work.resolve("bench.history").toString());
        return config;
    }
}
