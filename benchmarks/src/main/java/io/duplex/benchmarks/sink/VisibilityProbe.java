// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Commits a row now and then on one server and asks another one for it until it is there: what an application sees, by
 * one clock, that of this process.
 */
final class VisibilityProbe implements AutoCloseable {
    private static final long BETWEEN_MS = 53; // no multiple of any usual interval

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<Long> micros = new ArrayList<>();
    private final Future<Void> probing;
    private volatile boolean ended;

    VisibilityProbe(MySqlServer source, MySqlServer target) {
        probing = thread.submit((Callable<Void>) () -> {
            probe(source, target);
            return null;
        });
    }

    static void createTable(MySqlServer server) {
        server.execute("CREATE TABLE bench.probe (id INT NOT NULL PRIMARY KEY, n INT NOT NULL)");
        server.execute("INSERT INTO bench.probe VALUES (1, 0)");
    }

    private void probe(MySqlServer source, MySqlServer target) throws SQLException, InterruptedException {
        try (Connection from = source.connect();
                Connection to = target.connect();
                PreparedStatement write = from.prepareStatement("UPDATE bench.probe SET n = ? WHERE id = 1");
                PreparedStatement read = to.prepareStatement("SELECT n FROM bench.probe WHERE id = 1")) {
            for (int n = 1; !ended; n++) {
                write.setInt(1, n);
                write.executeUpdate();
                long committed = System.nanoTime();
                while (!ended && value(read) < n) {
                    TimeUnit.MICROSECONDS.sleep(500);
                }
                long seen = (System.nanoTime() - committed) / 1_000;
                synchronized (micros) {
                    micros.add(seen);
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MS);
            }
        }
    }

    private static int value(PreparedStatement read) throws SQLException {
        try (ResultSet rows = read.executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Forgets what was seen. */
    void reset() {
        synchronized (micros) {
            micros.clear();
        }
    }

    /** Returns how long each row took, in order of size, in milliseconds. */
    double[] millis() {
        synchronized (micros) {
            return micros.stream().mapToDouble(each -> each / 1_000.0).sorted().toArray();
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            probing.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("The probe has failed", failed.getCause());
        } finally {
            thread.shutdownNow();
        }
    }
}
