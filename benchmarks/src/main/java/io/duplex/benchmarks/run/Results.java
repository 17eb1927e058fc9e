// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Collects the runs of one or several measurements. */
public final class Results {
    /** Components of records only, none of their questions. */
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

    private final List<Run> runs = new ArrayList<>();
    private final Set<Report.Omission> omitted = new LinkedHashSet<>();
    private final Machine machine = Machine.now();

    /** Adds a run, and prints it. */
    public void add(Run run) {
        runs.add(run);
        System.out.printf(
                Locale.ROOT,
                "%-60s %,10.0f rows/s  %6.2f us client + %6.2f us mysqld per row%s%n",
                run.cell(),
                run.rate(),
                run.perRow(run.client().cpuMs() * 1e3),
                run.perRow(run.server().cpuMs() * 1e3),
                run.isLag() ? "  lag ms (p50, p99, most) " + run.lagMs() : "");
    }

    /** Says why there is no run, once. */
    public void omit(Cell cell, String reason) {
        if (omitted.add(new Report.Omission(cell, reason))) {
            System.out.println(cell + " is left out: " + reason);
        }
    }

    /** Returns everything so far. */
    public Report report() {
        return new Report(machine.facts(), List.copyOf(runs), List.copyOf(omitted));
    }

    /** Writes everything so far. */
    public void write(Path json) throws IOException {
        JSON.writerWithDefaultPrettyPrinter().writeValue(json.toFile(), report());
    }

    /** Reads what {@link #write} wrote. */
    public static Report read(Path json) throws IOException {
        return JSON.readValue(json.toFile(), Report.class);
    }
}
