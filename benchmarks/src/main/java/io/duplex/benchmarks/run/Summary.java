// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** All runs of one contender in one workload. */
public record Summary(Cell cell, List<Run> runs) {
    private static final int P50 = 0;
    private static final int P99 = 1;

    /** Returns one for each cell, in the order of their first runs. */
    static Map<Cell, Summary> of(Collection<Run> runs) {
        Map<Cell, Summary> all = new LinkedHashMap<>();
        runs.stream()
                .collect(Collectors.groupingBy(Run::cell, LinkedHashMap::new, Collectors.toList()))
                .forEach((cell, those) -> all.put(cell, new Summary(cell, List.copyOf(those))));
        return all;
    }

    public boolean isLag() {
        return runs.get(0).isLag();
    }

    /** What contenders are compared by: rows a second, or p50 of the lag in milliseconds. */
    public double figure() {
        return median(this::figure);
    }

    /** The least of the runs. */
    public double least() {
        return runs.stream().mapToDouble(this::figure).min().orElseThrow();
    }

    /** The most of the runs. */
    public double most() {
        return runs.stream().mapToDouble(this::figure).max().orElseThrow();
    }

    /** Returns how many times better Duplex is: a higher rate, a shorter lag. */
    double ratioOf(Summary duplex) {
        return isLag() ? figure() / duplex.figure() : duplex.figure() / figure();
    }

    /** The median of p99 of the lag, in milliseconds. */
    public double p99() {
        return median(run -> run.lagMs().get(P99));
    }

    double median(ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private double figure(Run run) {
        return run.isLag() ? run.lagMs().get(P50) : run.rate();
    }
}
