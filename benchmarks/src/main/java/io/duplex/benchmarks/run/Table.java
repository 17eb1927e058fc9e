// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The runs of a report as one table in Markdown: medians, with the least and the most. */
public final class Table {
    private static final String HEAD = """
            | what | workload | who | rows/s, median (least, most) | Duplex is | CPU s, client + mysqld | us per row | \
            peak MB, client + mysqld | bytes per row in Kafka |
            |---|---|---|---|---|---|---|---|---|
            """;

    private Table() {}

    /** Returns the table, then what was left out, then the machine. */
    public static String of(Report report) {
        Map<Cell, Summary> all = Summary.of(report.runs());
        StringBuilder text = new StringBuilder(HEAD);
        all.values().stream()
                .sorted(Comparator.comparing(each -> each.cell().mode()))
                .collect(Collectors.groupingBy(
                        each -> each.cell().mode() + each.cell().workload(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(those ->
                        those.forEach(each -> text.append(line(each, all)).append('\n')));
        text.append('\n');
        report.omitted()
                .forEach(each -> text.append("Left out: ")
                        .append(each.cell())
                        .append(", as ")
                        .append(each.reason())
                        .append(".\n"));
        return text.append(report.machine().entrySet().stream()
                        .map(fact -> fact.getKey() + " " + fact.getValue())
                        .collect(Collectors.joining(", ", "\nMeasured: ", ".\n")))
                .toString();
    }

    private static String line(Summary summary, Map<Cell, Summary> all) {
        Cell cell = summary.cell();
        return String.join(
                " | ",
                "| " + cell.mode().label(),
                cell.workload(),
                cell.label(),
                figure(summary),
                ratio(summary, all),
                both("%.1f", summary, cost -> cost.cpuMs() / 1e3),
                perRow("%.1f", summary, Cost::cpuMs, 1e3),
                both("%.0f", summary, cost -> cost.peakKb() / 1024.0),
                number("%.0f", summary.median(run -> run.perRow((double) run.bytes()))) + " |");
    }

    private static String figure(Summary summary) {
        if (summary.isLag()) {
            return String.format(
                    Locale.ROOT,
                    "at %,.0f: p50 %.1f ms (%.1f, %.1f), p99 %.1f ms",
                    summary.median(Run::rate),
                    summary.figure(),
                    summary.least(),
                    summary.most(),
                    summary.p99());
        }
        return String.format(Locale.ROOT, "%,.0f (%,.0f, %,.0f)", summary.figure(), summary.least(), summary.most());
    }

    private static String ratio(Summary summary, Map<Cell, Summary> all) {
        Summary duplex = all.get(summary.cell().ofDuplex());
        return duplex == null || summary.cell().isDuplex()
                ? ""
                : String.format(Locale.ROOT, "%.2f x", summary.ratioOf(duplex));
    }

    private static String perRow(String format, Summary summary, ToDoubleFunction<Cost> figure, double factor) {
        return number(format, summary.median(run -> run.perRow(figure.applyAsDouble(run.client()) * factor))) + " + "
                + number(format, summary.median(run -> run.perRow(figure.applyAsDouble(run.server()) * factor)));
    }

    private static String both(String format, Summary summary, ToDoubleFunction<Cost> figure) {
        return number(format, summary.median(run -> figure.applyAsDouble(run.client()))) + " + "
                + number(format, summary.median(run -> figure.applyAsDouble(run.server())));
    }

    /** What was not measured is 0. */
    private static String number(String format, double figure) {
        return figure == 0 ? "-" : String.format(Locale.ROOT, format, figure);
    }
}
