// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Asks a server the same question again and again in the background and keeps the answers that are wrong. */
final class Watch implements AutoCloseable {
    private static final int KEPT = 20;
    private static final Duration OUTAGE_PAUSE = Duration.ofMillis(100);

    /** Reading without a break takes a whole core from the servers that are watched. */
    private static final Duration BREATH = Duration.ofMillis(3);

    private final MySqlServer server;
    private final String query;
    private final Function<List<List<String>>, List<String>> problems;
    private final List<String> found = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    /** {@code problems} sees the rows of each answer and tells what is wrong with them. */
    Watch(MySqlServer server, String query, Function<List<List<String>>, List<String>> problems) {
        this.server = server;
        this.query = query;
        this.problems = problems;
        this.thread = new Thread(this::run, "watch " + server);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the watching after at least one more read. */
    void verify() {
        if (thread.isAlive()) {
            long before = reads.get();
            Eventually.holds("one more read of " + server, Duration.ofSeconds(30), () -> reads.get() > before + 1);
        }
        close();
        if (reads.get() == 0) {
            throw new AssertionError(server + " was never read: observe() must be called before verify()");
        }
        if (wrong.get() > 0) {
            throw new AssertionError("%d of %d reads of %s were wrong. Query: %s%n%s"
                    .formatted(wrong.get(), reads.get(), server, query, String.join("\n", found)));
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                while (!stopped) {
                    // One statement reads one snapshot: a consistent view of the whole database.
                    check(statement);
                    Eventually.pause(BREATH);
                }
            } catch (SQLException serverIsDown) {
                // Crash tests kill the server: what cannot be read is not wrong.
                Eventually.pause(OUTAGE_PAUSE);
            }
        }
    }

    private void check(Statement statement) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
        }
        long read = reads.incrementAndGet();
        List<String> bad = problems.apply(rows);
        if (!bad.isEmpty()) {
            wrong.incrementAndGet();
            if (found.size() < KEPT) {
                found.add("read " + read + ": " + String.join("; ", bad));
            }
        }
    }
}
