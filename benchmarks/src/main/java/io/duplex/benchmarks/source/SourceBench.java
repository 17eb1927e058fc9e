// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

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
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Measures source connectors over one backlog, in turns, and prints medians. */
@Command(name = "source-bench", mixinStandardHelpOptions = true, description = "Source connectors over one backlog.")
public final class SourceBench implements Callable<Integer> {
    static final String AVRO = "io.duplex.converters.avro.AvroConverter";

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

    @Option(
            names = "--ceiling",
            split = ",",
            description = "what no connector can exceed: ${COMPLETION-CANDIDATES}",
            defaultValue = "MYSQLBINLOG,BARE_CLIENT")
    private List<Ceiling> ceilings = List.of();

    @Option(names = "--json", description = "file that the single results are written to")
    private @Nullable Path json;

    private final Results results;

    /** A program that only reads. */
    private enum Ceiling {
        /** Fetches bytes. */
        MYSQLBINLOG,
        /** Decodes rows and drops them. */
        BARE_CLIENT
    }

    /** Adds its runs to these. */
    public SourceBench(Results results) {
        this.results = results;
    }

    /** Runs the measurement; the exit code is 0 when every run saw the expected records. */
    public static void main(String[] args) {
        SourceBench bench = new SourceBench(new Results());
        System.exit(Bench.end(new CommandLine(bench).execute(args), bench.results, bench.json));
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
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--innodb-buffer-pool-size=512M", "--max-allowed-packet=64M")
                .start()) {
            for (Backlog.Workload workload : workloads) {
                Backlog backlog = Backlog.write(server, workload, rows);
                System.out.println("backlog " + backlog);
                for (int round = 0; round < rounds; round++) {
                    round(server, backlog, workload);
                }
            }
        }
        return 0;
    }

    private void round(MySqlServer server, Backlog backlog, Backlog.Workload workload) throws IOException {
        boolean copies = workload == Backlog.Workload.SNAPSHOT;
        Mode mode = copies ? Mode.SNAPSHOT : Mode.CATCH_UP;
        for (Ceiling ceiling : copies ? List.<Ceiling>of() : ceilings) {
            Cell cell = new Cell(mode, workload.name(), ceiling.name());
            results.add(
                    switch (ceiling) {
                        case MYSQLBINLOG -> MySqlBinlog.fetch(cell, server, backlog);
                        case BARE_CLIENT -> bare(cell, server, backlog);
                    });
        }
        for (Contender contender : contenders) {
            results.add(drain(new Cell(mode, workload.name(), contender.name()), server, backlog, contender));
        }
    }

    private Run bare(Cell cell, MySqlServer server, Backlog backlog) throws IOException {
        List<String> arguments = Stream.of(server.port(), backlog.file(), backlog.pos(), backlog.rows())
                .map(String::valueOf)
                .collect(Collectors.toCollection(ArrayList::new));
        arguments.add(String.valueOf(Meter.pid(server)));
        return fork(BareClient.class, Contender.DUPLEX, arguments, cell, server, backlog);
    }

    private Run drain(Cell cell, MySqlServer server, Backlog backlog, Contender contender) throws IOException {
        Path work = Directories.temporary("drain");
        try {
            Properties properties = new Properties();
            properties.putAll(contender.config(server, contender.name().toLowerCase(Locale.ROOT), work));
            boolean copies = cell.mode() == Mode.SNAPSHOT;
            properties.put("snapshot.mode", copies ? "initial_only" : "recovery");
            properties.put("table.include.list", backlog.table());
            properties.putAll(extra);
            properties.put("drain.records", String.valueOf(backlog.records()));
            properties.put("drain.server", String.valueOf(Meter.pid(server)));
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
            return fork(TaskDrain.class, contender, List.of(file.toString()), cell, server, backlog);
        } finally {
            Directories.delete(work);
        }
    }

    private Run fork(
            Class<?> main, Contender contender, List<String> arguments, Cell cell, MySqlServer server, Backlog backlog)
            throws IOException {
        List<Path> classPath = new ArrayList<>(contender.jars());
        if (avro && contender != Contender.DUPLEX) {
            classPath.addAll(contender.avro());
        }
        classPath.add(Path.of("benchmarks", "target", "classes"));
        Meter meter = Meter.of(server);
        return new Fork(main, classPath, heap, jvm)
                .run(cell.contender(), arguments)
                .run(cell, backlog.rows(), meter.cost().peakKb());
    }
}
