// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What the demo prints, each line with the seconds since its start. */
final class DemoConsole {
    private final PrintStream out;
    private final Instant start = Instant.now();

    DemoConsole(PrintStream out) {
        this.out = out;
    }

    void title(String text) {
        out.println();
        out.println("== " + text);
    }

    void line(String text, Object... arguments) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "[%6.1f s] %s%n", seconds, String.format(Locale.ROOT, text, arguments));
    }

    void plain(String text) {
        out.println(text);
    }
}
