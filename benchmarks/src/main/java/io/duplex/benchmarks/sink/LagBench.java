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
 * Measures how long a commit on the source takes to be visible on the target, at a steady load: through a real worker and
 * a broker, by native replication, and by Debezium's connectors.
 */
@Command(name = "lag-bench", mixinStandardHelpOptions = true, description = "End-to-end lag at a steady load.")
public final class LagBench implements Callable<Integer> {
    private static final int REST_SECONDS = 60;

    @Option(
            names = "--rate",
            description = "transactions of four row changes a second; 0: by --share",
            defaultValue = "0")
    private double rate;

    @Option(
            names = "--share",
            split = ",",
            description = "of what arrives by the first contender while the writers never wait",
            defaultValue = "0.5")
    private List<Double> shares = List.of();

    @Option(names = "--contender", split = ",", description = "${COMPLETION-CANDIDATES}", defaultValue = "DUPLEX")
    private List<Linked> contenders = List.of();

    @Option(names = "--rounds", description = "measurements of each", defaultValue = "1")
    private int rounds;

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

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(names = "--json", description = "file that gets the single runs")
    private @Nullable Path json;

    private final Results results;
    private double capacity;

    /** Adds its runs to these. */
    public LagBench(Results results) {
        this.results = results;
    }

    /** Runs the measurement; the exit code is 0 when the target has the source's rows in the end. */
    public static void main(String[] args) {
        LagBench bench = new LagBench(new Results());
        System.exit(Bench.end(new CommandLine(bench).execute(args), bench.results, bench.json));
    }

    @Override
    public Integer call() throws Exception {
        for (Linked contender : contenders) {
            try (MySqlServer source = Linked.server(1, durable).start();
                    MySqlServer target = Linked.server(2, durable).start();
                    Link link = contender.start(worker.link())) {
                SinkLoad.createTables(source, SinkLoad.Workload.OLTP);
                VisibilityProbe.createTable(source);
                Fence.createTable(source);
                link.oneWay(source, target);
                measure(contender, new Sides(source, target, link, new Fence(1, source, target)));
                if (!contender.keepsOrder()) {
                    awaitRest(source, target);
                }
                SinkLoad.checkEqual(source, target, contender.name());
            }
        }
        return 0;
    }

    private record Sides(MySqlServer source, MySqlServer target, Link link, Fence fence) {
        /** Returns when the target has all that was committed. */
        void awaitEqual() throws InterruptedException {
            fence.put();
            fence.await(link);
        }
    }

    private void measure(Linked contender, Sides sides) throws Exception {
        sides.awaitEqual();
        if (rate == 0 && capacity == 0) {
            capacity = capacity(sides);
        }
        for (int round = 0; round < rounds; round++) {
            if (rate > 0) {
                measure(new Cell(Mode.LAG, "OLTP", contender.name()), sides, rate);
                continue;
            }
            for (double share : shares) {
                String workload = "OLTP, " + Math.round(share * 100) + " % of capacity";
                measure(new Cell(Mode.LAG, workload, contender.name()), sides, share * capacity);
            }
        }
    }

    private void measure(Cell cell, Sides sides, double wanted) throws Exception {
        System.out.printf(Locale.ROOT, "%s: load %,.0f transactions a second%n", cell, wanted);
        try (SteadyLoad load = new SteadyLoad(sides.source(), wanted, SteadyLoad.Ids.all(connections));
                VisibilityProbe probe = new VisibilityProbe(sides.source(), sides.target())) {
            TimeUnit.SECONDS.sleep(warmUp);
            probe.reset();
            Meter servers = Meter.of(sides.source(), sides.target());
            Meter processes = Meter.of(sides.link().processes());
            long before = load.committed();
            long bytes = sides.link().bytes();
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            long wall = (System.nanoTime() - begin) / 1_000_000;
            long rows = (load.committed() - before) * SinkLoad.Workload.OLTP.rowsOfATransaction();
            double[] seen = probe.millis();
            if (seen.length == 0) {
                results.omit(cell, "nothing that was committed was seen within " + seconds + " s: too much for it");
            } else {
                results.add(Run.of(cell, rows, wall, processes.cost(), servers.cost())
                        .withBytes(sides.link().bytes() - bytes)
                        .withLag(List.of(quantile(seen, 0.5), quantile(seen, 0.99), quantile(seen, 1))));
                sides.link().printDetails();
            }
        }
        sides.awaitEqual();
    }

    private static void awaitRest(MySqlServer source, MySqlServer target) throws InterruptedException {
        for (int i = 0; i < REST_SECONDS && !SinkLoad.content(target).equals(SinkLoad.content(source)); i++) {
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private static double quantile(double[] sorted, double part) {
        return sorted[(int) Math.floor(part * (sorted.length - 1))];
    }

    /**
     * Returns how many transactions a second the target gets while the source's clients commit as fast as they can: clients,
     * servers, broker and worker share the machine then as they do in the measurement.
     */
    private double capacity(Sides sides) throws InterruptedException {
        double found;
        try (SteadyLoad load = new SteadyLoad(sides.source(), 0, SteadyLoad.Ids.all(connections))) {
            TimeUnit.SECONDS.sleep(warmUp);
            long committed = load.committed();
            long before = sides.link().arrived(sides.target());
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(capacitySeconds);
            double took = (System.nanoTime() - begin) / 1e9;
            found = (sides.link().arrived(sides.target()) - before) / took;
            System.out.printf(
                    Locale.ROOT,
                    "writers that never wait: %,.0f transactions a second, of which %,.0f arrive%n",
                    (load.committed() - committed) / took,
                    found);
        }
        sides.awaitEqual();
        return found;
    }
}
