// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds up writers while position and definitions are read. A session of its own: a transaction in the same session
 * would release the lock.
 */
final class SnapshotLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLock.class);

    /** Access denied to a user, to a database, to a table; a privilege is missing. */
    private static final Set<Integer> DENIED = Set.of(1044, 1045, 1142, 1227);

    private final Connection session;

    private SnapshotLock(Connection session) {
        this.session = session;
    }

    /**
     * Takes the lock in this session, which the lock closes: on the whole server if the user may, else on the tables.
     *
     * @throws ConnectException when the user may do neither
     */
    static SnapshotLock take(Connection session, List<TableId> tables, Duration timeout) throws SQLException {
        SnapshotLock lock = new SnapshotLock(session);
        lock.run("SET SESSION lock_wait_timeout=" + Math.max(1, (timeout.toMillis() + 999) / 1000));
        try {
            lock.run("FLUSH TABLES WITH READ LOCK");
            LOG.info("Locked the server for reading its position and definitions");
        } catch (SQLException refused) {
            if (!DENIED.contains(refused.getErrorCode())) {
                throw refused;
            }
            lock.lockTables(tables, refused);
        }
        return lock;
    }

    private void lockTables(List<TableId> tables, SQLException refusedBefore) throws SQLException {
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

    /** Lets writers go on. */
    @Override
    public void close() throws SQLException {
        if (!session.isClosed()) {
            try {
                run("UNLOCK TABLES");
            } finally {
                session.close();
            }
            LOG.info("Released the snapshot's lock");
        }
    }
}
