// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.benchmarks.run.Report;
import io.duplex.benchmarks.run.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A page in Markdown with charts and a table, which a new run replaces. */
final class Page {
    private static final String BEGIN = "<!-- end-to-end-bench: begin -->";
    private static final String END = "<!-- end-to-end-bench: end -->";

    private Page() {}

    /** Puts charts and table between the markers of the page. */
    static void replace(Path page, Report report, Optional<Path> charts) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IOException(page + " has no place for the table: it needs the lines " + BEGIN + " and " + END);
        }
        List<Path> files = charts.isEmpty() ? List.of() : Charts.draw(report, charts.get());
        Path directory = Objects.requireNonNull(page.toAbsolutePath().getParent());
        String images = files.stream()
                .map(file -> "![Duplex and its peers: " + file.getFileName() + "]("
                        + directory.relativize(file.toAbsolutePath()) + ")\n\n")
                .collect(Collectors.joining());
        Files.writeString(
                page, text.substring(0, begin) + "\n\n" + images + Table.of(report) + "\n" + text.substring(end));
    }
}
