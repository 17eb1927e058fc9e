// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Report;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.run.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Draws bar charts of a JSON file that {@link EndToEndBench} wrote. */
public final class Charts {
    private static final Map<String, Set<Mode>> FILES = new LinkedHashMap<>();

    static {
        FILES.put("sources", Set.of(Mode.CATCH_UP, Mode.SNAPSHOT, Mode.WORKER));
        FILES.put("targets", Set.of(Mode.DRAIN, Mode.COPY));
        FILES.put("end-to-end", Set.of(Mode.LAG, Mode.TWO_WAY));
        FILES.put("scale", Set.of(Mode.SCALE));
    }

    private Charts() {}

    /** Arguments: the JSON file, the directory that gets the SVG files, and if wanted a page that gets them and the table. */
    public static void main(String[] args) throws IOException {
        Report report = Results.read(Path.of(args[0]));
        Path directory = Path.of(args[1]);
        if (args.length > 2) {
            Page.replace(Path.of(args[2]), report, Optional.of(directory));
        } else {
            draw(report, directory).forEach(System.out::println);
        }
    }

    /** Writes a chart for each part that was measured; returns the files. */
    static List<Path> draw(Report report, Path directory) throws IOException {
        Files.createDirectories(directory);
        List<Path> drawn = new ArrayList<>();
        for (Map.Entry<String, Set<Mode>> file : FILES.entrySet()) {
            Map<String, List<Summary>> panels = new LinkedHashMap<>();
            for (Mode mode : Mode.values()) {
                report.summaries().stream()
                        .filter(each -> each.cell().mode() == mode)
                        .filter(each -> file.getValue().contains(mode))
                        .forEach(each -> panels.computeIfAbsent(title(each), title -> new ArrayList<>())
                                .add(each));
            }
            if (!panels.isEmpty()) {
                Path svg = directory.resolve(file.getKey() + ".svg");
                Files.writeString(svg, chart(panels).svg());
                drawn.add(svg);
            }
        }
        return drawn;
    }

    private static BarChart chart(Map<String, List<Summary>> panels) {
        return new BarChart(panels.entrySet().stream()
                .map(panel -> new BarChart.Panel(
                        panel.getKey(),
                        panel.getValue().stream().map(Charts::bar).toList()))
                .toList());
    }

    private static String title(Summary summary) {
        Cell cell = summary.cell();
        String workload = isGrowth(cell) ? "" : ", " + cell.workload();
        return cell.mode().label() + workload + ": " + (summary.isLag() ? "p50 of lag, ms" : "rows/s");
    }

    /** What grows is compared with itself: all on one axis. */
    private static boolean isGrowth(Cell cell) {
        return cell.mode() == Mode.SCALE;
    }

    private static BarChart.Bar bar(Summary summary) {
        Cell cell = summary.cell();
        BarChart.Kind kind =
                cell.isOurs() ? BarChart.Kind.OURS : cell.isBound() ? BarChart.Kind.BOUND : BarChart.Kind.PEER;
        String value = summary.isLag()
                ? String.format(Locale.ROOT, "%.1f (p99 %.1f)", summary.figure(), summary.p99())
                : String.format(Locale.ROOT, "%,.0f", summary.figure());
        return new BarChart.Bar(
                isGrowth(cell) ? cell.workload() : cell.label(),
                kind,
                summary.figure(),
                new BarChart.Spread(summary.least(), summary.most()),
                value);
    }
}
