// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Commits transactions at an even rate, over several connections; goes on until it is closed. */
final class SteadyLoad implements AutoCloseable {
    private final AtomicLong committed = new AtomicLong();
    private final List<Future<Void>> writers = new ArrayList<>();
    private final ExecutorService threads;
    private volatile boolean ended;

    /** Begins; a rate of 0 is as fast as it goes. */
    SteadyLoad(MySqlServer server, double rate, int connections) {
        threads = Executors.newFixedThreadPool(connections);
        int each = SinkLoad.EXISTING / connections;
        for (int i = 0; i < connections; i++) {
            int number = i;
            writers.add(threads.submit((Callable<Void>) () -> {
                write(server, rate / connections, number, each);
                return null;
            }));
        }
    }

    private void write(MySqlServer server, double rate, int number, int ids) throws SQLException, InterruptedException {
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try (OltpTransactions load =
                    new OltpTransactions(connection, new Random(number), number * ids, (number + 1) * ids)) {
                long begin = System.nanoTime();
                for (long done = 0; !ended; done++) {
                    long wait = rate == 0 ? 0 : begin + (long) (done / rate * 1e9) - System.nanoTime();
                    if (wait > 0) {
                        TimeUnit.NANOSECONDS.sleep(wait);
                    }
                    load.commitOne();
                    committed.incrementAndGet();
                }
            }
        }
    }

    long committed() {
        return committed.get();
    }

    /** Ends, and fails if a writer has failed. */
    @Override
    public void close() {
        ended = true;
        try {
            for (Future<Void> writer : writers) {
                writer.get();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("The load has failed", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
