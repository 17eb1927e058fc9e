// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.run.Bench;
import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Meter;
import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.run.Run;
import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures what a row costs on its whole way, through source, broker and sink, with more and more tables, rows in a
 * transaction and rows in the backlog; and what connectors cost that have nothing to do.
 */
@Command(
        name = "scale-bench",
        mixinStandardHelpOptions = true,
        description = "What a row costs as tables, transactions and backlogs grow, and what idle connectors cost.")
public final class ScaleBench implements Callable<Integer> {
    private static final int SETTLED_SECONDS = 10;

    @Option(
            names = "--part",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "TABLES,TRANSACTION,BACKLOG,IDLE")
    private List<Part> parts = List.of();

    @Option(
            names = "--rows",
            description = "row changes of each backlog, if not that is measured",
            defaultValue = "100000")
    private long rows;

    @Option(names = "--tables", split = ",", description = "how many there are", defaultValue = "1,4,20,200")
    private List<Integer> tables = List.of();

    @Option(
            names = "--transaction",
            split = ",",
            description = "rows in one",
            defaultValue = "1,10,100,1000,10000,100000")
    private List<Integer> transactions = List.of();

    @Option(
            names = "--backlog",
            split = ",",
            description = "row changes, in transactions of 100 rows",
            defaultValue = "10000,100000,1000000")
    private List<Long> backlogs = List.of();

    @Option(names = "--rounds", description = "measurements of each", defaultValue = "1")
    private int rounds;

    @Option(names = "--idle-seconds", description = "in which nothing happens", defaultValue = "60")
    private int idleSeconds;

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(names = "--json", description = "file that gets the single runs")
    private @Nullable Path json;

    private final Results results;
    private final List<String> idle = new ArrayList<>();
    private int loads;

    /** What grows. */
    enum Part {
        TABLES,
        TRANSACTION,
        BACKLOG,
        /** Nothing: neither connector has anything to do. */
        IDLE
    }

    /** Adds its runs to these. */
    public ScaleBench(Results results) {
        this.results = results;
    }

    /** Runs the measurement; the exit code is 0 when the target has all rows in the end. */
    public static void main(String[] args) {
        ScaleBench bench = new ScaleBench(new Results());
        int exitCode = Bench.end(new CommandLine(bench).execute(args), bench.results, bench.json);
        bench.idle.forEach(System.out::println);
        System.exit(exitCode);
    }

    @Override
    public Integer call() throws Exception {
        try (MySqlServer source = Linked.server(1, false).start();
                MySqlServer target = Linked.server(2, false).start();
                DuplexLink link = DuplexLink.start(worker.link())) {
            source.execute("CREATE DATABASE bench");
            Fence.createTable(source);
            if (parts.contains(Part.IDLE)) {
                idle(source, target, link, "no connector");
            }
            link.oneWay(source, target);
            Sides sides = new Sides(source, target, link, new Fence(1, source, target));
            sides.awaitEqual();
            warmUp(sides);
            for (Part part : parts) {
                for (int round = 0; round < rounds; round++) {
                    run(part, sides);
                }
            }
        }
        return 0;
    }

    private record Sides(MySqlServer source, MySqlServer target, DuplexLink link, Fence fence) {
        void awaitEqual() throws InterruptedException {
            fence.put();
            fence.await(link);
        }
    }

    private void warmUp(Sides sides) throws Exception {
        measured(sides, new Cell(Mode.SCALE, "warm-up", Cell.DUPLEX), 4, 10, rows);
    }

    private void run(Part part, Sides sides) throws Exception {
        switch (part) {
            case TABLES -> {
                for (int count : tables) {
                    results.add(measured(sides, cell("%,d tables, 4 rows each transaction", count), count, 4, rows));
                }
            }
            case TRANSACTION -> {
                for (int size : transactions) {
                    results.add(measured(sides, cell("%,d rows each transaction", size), 4, size, rows));
                }
            }
            case BACKLOG -> {
                for (long size : backlogs) {
                    results.add(measured(sides, cell("backlog of %,d rows", size), 4, 100, size));
                }
            }
            case IDLE -> idle(sides.source(), sides.target(), sides.link(), "source and sink, nothing to do");
        }
    }

    private static Cell cell(String workload, long number) {
        return new Cell(Mode.SCALE, String.format(Locale.ROOT, workload, number), Cell.DUPLEX);
    }

    /** The backlog is written while both connectors pause, so that their start is not measured. */
    private Run measured(Sides sides, Cell cell, int tableCount, int rowsOfATransaction, long count) throws Exception {
        ScaleLoad load = new ScaleLoad("t" + ++loads, tableCount, rowsOfATransaction, count);
        load.createTables(sides.source());
        sides.awaitEqual();
        sides.link().pause();
        load.write(sides.source());
        sides.fence().put();
        long bytes = sides.link().bytes();
        Meter servers = Meter.of(sides.source(), sides.target());
        Meter processes = Meter.of(sides.link().processes());
        long begin = System.nanoTime();
        sides.link().resume();
        sides.fence().await(sides.link());
        long wall = (System.nanoTime() - begin) / 1_000_000;
        Run run = Run.of(cell, count, wall, processes.cost(), servers.cost())
                .withBytes(sides.link().bytes() - bytes);
        if (load.count(sides.target()) != count) {
            throw new IllegalStateException(cell + ": the target has " + load.count(sides.target()) + " rows");
        }
        return run;
    }

    private void idle(MySqlServer source, MySqlServer target, DuplexLink link, String what)
            throws InterruptedException {
        TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
        Meter processes = Meter.of(link.processes());
        Meter sources = Meter.of(source);
        Meter targets = Meter.of(target);
        TimeUnit.SECONDS.sleep(idleSeconds);
        String line = String.format(
                Locale.ROOT,
                "idle, %s: worker and broker %.1f ms of CPU a second, the source's mysqld %.1f, the target's %.1f",
                what,
                processes.cost().cpuMs() / (double) idleSeconds,
                sources.cost().cpuMs() / (double) idleSeconds,
                targets.cost().cpuMs() / (double) idleSeconds);
        System.out.println(line);
        idle.add(line);
    }
}
