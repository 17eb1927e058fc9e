// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Cost;
import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Report;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.run.Run;
import io.duplex.benchmarks.run.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsReadFromJsonIsWhatWasMeasured() throws Exception {
        Results results = results();

        results.write(directory.resolve("runs.json"));

        assertThat(Results.read(directory.resolve("runs.json"))).isEqualTo(results.report());
    }

    @Test
    void theTableHasMediansAndHowMuchBetterDuplexIs() {
        String table = Table.of(results().report());

        assertThat(table)
                .contains("| sink, drain | OLTP | Duplex | 40,000 (20,000, 50,000) |  | 0.1 + 0.2 |")
                .contains("| sink, drain | OLTP | native replica, 4 workers | 10,000 (10,000, 10,000) | 4.00 x |")
                .contains("| steady lag | OLTP | Duplex | at 1,000: p50 4.0 ms (4.0, 4.0), p99 9.0 ms |")
                .contains("Debezium JDBC sink 3.5, as it has no keys");
    }

    @Test
    void aChartIsWellFormedAndNamesAllContenders() throws Exception {
        Charts.draw(results().report(), directory);

        Path chart = directory.resolve("targets.svg");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(chart.toFile())
                        .getElementsByTagName("rect")
                        .getLength())
                .isEqualTo(3);
        assertThat(Files.readString(chart))
                .contains(">Duplex<", ">native replica, 4 workers<", ">plain JDBC (the bound)<");
        assertThat(directory.resolve("end-to-end.svg")).exists();
        assertThat(directory.resolve("sources.svg")).doesNotExist();
    }

    @Test
    void aPageGetsChartsAndTableInPlaceOfThoseItHad() throws Exception {
        Path page = directory.resolve("page.md");
        Files.writeString(page, """
                before
                <!-- end-to-end-bench: begin -->
                old
                <!-- end-to-end-bench: end -->
                after
                """);

        Page.replace(page, results().report(), Optional.of(directory.resolve("charts")));

        assertThat(Files.readString(page))
                .startsWith("before\n")
                .contains("](charts/targets.svg)", "](charts/end-to-end.svg)", "| Duplex | 40,000")
                .doesNotContain("old")
                .endsWith("<!-- end-to-end-bench: end -->\nafter\n");
    }

    private static Results results() {
        Results results = new Results();
        for (long wall : List.of(50L, 100L, 40L)) {
            results.add(run("DUPLEX", wall));
        }
        results.add(run("NATIVE_4", 200));
        results.add(run("PLAIN_JDBC", 1));
        results.add(Run.of(new Cell(Mode.LAG, "OLTP", "DUPLEX"), 1000, 1000, Cost.NONE, Cost.NONE)
                .withLag(List.of(4.0, 9.0, 20.0)));
        results.omit(new Cell(Mode.DRAIN, "NO_KEY", "DEBEZIUM_JDBC"), "it has no keys");
        return results;
    }

    private static Run run(String contender, long wall) {
        Cell cell = new Cell(Mode.DRAIN, "OLTP", contender);
        return Run.of(cell, 2_000, wall, new Cost(100, 2_048), new Cost(200, 4_096));
    }

    @Test
    void everyReportKnowsItsMachine() {
        Report report = results().report();

        assertThat(report.machine()).containsKeys("processors", "date", "load before");
    }
}
