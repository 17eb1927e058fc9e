// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.testkit.kafka.KafkaVersion;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.ServerProcess;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures source connectors over one backlog, in turns, and prints medians. */
@Command(name = "source-bench", mixinStandardHelpOptions = true, description = "Source connectors over one backlog.")
public final class SourceBench implements Callable<Integer> {
    static final String AVRO = "io.duplex.converters.avro.AvroConverter";
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Option(names = "--rows", description = "row changes of each backlog", defaultValue = "400000")
    private long rows;

    @Option(names = "--rounds", description = "runs of each contender", defaultValue = "3")
    private int rounds;

    @Option(names = "--workload", split = ",", description = "${COMPLETION-CANDIDATES}", defaultValue = "BULK,OLTP")
    private List<Backlog.Workload> workloads = List.of();

    @Option(
            names = "--contender",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "DUPLEX,DEBEZIUM")
    private List<Contender> contenders = List.of();

    @Option(names = "--converter", description = "class of the converter; none when it is empty", defaultValue = "")
    private String converter = "";

    @Option(names = "--avro", description = "convert with the Avro converter, against a registry of its own")
    private boolean avro;

    @Option(names = "--converter-option", description = "option of the converter: name=value")
    private Map<String, String> converterOptions = new LinkedHashMap<>();

    @Option(names = "--config", description = "option of both connectors: name=value")
    private Map<String, String> extra = new LinkedHashMap<>();

    @Option(names = "--jvm", description = "JVM option of the measured process")
    private List<String> jvm = new ArrayList<>();

    @Option(names = "--heap", defaultValue = "256m", description = "heap of the measured process")
    private String heap = "256m";

    @Option(names = "--json", description = "file that the single results are written to")
    private @Nullable Path json;

    /** Runs the measurement; the exit code is 0 when every run saw the expected records. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SourceBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (!avro) {
            return measured();
        }
        try (ApicurioRegistry registry = ApicurioRegistry.start()) {
            converter = AVRO;
            converterOptions.put("schema.registry.url", registry.url());
            return measured();
        }
    }

    private int measured() throws Exception {
        Results results = new Results();
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--innodb-buffer-pool-size=512M", "--max-allowed-packet=64M")
                .start()) {
            for (Backlog.Workload workload : workloads) {
                Backlog backlog = Backlog.write(server, workload, rows);
                System.out.println("backlog " + backlog);
                for (int round = 0; round < rounds; round++) {
                    if (workload != Backlog.Workload.SNAPSHOT) {
                        results.add(workload.name(), "bare client", bare(server, backlog));
                    }
                    for (Contender contender : contenders) {
                        results.add(workload.name(), contender.name(), drain(server, backlog, contender, workload));
                    }
                }
            }
        }
        System.out.println(results.table());
        Path file = json;
        if (file != null) {
            Files.writeString(file, results.json());
        }
        return 0;
    }

    private Results.Run bare(MySqlServer server, Backlog backlog) throws IOException {
        List<String> arguments = List.of(
                String.valueOf(server.port()), backlog.file(), String.valueOf(backlog.pos()), "" + backlog.rows());
        return run("bare client", BareClient.class, Contender.DUPLEX, arguments).ofRows(backlog.rows());
    }

    private Results.Run drain(MySqlServer server, Backlog backlog, Contender contender, Backlog.Workload workload)
            throws IOException {
        Path work = Directories.temporary("drain");
        try {
            Properties properties = new Properties();
            properties.putAll(contender.config(server, contender.name().toLowerCase(java.util.Locale.ROOT), work));
            boolean copies = workload == Backlog.Workload.SNAPSHOT;
            properties.put("snapshot.mode", copies ? "initial_only" : "recovery");
            properties.put("table.include.list", backlog.table());
            properties.putAll(extra);
            properties.put("drain.records", String.valueOf(backlog.records()));
            if (!copies) {
                properties.put("drain.file", backlog.file());
                properties.put("drain.pos", String.valueOf(backlog.pos()));
                properties.put("drain.gtids", backlog.gtids());
            }
            if (!converter.isEmpty()) {
                properties.put("drain.converter", converter);
                converterOptions.forEach((name, value) -> properties.put("drain.converter." + name, value));
            }
            Path file = work.resolve("drain.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            return run(contender.name(), TaskDrain.class, contender, List.of(file.toString()))
                    .ofRows(backlog.rows());
        } finally {
            Directories.delete(work);
        }
    }

    private Results.Run run(String name, Class<?> main, Contender contender, List<String> arguments)
            throws IOException {
        Path work = Directories.temporary("run");
        try {
            List<Path> classPath = new ArrayList<>(contender.jars());
            if (avro && contender != Contender.DUPLEX) {
                classPath.addAll(contender.avro());
            }
            classPath.addAll(KafkaVersion.V4_3.classPath());
            classPath.add(Path.of("benchmarks", "target", "classes"));
            List<String> options = new ArrayList<>(
                    List.of("-XX:-UseSerialGC", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=4", "-Xmx" + heap));
            options.addAll(jvm);
            options.add(KafkaVersion.V4_3.logging(work));
            Path log = work.resolve("run.log");
            ServerProcess process = new JavaProgram(name, main.getName(), classPath, options).start(arguments, log);
            long peak = Peak.until(process);
            int exit = process.exitCode(PATIENCE);
            return Results.Run.read(log, exit, peak);
        } finally {
            Directories.delete(work);
        }
    }
}
