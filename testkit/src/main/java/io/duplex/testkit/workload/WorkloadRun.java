// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A workload running on a server in a thread of its own; outlives crashes and restarts of the server. */
public final class WorkloadRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkloadRun.class);
    private static final Set<Integer> RETRIED = Set.of(
            1205, // lock wait timeout
            1213 // deadlock
            );
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** A connection that lasts that long shows that the server is back, whatever the workload waits for. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Workload workload;
    private final MySqlServer server;
    private final long limit;
    private final AtomicLong committed = new AtomicLong();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;

    private WorkloadRun(Workload workload, MySqlServer server, long limit) {
        this.workload = workload;
        this.server = server;
        this.limit = limit;
        this.thread = new Thread(this::run, "workload " + workload.describe());
        this.thread.setDaemon(true);
    }

    /** Runs until {@link #stop()} or until the workload has nothing left. */
    public static WorkloadRun start(Workload workload, MySqlServer server) {
        return start(workload, server, Long.MAX_VALUE);
    }

    /** Runs in the background for a number of transactions. */
    public static WorkloadRun start(Workload workload, MySqlServer server, long transactions) {
        WorkloadRun run = new WorkloadRun(workload, server, transactions);
        LOG.info("workload {} on {}", workload.describe(), server);
        run.thread.start();
        return run;
    }

    /** Runs a number of transactions and returns when they are committed. */
    public static void complete(Workload workload, MySqlServer server, long transactions) {
        try (WorkloadRun run = start(workload, server, transactions)) {
            run.join();
        }
    }

    /** How many transactions have been reported as committed; a crash may have hidden the answer of one more each time. */
    public long committed() {
        return committed.get();
    }

    /** Waits until this many transactions are committed. */
    public void awaitCommitted(long transactions, Duration patience) {
        Eventually.holds(transactions + " transactions of " + workload.describe(), patience, () -> {
            rethrow();
            return committed() >= transactions;
        });
    }

    /** Waits for the end of a run with a limit and tells how many transactions were committed. */
    public long join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Eventually.GiveUp("interrupted", e);
        }
        rethrow();
        return committed();
    }

    /** Ends after the transaction that is under way and tells how many were committed. */
    public long stop() {
        stopped = true;
        return join();
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
        long outageBegan = System.nanoTime();
        long before = 0;
        while (!stopped) {
            long asked = System.nanoTime();
            boolean connected = false;
            try (Connection connection = server.connect()) {
                connected = true;
                connection.setAutoCommit(false);
                runOn(connection);
                return;
            } catch (SQLException e) {
                boolean steady = connected && System.nanoTime() - asked > STEADY.toNanos();
                if (committed() > before || steady) {
                    before = committed();
                    outageBegan = System.nanoTime();
                }
                if (!isOutage(e) || System.nanoTime() - outageBegan > LONGEST_OUTAGE.toNanos()) {
                    failure.set(new IllegalStateException(workload.describe() + " on " + server + ": " + e, e));
                    return;
                }
                Eventually.pause(PAUSE);
            } catch (RuntimeException e) {
                failure.set(e);
                return;
            }
        }
    }

    private void runOn(Connection connection) throws SQLException {
        while (!stopped && committed.get() < limit) {
            try {
                if (!workload.next(connection)) {
                    return;
                }
                committed.incrementAndGet();
            } catch (SQLException e) {
                if (!RETRIED.contains(e.getErrorCode())) {
                    throw e;
                }
                connection.rollback();
            }
        }
    }

    /** SQL state class 08 is a lost connection; the codes are "shutdown in progress" and "killed". */
    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return (state != null && state.startsWith("08")) || e.getErrorCode() == 1053 || e.getErrorCode() == 1927;
    }

    private void rethrow() {
        RuntimeException found = failure.get();
        if (found != null) {
            throw found;
        }
    }
}
