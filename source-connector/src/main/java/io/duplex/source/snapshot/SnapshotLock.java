// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.snapshot.SnapshotOptions.Locking;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds up writers, or at least whoever alters tables, while position and definitions are read. A session of its own: a
 * transaction in the same session would release the lock.
 */
final class SnapshotLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLock.class);

    /** Access denied to a user, to a database, to a table; a privilege is missing. */
    private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1227);

    /** The server does not know the statement. */
    private static final int SYNTAX = 1064;

    private final Connection session;
    private Extent extent = Extent.SERVER;

    private enum Extent {
        SERVER,
        TABLES,
        /** Only the definitions are locked. */
        DEFINITIONS
    }

    private SnapshotLock(Connection session) {
        this.session = session;
    }

    /**
     * Takes the lock that the options want: for {@code minimal} and {@code extended} on the whole server if the user
     * may, else on the tables.
     *
     * @param last whether earlier attempts did not find a moment without writers, so that they must be stopped
     * @throws ConnectException when the user may not, naming the remedy
     */
    static Optional<SnapshotLock> take(
            ServerConnections connections, SnapshotOptions options, List<TableId> tables, boolean last)
            throws SQLException {
        if (options.locking() == Locking.NONE) {
            return Optional.empty();
        }
        SnapshotLock lock = new SnapshotLock(connections.open());
        try {
            Duration timeout = options.lockTimeout();
            lock.run("SET SESSION lock_wait_timeout=" + Math.max(1, (timeout.toMillis() + 999) / 1000));
            lock.take(options.locking(), tables, last);
            return Optional.of(lock);
        } catch (SQLException | RuntimeException failed) {
            lock.session.close();
            throw failed;
        }
    }

    private void take(Locking locking, List<TableId> tables, boolean last) throws SQLException {
        switch (locking) {
            case MINIMAL, MINIMAL_AT_LEAST_ONCE, EXTENDED -> lockServer(tables);
            case MINIMAL_PERCONA -> {
                if (last || !lockDefinitions()) {
                    lockServer(tables);
                }
            }
            case MINIMAL_PERCONA_NO_TABLE_LOCKS -> {
                if (last || !lockDefinitions()) {
                    throw new ConnectException("The snapshot needs a lock that stops no writers, "
                            + (last
                                    ? "and a moment in which nothing is committed, which did not come"
                                    : "and this server or user has none (LOCK TABLES FOR BACKUP of Percona Server, or"
                                            + " LOCK INSTANCE FOR BACKUP with BACKUP_ADMIN)")
                            + ". Set " + SnapshotOptions.LOCKING + "=minimal, which stops writers for a moment.");
                }
            }
            case NONE -> throw new IllegalStateException("There is no lock to be taken");
        }
    }

    private boolean lockDefinitions() throws SQLException {
        for (String statement : List.of("LOCK TABLES FOR BACKUP", "LOCK INSTANCE FOR BACKUP")) {
            try {
                run(statement);
                extent = Extent.DEFINITIONS;
                LOG.info("Locked the definitions for the snapshot statement=\"{}\"", statement);
                return true;
            } catch (SQLException refused) {
                if (refused.getErrorCode() != SYNTAX && !DENIED.contains(refused.getErrorCode())) {
                    throw refused;
                }
            }
        }
        return false;
    }

    private void lockServer(List<TableId> tables) throws SQLException {
        try {
            run("FLUSH TABLES WITH READ LOCK");
            LOG.info("Locked the server for reading its position and definitions");
        } catch (SQLException refused) {
            if (!DENIED.contains(refused.getErrorCode())) {
                throw refused;
            }
            lockTables(tables, refused);
        }
    }

    private void lockTables(List<TableId> tables, SQLException refusedBefore) throws SQLException {
        extent = Extent.TABLES;
        if (tables.isEmpty()) {
            return;
        }
        String list = tables.stream().map(table -> table.quoted() + " READ").collect(Collectors.joining(", "));
        try {
            run("LOCK TABLES " + list);
            LOG.info(
                    "Locked tables={} for reading position and definitions, as the user may not lock the server",
                    tables.size());
        } catch (SQLException refused) {
            if (!DENIED.contains(refused.getErrorCode())) {
                throw refused;
            }
            refused.addSuppressed(refusedBefore);
            throw new ConnectException(
                    "The snapshot needs a lock, and the user may take none: " + refused.getMessage()
                            + ". Either GRANT RELOAD ON *.* to the user, which locks the server for a moment, or GRANT "
                            + "LOCK TABLES, SELECT on the captured databases, which locks their tables. Where nothing "
                            + "is written during the snapshot, " + SnapshotOptions.LOCKING + "=none needs no lock.",
                    refused);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Tells whether the whole server is locked. */
    boolean global() {
        return extent == Extent.SERVER;
    }

    /** Tells whether nothing can commit a change of a captured table. */
    boolean stopsWriters() {
        return extent != Extent.DEFINITIONS;
    }

    /** Lets writers go on. */
    @Override
    public void close() throws SQLException {
        if (!session.isClosed()) {
            try {
                if (extent == Extent.DEFINITIONS) {
                    session.close(); // either kind of backup lock ends with its session
                    return;
                }
                run("UNLOCK TABLES");
            } finally {
                session.close();
            }
            LOG.info("Released the snapshot's lock");
        }
    }
}
