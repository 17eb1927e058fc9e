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
    private final long transactions;
    private volatile boolean ended;

    /** Rows with ids of this range, which so many connections share. */
    record Ids(int from, int to, int connections) {
        static Ids all(int connections) {
            return new Ids(0, SinkLoad.EXISTING, connections);
        }

        private Ids of(int connection) {
            int each = (to - from) / connections;
            return new Ids(from + connection * each, from + (connection + 1) * each, 1);
        }
    }

    /** Begins; a rate of 0 is as fast as it goes. */
    SteadyLoad(MySqlServer server, double rate, Ids ids) {
        this(server, rate, ids, Long.MAX_VALUE);
    }

    /** Begins, and ends by itself after about so many transactions. */
    SteadyLoad(MySqlServer server, double rate, Ids ids, long transactions) {
        this.transactions = transactions / ids.connections();
        threads = Executors.newFixedThreadPool(ids.connections());
        for (int i = 0; i < ids.connections(); i++) {
            Ids own = ids.of(i);
            writers.add(threads.submit((Callable<Void>) () -> {
                write(server, rate / ids.connections(), own);
                return null;
            }));
        }
    }

    private void write(MySqlServer server, double rate, Ids ids) throws SQLException, InterruptedException {
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try (OltpTransactions load =
                    new OltpTransactions(connection, new Random(ids.from()), ids.from(), ids.to())) {
                long begin = System.nanoTime();
                for (long done = 0; !ended && done < transactions; done++) {
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

    /** Returns when so many transactions are committed. */
    void await() {
        try {
            for (Future<Void> writer : writers) {
                writer.get();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("The load has failed", failed.getCause());
        }
    }

    /** Ends, and fails if a writer has failed. */
    @Override
    public void close() {
        ended = true;
        try {
            await();
        } finally {
            threads.shutdownNow();
        }
    }
}
