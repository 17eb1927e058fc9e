// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes {@code heartbeat.action.query} on a thread and a connection of its own, so that a server that is slow to
 * answer delays no record. A failure is logged and the next heartbeat tries again.
 */
public final class HeartbeatAction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatAction.class);

    private final ServerConnections server;
    private final String query;
    private final AtomicBoolean running = new AtomicBoolean();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "duplex-heartbeat-action");
        created.setDaemon(true);
        return created;
    });
    private volatile @Nullable Connection connection;

    /** Executes nothing yet. */
    public HeartbeatAction(ServerConnections server, String query) {
        this.server = server;
        this.query = query;
    }

    /** Begins to execute the statement, unless the last time has not ended. */
    public void run() {
        if (running.compareAndSet(false, true)) {
            thread.execute(this::execute);
        } else {
            LOG.warn("The last heartbeat.action.query has not ended, so this one is left out: {}", server.server());
        }
    }

    private void execute() {
        try (Statement statement = connected().createStatement()) {
            statement.execute(query);
        } catch (SQLException failed) {
            LOG.error(
                    "Option heartbeat.action.query failed on {} with error {}; check the statement and the grants of "
                            + "user '{}'",
                    server.server(),
                    failed.getErrorCode(),
                    server.options().user(),
                    failed);
            disconnect();
        } finally {
            running.set(false);
        }
    }

    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = server.open();
            connection = open;
        }
        return open;
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException broken) {
            LOG.debug("The heartbeat's connection could not be closed", broken);
        }
    }

    /** Ends a running statement, too. */
    @Override
    public void close() {
        thread.shutdownNow();
        disconnect();
    }
}
