// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.kafka.KafkaVersion;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures, in turns, how fast a backlog of small transactions gets into a target; the content is compared after each. */
@Command(name = "sink-bench", mixinStandardHelpOptions = true, description = "Writers of one backlog into a target.")
public final class SinkBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(names = "--transactions", description = "transactions of four row changes", defaultValue = "25000")
    private long transactions;

    @Option(names = "--workload", description = "${COMPLETION-CANDIDATES}", defaultValue = "OLTP")
    private Workload workload = Workload.OLTP;

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

    private final Map<Contender, List<SinkRun>> runs = new LinkedHashMap<>();

    /** What is written. */
    enum Workload {
        /** Transactions of four row changes, out of the binlog. */
        OLTP,
        /** Tables, out of a snapshot. */
        COPY
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
        System.exit(new CommandLine(new SinkBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (MySqlServer source = MySqlServer.builder(MySqlVersion.V8_0)
                .option(
                        "--innodb-buffer-pool-size=256M",
                        "--binlog-transaction-dependency-tracking=WRITESET",
                        "--transaction-write-set-extraction=XXHASH64")
                .start()) {
            SinkLoad load = load(source);
            System.out.println("backlog " + load + ", durability " + durability);
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : contenders) {
                    add(contender, run(source, load, contender));
                }
            }
        }
        System.out.println(table());
        if (json != null) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), runs);
        }
        return 0;
    }

    private SinkLoad load(MySqlServer source) {
        if (workload == Workload.COPY) {
            contenders = contenders.stream()
                    .filter(contender -> !contender.isNative() && contender != Contender.PLAIN_JDBC_MARKED)
                    .toList();
            return SinkLoad.copy(source, rows);
        }
        SinkLoad.createTables(source);
        return SinkLoad.write(source, transactions);
    }

    private SinkRun run(MySqlServer source, SinkLoad load, Contender contender) throws Exception {
        try (MySqlServer target = MySqlServer.builder(version)
                .option("--innodb-buffer-pool-size=512M", "--max-allowed-packet=64M")
                .option("--performance-schema=ON")
                .option(durability.options())
                .option(targetOptions.toArray(String[]::new))
                .start()) {
            if (!load.isCopy()) {
                SinkLoad.createTables(target);
            } else if (!contender.isDuplex()) {
                SinkLoad.createTables(target, 0);
            }
            long pid = Long.parseLong(
                    Files.readString(Path.of(target.value("SELECT @@pid_file"))).strip());
            SinkRun run = switch (contender) {
                case NATIVE_1 -> NativeReplica.drain(source, target, load, 1, pid);
                case NATIVE_4 -> NativeReplica.drain(source, target, load, 4, pid);
                case DUPLEX, DUPLEX_CONFLICTS, PLAIN_JDBC, PLAIN_JDBC_MARKED, DEBEZIUM_JDBC ->
                    drain(source, target, load, contender, pid);
            };
            String expected = SinkLoad.content(source);
            String content = SinkLoad.content(target);
            if (!content.equals(expected)) {
                throw new IllegalStateException(
                        contender + " does not count: the target has " + content + ", the source " + expected);
            }
            return run;
        }
    }

    private SinkRun drain(MySqlServer source, MySqlServer target, SinkLoad load, Contender contender, long pid)
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
            properties.put("drain.server.pid", String.valueOf(pid));
            properties.put("drain.contender", contender.name());
            properties.put("drain.batch", String.valueOf(batch));
            properties.put("drain.file", load.file());
            properties.put("drain.pos", String.valueOf(load.pos()));
            properties.put("drain.gtids", load.gtids());
            Path file = work.resolve("drain.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            return fork(contender, file, work);
        } finally {
            Directories.delete(work);
        }
    }

    private SinkRun fork(Contender contender, Path file, Path work) throws IOException {
        List<Path> classPath = new ArrayList<>();
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .forEach(classPath::add);
        classPath.addAll(KafkaVersion.V4_3.classPath());
        List<String> options = new ArrayList<>(List.of(
                "-XX:-UseSerialGC", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=4", "-Xmx" + heap, "-Xms" + heap));
        // Classes that are loaded would else start a full collection, which takes seconds over the whole backlog.
        options.add("-XX:MetaspaceSize=512m");
        options.addAll(jvm);
        options.add(KafkaVersion.V4_3.logging(work));
        Path log = work.resolve("run.log");
        ServerProcess process = new JavaProgram(contender.name(), SinkDrain.class.getName(), classPath, options)
                .start(List.of(file.toString()), log);
        int exit = process.exitCode(PATIENCE);
        return Files.readAllLines(log).stream()
                .filter(SinkRun::isLine)
                .map(SinkRun::parse)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        contender + " ended with exit code " + exit + ":\n" + ServerProcess.tail(log, 60)));
    }

    private static Map<String, String> source(MySqlServer server, Path work, SinkLoad load, Contender contender) {
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

    private void add(Contender contender, SinkRun run) {
        System.out.printf(
                Locale.ROOT,
                "%-17s %,9.0f rows/s  %6.1f us client + %6.1f us mysqld per row%n",
                contender,
                run.rate(),
                run.cpuPerRow(),
                run.serverPerRow());
        runs.computeIfAbsent(contender, key -> new ArrayList<>()).add(run);
    }

    /** Returns a table in Markdown: medians, with the least and the most. */
    private String table() {
        StringBuilder table = new StringBuilder("""
                | contender | rows/s (least, most) | CPU us per row, client + mysqld |
                |---|---|---|
                """);
        runs.forEach((contender, all) -> {
            List<SinkRun> sorted = all.stream()
                    .sorted(Comparator.comparingDouble(SinkRun::rate))
                    .toList();
            SinkRun median = sorted.get(sorted.size() / 2);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f (%,.0f, %,.0f) | %.1f + %.1f |%n",
                    contender,
                    median.rate(),
                    sorted.get(0).rate(),
                    sorted.get(sorted.size() - 1).rate(),
                    median.cpuPerRow(),
                    median.serverPerRow()));
        });
        return table.toString();
    }
}
