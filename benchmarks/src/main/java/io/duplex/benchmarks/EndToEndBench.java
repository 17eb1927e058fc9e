// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.run.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs all measurements, Duplex and its peers in turns over the same data, and prints one table. */
@Command(
        name = "end-to-end-bench",
        mixinStandardHelpOptions = true,
        description = "Duplex and its peers, on servers that it starts, as one table of medians.")
public final class EndToEndBench implements Callable<Integer> {
    @Option(
            names = "--mode",
            split = ",",
            description = "${COMPLETION-CANDIDATES}",
            defaultValue = "CATCH_UP,SNAPSHOT,WORKER,DRAIN,COPY,LAG,TWO_WAY,SCALE")
    private List<Mode> modes = List.of();

    @Option(
            names = "--scale",
            description = "SMALL takes a quarter of an hour on two quiet processors, FULL hours",
            defaultValue = "SMALL")
    private Plan.Scale scale = Plan.Scale.SMALL;

    @Option(names = "--rounds", description = "runs of each contender; by the scale when it is 0", defaultValue = "0")
    private int rounds;

    @Option(names = "--json", description = "file that gets every single run, after each measurement")
    private @Nullable Path json;

    @Option(names = "--charts", description = "directory that gets charts")
    private @Nullable Path charts;

    @Option(names = "--page", description = "page in Markdown that gets charts and table between its two markers")
    private @Nullable Path page;

    private final Results results = new Results();

    /** Runs the measurements; the exit code is 0 when none of them failed. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new EndToEndBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<String> failed = new ArrayList<>();
        for (Mode mode : modes) {
            for (Plan.Step step : Plan.of(mode, scale, rounds)) {
                System.out.println("\n== " + mode.sentence() + ": " + step);
                if (new CommandLine(step.command(results)).execute(step.arguments()) != 0) {
                    failed.add(step.toString());
                }
                write();
            }
        }
        System.out.println();
        System.out.println(Table.of(results.report()));
        if (page != null) {
            Page.replace(page, results.report(), Optional.ofNullable(charts));
        }
        failed.forEach(step -> System.out.println("FAILED: " + step));
        return failed.isEmpty() ? 0 : 1;
    }

    private void write() throws IOException {
        if (json != null) {
            results.write(json);
        }
        if (charts != null) {
            Charts.draw(results.report(), charts);
        }
    }
}
