// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The single runs, and their medians as a table. */
final class Results {
    private final Map<String, List<Run>> runs = new LinkedHashMap<>();

    /**
     * One run.
     *
     * @param rows row changes
     * @param records that were seen, tombstones too
     * @param wallMs and {@code cpuMs}: from the first record to the last
     * @param peakKb resident memory of the process
     */
    record Run(long rows, long records, long wallMs, long cpuMs, long bytes, long peakKb) {
        /** Reads the line that a measured process prints. */
        static Run read(Path log, int exit, long peakKb) throws IOException {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("result "))
                    .map(line -> line.split(" "))
                    .map(part -> new Run(
                            0,
                            Long.parseLong(part[1]),
                            Long.parseLong(part[2]),
                            Long.parseLong(part[3]),
                            Long.parseLong(part[4]),
                            peakKb))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "the run ended with exit code " + exit + ":\n" + ServerProcess.tail(log, 40)));
        }

        Run ofRows(long count) {
            return new Run(count, records, wallMs, cpuMs, bytes, peakKb);
        }

        double rate() {
            return rows * 1000.0 / Math.max(1, wallMs);
        }

        double cpuPerRow() {
            return cpuMs * 1000.0 / rows;
        }
    }

    void add(String workload, String contender, Run run) {
        System.out.printf(
                "%-8s %-12s %,10.0f rows/s %8.2f us CPU per row%n", workload, contender, run.rate(), run.cpuPerRow());
        runs.computeIfAbsent(workload + "|" + contender, key -> new ArrayList<>())
                .add(run);
    }

    /** Returns a table in Markdown: medians, with the least and the most. */
    String table() {
        StringBuilder table = new StringBuilder("""
                | workload | contender | rows/s (least, most) | CPU us per row | bytes per row | peak MB |
                |---|---|---|---|---|---|
                """);
        runs.forEach((key, all) -> {
            List<Run> sorted =
                    all.stream().sorted(Comparator.comparingDouble(Run::rate)).toList();
            Run median = sorted.get(sorted.size() / 2);
            double cpu = all.stream().mapToDouble(Run::cpuPerRow).sorted().toArray()[all.size() / 2];
            table.append(String.format(
                    "| %s | %s | %,.0f (%,.0f, %,.0f) | %.2f | %d | %d |%n",
                    key.substring(0, key.indexOf('|')),
                    key.substring(key.indexOf('|') + 1),
                    median.rate(),
                    sorted.get(0).rate(),
                    sorted.get(sorted.size() - 1).rate(),
                    cpu,
                    median.bytes() / median.rows(),
                    median.peakKb() / 1024));
        });
        return table.toString();
    }

    String json() throws JsonProcessingException {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(runs);
    }
}
