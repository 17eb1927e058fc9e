// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.GtidCount;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Two sites that replicate into each other and of which one at a time is written to, so that each server's transactions
 * can be counted exactly: whatever comes back, or twice, is one too many.
 */
final class RunningPair implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** An intent, the statement, and its end. */
    private static final int PER_STATEMENT = 3;

    private final Kind kind;
    private final Site one;
    private final Site two;
    private final Replication replication;
    private final Map<Site, Long> expected = new HashMap<>();
    /** Where the logs were when the last statement began. */
    private final Map<Site, LoggedStatements.Place> begun = new HashMap<>();

    /** Which servers the sites have, and how the sinks mark. */
    record Kind(MySqlVersion one, MySqlVersion two, MarkModes mode) {
        boolean sameVersions() {
            return one == two;
        }

        @Override
        public String toString() {
            return one.line() + (sameVersions() ? "" : " and " + two.line()) + ", marks by "
                    + mode.name().toLowerCase(Locale.ROOT);
        }
    }

    private RunningPair(Kind kind, Replication replication, boolean durable) {
        this.kind = kind;
        this.one = durable ? Site.startDurable(1, kind.one()) : Site.start(1, kind.one());
        this.two = durable ? Site.startDurable(2, kind.two()) : Site.start(2, kind.two());
        this.replication = replication;
    }

    /** Starts both directions; users, roles and grants are replicated, too. */
    static RunningPair start(Kind kind) {
        return start(new RunningPair(kind, Replication.shared(), false), Map.of());
    }

    /** As {@link #start(Kind)}, on another cluster, with servers that keep what they have committed when they are killed. */
    static RunningPair startDurable(Kind kind, Replication replication, Map<String, String> sinkOptions) {
        return start(new RunningPair(kind, replication, true), sinkOptions);
    }

    private static RunningPair start(RunningPair pair, Map<String, String> sinkOptions) {
        boolean ready = false;
        try {
            Map<String, String> options = new HashMap<>(pair.kind.mode().ungrouped());
            options.put("ddl.apply", "all");
            options.putAll(sinkOptions);
            for (Site site : pair.sites()) {
                // Definers stay who they are, and users can be given whatever there is.
                site.server().execute("GRANT ALL ON *.* TO '" + Site.USER + "'@'%' WITH GRANT OPTION");
            }
            pair.replication.bothWays(pair.one, pair.two, options);
            pair.warmUp();
            ready = true;
            return pair;
        } finally {
            if (!ready) {
                pair.close();
            }
        }
    }

    /** The sinks set up their metadata when the first changes come. */
    private void warmUp() {
        one.server().execute("CREATE DATABASE alpha");
        await("the first statement", () -> exists(two));
        two.server().execute("DROP DATABASE alpha");
        await("the second statement", () -> !exists(one));
        awaitRest();
    }

    /** Waits until nothing happens, and counts from there. */
    void awaitRest() {
        await("both to come to rest", () -> {
            long before = count(one) + count(two);
            Eventually.pause(Duration.ofMillis(500));
            return before == count(one) + count(two);
        });
        recount();
    }

    private static boolean exists(Site site) {
        return site.server().number("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'alpha'") > 0;
    }

    /** Takes what the servers have executed by now as a new beginning. */
    private void recount() {
        sites().forEach(site -> expected.put(site, count(site)));
    }

    /** A user has committed so many transactions of rows here, which are to arrive at the other site. */
    void expectRows(Site from, long transactions) {
        expected.merge(from, transactions, Long::sum);
        expected.merge(other(from), transactions, Long::sum);
    }

    /** Waits until both servers have executed what they had to. */
    void awaitExpected(String what) {
        await(what, () -> sites().stream().allMatch(site -> count(site) >= Objects.requireNonNull(expected.get(site))));
        requireExpected("after " + what);
    }

    Kind kind() {
        return kind;
    }

    Replication replication() {
        return replication;
    }

    List<Site> sites() {
        return List.of(one, two);
    }

    Site other(Site site) {
        return site.equals(one) ? two : one;
    }

    private static long count(Site site) {
        return GtidCount.of(site.server());
    }

    /** Executes a statement as a user of the site does, and checks what the other site makes of it. */
    void execute(Site from, TwoWayCase.Step step) {
        LoggedStatements logged = execute(from, step.sql(), step.stays(), () -> run(from.server(), step));
        if (logged.ddl().isEmpty() && logged.transactions() == 0 && !step.stays() && !step.mayFail()) {
            throw new AssertionError("The server has not logged " + step.sql());
        }
    }

    /** As {@link #execute(Site, TwoWayCase.Step)}, with whatever a user does; no other may write meanwhile. */
    void execute(Site from, String what, Runnable user) {
        execute(from, what, false, user);
    }

    private LoggedStatements execute(Site from, String what, boolean stays, Runnable user) {
        Site to = other(from);
        requireExpected("before " + what);
        long intents = intents(to);
        sites().forEach(site -> begun.put(site, LoggedStatements.Place.of(site.server())));
        LoggedStatements.Place place = Objects.requireNonNull(begun.get(from));
        user.run();
        LoggedStatements logged = LoggedStatements.since(from.server(), place);
        expected.put(from, count(from));
        long statements = stays ? 0 : logged.ddl().size();
        expected.merge(to, PER_STATEMENT * statements + (stays ? 0 : logged.transactions()), Long::sum);
        awaitExpected(what);
        assertThat(intents(to) - intents).as("intents of " + what).isEqualTo(statements);
        requireEqual(what);
        return logged;
    }

    /** Both servers have executed what they had to, and nothing else. */
    void requireExpected(String when) {
        for (Site site : sites()) {
            assertThat(count(site))
                    .as(() -> "transactions of " + site.server() + " " + when + logged(site))
                    .isEqualTo(expected.get(site));
        }
    }

    private String logged(Site site) {
        LoggedStatements.Place place = begun.get(site);
        return place == null ? "" : "; logged since then " + place.shown(site.server());
    }

    /** Nothing happens any more for so long. */
    void requireQuiet(Duration time) {
        Eventually.pause(time);
        requireExpected("after " + time + " without changes");
    }

    /** Waits until both sites are equal. */
    void awaitEqual(String when) {
        Eventually.passes("both sites equal " + when, LIMIT, () -> requireEqual(when));
    }

    private void requireEqual(String when) {
        Map<String, String> ofOne = Catalogue.read(one.server(), kind.sameVersions());
        Map<String, String> ofTwo = Catalogue.read(two.server(), kind.sameVersions());
        Map<String, String> differences = new LinkedHashMap<>();
        ofOne.forEach((name, definition) -> {
            String there = ofTwo.getOrDefault(name, "nothing");
            if (!there.equals(definition)) {
                differences.put(name, definition + "\n  at the other site: " + there);
            }
        });
        ofTwo.forEach((name, definition) -> {
            if (!ofOne.containsKey(name)) {
                differences.put(name, "nothing\n  at the other site: " + definition);
            }
        });
        assertThat(differences).as("different after " + when).isEmpty();
    }

    private static long intents(Site site) {
        return site.server().number("SELECT COUNT(*) FROM duplex.ddl_intent");
    }

    void await(String what, Callable<Boolean> condition) {
        long[] nextLook = {System.nanoTime() + Duration.ofSeconds(2).toNanos()};
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > nextLook[0]) {
                    nextLook[0] = System.nanoTime() + Duration.ofSeconds(2).toNanos();
                    failure().ifPresent(trace -> {
                        throw new AssertionError("While waiting for " + what + ": " + trace);
                    });
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("Waited " + LIMIT + " for " + what + " to arrive; counts: " + count(one)
                            + ", " + count(two) + ", expected: " + expected.get(one) + ", " + expected.get(two));
                }
                Eventually.pause(Duration.ofMillis(5));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until all four connectors run. */
    void awaitRunning(Duration limit) {
        connectors().forEach(name -> replication.rest().awaitRunning(name, limit));
    }

    /** The trace of a connector that has failed. */
    private Optional<String> failure() {
        return connectors().stream()
                .map(name -> name + ": " + replication.rest().status(name).failure())
                .filter(failure -> failure.contains("Exception"))
                .findFirst();
    }

    private List<String> connectors() {
        return List.of(
                Connectors.sourceName(one),
                Connectors.sourceName(two),
                Connectors.sinkName(one, two),
                Connectors.sinkName(two, one));
    }

    private static void run(MySqlServer server, TwoWayCase.Step step) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            if (step.database().isPresent()) {
                statement.execute("USE `" + step.database().get().replace("`", "``") + "`");
            }
            if (step.session().isPresent()) {
                statement.execute(step.session().get());
            }
            statement.setEscapeProcessing(false);
            statement.execute(step.sql());
        } catch (SQLException e) {
            if (!step.mayFail()) {
                throw new IllegalStateException(server + " refuses " + step.sql() + ": " + e.getMessage(), e);
            }
        }
        if (server.version() == MySqlVersion.V5_7 && (step + "").contains("TEMPORARY")) {
            // The server logs the end of temporary tables behind the end of the session.
            Eventually.pause(Duration.ofMillis(500));
        }
    }

    @Override
    public void close() {
        try {
            replication.close();
        } finally {
            one.close();
            two.close();
        }
    }
}
