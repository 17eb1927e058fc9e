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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the rate at which two sites that both are written become equal: the clock runs from the first commit until
 * each site has the other one's last.
 */
@Command(name = "two-way-bench", mixinStandardHelpOptions = true, description = "Two sites that both are written.")
public final class TwoWayBench implements Callable<Integer> {
    @Option(
            names = "--transactions",
            description = "of four row changes, at each site, in rows of its own",
            defaultValue = "20000")
    private long transactions;

    @Option(names = "--warm-up", description = "transactions at each site before", defaultValue = "5000")
    private long warmUp;

    @Option(names = "--connections", description = "that write, at each site", defaultValue = "2")
    private int connections;

    @Option(
            names = "--contender",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "DUPLEX,DUPLEX_COMPACT,NATIVE_4")
    private List<Linked> contenders = List.of();

    @Option(names = "--rounds", description = "runs of each contender", defaultValue = "1")
    private int rounds;

    @Option(names = "--durable", description = "both servers write their logs to disk at each commit")
    private boolean durable;

    @Mixin
    private WorkerOptions worker = new WorkerOptions();

    @Option(names = "--json", description = "file that gets the single runs")
    private @Nullable Path json;

    private final Results results;

    /** Adds its runs to these. */
    public TwoWayBench(Results results) {
        this.results = results;
    }

    /** Runs the measurement; the exit code is 0 when both sites were equal after every run. */
    public static void main(String[] args) {
        TwoWayBench bench = new TwoWayBench(new Results());
        System.exit(Bench.end(new CommandLine(bench).execute(args), bench.results, bench.json));
    }

    @Override
    public Integer call() throws Exception {
        results.omit(
                new Cell(Mode.TWO_WAY, "OLTP", "DEBEZIUM with DEBEZIUM_JDBC"),
                "it would read what its sink wrote, and send it back for ever");
        for (int round = 0; round < rounds; round++) {
            for (Linked contender : contenders) {
                run(contender);
            }
        }
        return 0;
    }

    private void run(Linked contender) throws Exception {
        try (MySqlServer one = Linked.server(1, durable).start();
                MySqlServer two = Linked.server(2, durable).start();
                Link link = contender.start(worker.link())) {
            SinkLoad.createTables(one, SinkLoad.Workload.OLTP);
            Fence.createTable(one);
            link.bothWays(one, two);
            Sites sites = new Sites(one, two, link);
            sites.pass();
            sites.write(warmUp);
            Meter servers = Meter.of(one, two);
            Meter processes = Meter.of(link.processes());
            long bytes = link.bytes();
            long begin = System.nanoTime();
            sites.write(transactions);
            long wall = (System.nanoTime() - begin) / 1_000_000;
            SinkLoad.checkEqual(one, two, contender.name());
            long rows = 2 * (transactions / connections * connections) * SinkLoad.Workload.OLTP.rowsOfATransaction();
            results.add(Run.of(
                            new Cell(Mode.TWO_WAY, "OLTP", contender.name()),
                            rows,
                            wall,
                            processes.cost(),
                            servers.cost())
                    .withBytes(link.bytes() - bytes));
        }
    }

    private final class Sites {
        private final MySqlServer one;
        private final MySqlServer two;
        private final Link link;
        private final Fence toTwo;
        private final Fence toOne;

        Sites(MySqlServer one, MySqlServer two, Link link) {
            this.one = one;
            this.two = two;
            this.link = link;
            this.toTwo = new Fence(1, one, two);
            this.toOne = new Fence(2, two, one);
        }

        /** First to the second site, which may not have the tables yet, then back. */
        void pass() throws InterruptedException {
            toTwo.put();
            toTwo.await(link);
            toOne.put();
            toOne.await(link);
        }

        /** Writes so many transactions at both sites at once; returns when both have all of them. */
        void write(long count) throws InterruptedException {
            int half = SinkLoad.EXISTING / 2;
            SteadyLoad.Ids lower = new SteadyLoad.Ids(0, half, connections);
            SteadyLoad.Ids upper = new SteadyLoad.Ids(half, SinkLoad.EXISTING, connections);
            try (SteadyLoad first = new SteadyLoad(one, 0, lower, count);
                    SteadyLoad second = new SteadyLoad(two, 0, upper, count)) {
                first.await();
                second.await();
            }
            toTwo.put();
            toOne.put();
            toTwo.await(link);
            toOne.await(link);
        }
    }
}
