// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What the JSON file holds.
 *
 * @param machine where, when and with what it was measured
 * @param runs every single one
 * @param omitted what was not run, and why
 */
public record Report(Map<String, String> machine, List<Run> runs, List<Omission> omitted) {
    /** A contender that cannot do a workload. */
    public record Omission(Cell cell, String reason) {}

    /** Returns the runs of each contender in each workload. */
    public Collection<Summary> summaries() {
        return Summary.of(runs).values();
    }
}
