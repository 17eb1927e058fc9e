// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static io.duplex.testkit.mysql.MySqlVersion.V5_7;
import static io.duplex.testkit.mysql.MySqlVersion.V8_0;
import static io.duplex.testkit.mysql.MySqlVersion.V9_7;

import io.duplex.it.RunningPair.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every class of DDL, executed at either site of a pair in turn. After each statement both sites show equal definitions
 * and rows, the other one has executed it once, under one intent, and nothing has come back. {@code
 * -Dduplex.twoway.all=true} takes all statements on all versions in both modes, {@code -Dduplex.twoway.only=8.0} the
 * pairs and cases in whose printed name that stands.
 */
class DdlBothWaysIT {
    private static final boolean ALL = Boolean.getBoolean("duplex.twoway.all");
    private static final String ONLY =
            System.getProperty("duplex.twoway.only", "").toLowerCase(Locale.ROOT);
    private static final Duration QUIET = ALL ? Duration.ofMinutes(1) : Duration.ofSeconds(3);

    private static @Nullable RunningPair running;
    private static int turn;

    static Stream<Arguments> cases() {
        List<Kind> kinds = new ArrayList<>(List.of(new Kind(V8_0, V8_0, MarkModes.SESSION)));
        if (ALL) {
            kinds.add(new Kind(V5_7, V5_7, MarkModes.SESSION));
            kinds.add(new Kind(V9_7, V9_7, MarkModes.SESSION));
            kinds.add(new Kind(V5_7, V8_0, MarkModes.SESSION));
            kinds.add(new Kind(V8_0, V8_0, MarkModes.GTID));
            kinds.add(new Kind(V5_7, V5_7, MarkModes.GTID));
            kinds.add(new Kind(V9_7, V9_7, MarkModes.GTID));
        }
        return kinds.stream()
                .flatMap(kind -> TwoWayCase.all().stream()
                        .filter(one -> ALL || one.built())
                        .filter(one -> one.marks().suit(kind.one(), kind.two()))
                        .filter(one ->
                                (kind + " " + one).toLowerCase(Locale.ROOT).contains(ONLY))
                        .map(one -> Arguments.of(kind, one)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void eachStatementIsExecutedOnceAtTheOtherSiteAndNothingComesBack(Kind kind, TwoWayCase statements) {
        List.of(kind.one(), kind.two()).forEach(Versions::assumeAvailable);
        boolean passed = false;
        try {
            RunningPair pair = pair(kind);
            execute(pair, "none", "CREATE DATABASE alpha");
            for (TwoWayCase.Step step : statements.steps()) {
                if (step.marks().suit(kind.one(), kind.two())) {
                    pair.execute(nextSite(pair), step);
                }
            }
            for (String database : List.of("beta", "alpha")) {
                execute(pair, "none", "DROP DATABASE IF EXISTS " + database);
            }
            passed = true;
        } finally {
            if (!passed) {
                abandon();
            }
        }
    }

    private static void execute(RunningPair pair, String database, String sql) {
        pair.execute(nextSite(pair), new TwoWayCase.Step(sql, new TwoWayCase.Marks(List.of("@use " + database))));
    }

    private static Site nextSite(RunningPair pair) {
        return pair.sites().get(turn++ % 2);
    }

    /** The pair of the case before, when it is of this kind. */
    private static RunningPair pair(Kind kind) {
        RunningPair current = running;
        if (current != null && !current.kind().equals(kind)) {
            finish();
            current = null;
        }
        if (current == null) {
            current = RunningPair.start(kind);
            running = current;
        }
        return current;
    }

    @AfterAll
    static void finish() {
        RunningPair current = running;
        running = null;
        if (current != null) {
            try (current) {
                current.requireQuiet(QUIET);
            }
        }
    }

    /** After a failure the next case finds a new pair. */
    private static void abandon() {
        RunningPair current = running;
        running = null;
        try {
            if (current != null) {
                current.close();
            }
        } catch (AssertionError failedToo) {
            System.out.println(failedToo.getMessage());
        }
    }
}
