// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectWorker;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction that inserts so many rows into {@code app.big}, on its way to another site through one worker that runs
 * source and sink. {@code -Dduplex.large.rows=5000000} makes it as large as one likes; with
 * {@code -Dduplex.large.kill=true} the worker is killed when half of the rows are on the target.
 */
record LargeTransaction(int rows) {
    private static final Logger LOG = LoggerFactory.getLogger(LargeTransaction.class);
    private static final Duration PATIENCE = Duration.ofMinutes(45);
    private static final boolean KILL = Boolean.getBoolean("duplex.large.kill");
    /** Counting all rows would read those that are not committed yet, again and again. */
    private static final int SAMPLES = 1_500;

    static LargeTransaction ofRows(int usual) {
        return new LargeTransaction(Integer.getInteger("duplex.large.rows", usual));
    }

    static void createTables(MySqlServer server) {
        server.execute(
                "CREATE DATABASE app",
                "CREATE TABLE app.big (id INT PRIMARY KEY, v VARCHAR(40) NOT NULL)",
                "CREATE TABLE app.digit (d INT PRIMARY KEY)",
                "INSERT INTO app.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    }

    /** Returns a SELECT of a number and a text for each row; more conditions may follow it. */
    String numbers() {
        return "SELECT n, UUID() FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d"
                + " + 100000 * f.d + 1000000 * g.d AS n FROM app.digit a, app.digit b, app.digit c,"
                + " app.digit d, app.digit e, app.digit f, app.digit g) numbers WHERE n < " + rows;
    }

    private String samples() {
        return IntStream.range(0, SAMPLES)
                .mapToObj(sample -> Long.toString((long) sample * rows / SAMPLES))
                .collect(Collectors.joining(", ", "SELECT COUNT(*) FROM app.big WHERE id IN (", ")"));
    }

    /** Commits the statements as one transaction, and waits until the target shows it whole; never a part of it. */
    void arrives(String what, Replication replication, Site source, Site target, String... statements) {
        ConnectWorker worker = replication.cluster().worker(0);
        try (Watch watch = Watch.start(target, samples());
                HeapWatch heap = HeapWatch.start(worker)) {
            source.server().transaction(statements);
            long committed = System.nanoTime();
            if (KILL) {
                killAmid(worker, target, watch);
            }
            Eventually.holds("all rows", PATIENCE, () -> watch.last() == SAMPLES);
            LOG.warn(
                    "{}: rows={} seconds={} peakHeapMiB={} killed={}",
                    what,
                    rows,
                    Duration.ofNanos(System.nanoTime() - committed).toSeconds(),
                    heap.peakMebibytes(),
                    KILL);
            assertThat(watch.seen()).isSubsetOf(0L, (long) SAMPLES);
        }
    }

    private void killAmid(ConnectWorker worker, Site target, Watch watch) {
        String written = "SELECT COALESCE(MAX(trx_rows_modified), 0) FROM information_schema.innodb_trx";
        Eventually.holds(
                "half of the rows in the target's transaction",
                PATIENCE,
                () -> target.server().number(written) > rows / 2);
        worker.kill9();
        Eventually.holds(
                "the target's rollback",
                PATIENCE,
                () -> target.server()
                                .number("SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_rows_modified"
                                        + " > 0")
                        == 0);
        assertThat(watch.seen()).isEqualTo(Set.of(0L));
        assertThat(target.server().number("SELECT COUNT(*) FROM app.big")).isZero();
        worker.restart();
    }
}
