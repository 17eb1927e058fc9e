// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.sink.conflict.ImageText;
import io.duplex.sink.conflict.SeenTransactions;
import io.duplex.sink.conflict.SettlementOutbox;
import io.duplex.sink.conflict.SettlementOutbox.Numbered;
import io.duplex.sink.conflict.SettlementRequest;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.server.ServerConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells other sites how rows are that were in conflict, or asks for them: a row of the table of row states is inserted and
 * deleted again in one transaction, which is not marked, so that the source at this site hands it on. The row in question
 * is locked until then: whatever it becomes, is told later. A thread of its own, because it waits for locks of users and of
 * the stream's workers.
 */
final class Settler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int MOST_ROWS = 10;
    private static final long PAUSE_SECONDS = 1;
    private static final long UNASKED_MILLIS = 30_000;
    private static final long AWAITING_MILLIS = 200;

    /** Then it is said all the same: a stream may have been given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ServerConnections connections;
    private final MetadataTables tables;
    private final SettlementOutbox outbox;
    private final int site;
    private final RowFilterOptions filters;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private final Map<Long, Long> awaiting = new HashMap<>();
    private volatile @Nullable Connection connection;
    private volatile @Nullable Connection observer;

    /**
     * Begins with {@link #start}.
     *
     * @param site the local one
     * @param filters of this site, which may hide the other one's rows
     */
    Settler(ServerConnections connections, ChannelKey key, int site, RowFilterOptions filters) {
        this.connections = connections;
        this.filters = filters;
        this.tables = key.tables();
        this.outbox = new SettlementOutbox(key);
        this.site = site;
        this.thread = new Thread(this::run, "duplex-settle-" + key.source());
        this.thread.setDaemon(true);
    }

    /** Makes the table of row states, if it is missing, and settles what was left. */
    void start() {
        try (Connection setup = connections.open()) {
            makeTables(setup);
        } catch (SQLException failure) {
            throw SqlFailures.describe(
                    "Table " + tables.rowState()
                            + " cannot be made, by which sites settle rows that were in conflict; as"
                            + " an administrator of the target run: " + String.join("; ", tables.createRowState())
                            + "; GRANT ALL ON `" + tables.rowState().database() + "`.* TO '" + connections.user()
                            + "'@'%'; or set conflict.settlement=false",
                    failure);
        }
        thread.start();
        settle();
    }

    /** Not marked, so that the other site gets the table, too. */
    private void makeTables(Connection setup) throws SQLException {
        try (PreparedStatement query = setup.prepareStatement(
                "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?")) {
            query.setString(1, tables.rowState().database());
            query.setString(2, tables.rowState().table());
            try (ResultSet found = query.executeQuery()) {
                if (found.next()) {
                    return;
                }
            }
        }
        try (Statement create = setup.createStatement()) {
            for (String sql : tables.createRowState()) {
                create.execute(sql);
            }
        }
    }

    /** Has it look for rows that are to be settled. */
    void settle() {
        wanted.release();
    }

    private void run() {
        while (!closed) {
            try {
                if (wanted.tryAcquire(awaiting.isEmpty() ? UNASKED_MILLIS : AWAITING_MILLIS, TimeUnit.MILLISECONDS)) {
                    wanted.drainPermits();
                }
                work();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            } catch (SQLException | ApplyFailure | IllegalArgumentException failure) {
                failed(failure);
            }
        }
    }

    private void failed(Exception failure) {
        disconnect();
        if (closed) {
            return;
        }
        LOG.warn("Rows that were in conflict are not settled yet, trying again cause={}", failure.getMessage());
        LOG.debug("Rows are not settled yet", failure);
        try {
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            settle();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void work() throws SQLException {
        Connection session = connection;
        if (session != null && !connections.isCurrent(session)) {
            disconnect();
            session = null;
        }
        Connection other = observer;
        if (session == null || other == null) {
            session = connections.open();
            connection = session;
            other = connections.open();
            observer = other;
            SessionSetup.apply(session);
            // Locks the place of a row that is not there, too.
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        }
        TargetTables catalogue = new TargetTables(session);
        RowLocks locks = new RowLocks(session);
        awaiting.keySet().retainAll(said(session, other, catalogue, locks));
    }

    /** Returns the numbers of those requests that have to wait. */
    private Set<Long> said(Connection session, Connection other, TargetTables catalogue, RowLocks locks)
            throws SQLException {
        Set<Long> left = new HashSet<>();
        List<Numbered> some;
        long last = 0;
        do {
            some = outbox.after(session, last, MOST_ROWS);
            for (Numbered numbered : some) {
                last = numbered.id();
                if (isDue(numbered, other)) {
                    send(session, other, catalogue, locks, numbered.request());
                    outbox.remove(session, last);
                } else {
                    left.add(last);
                }
            }
            session.commit();
        } while (!closed && some.size() == MOST_ROWS);
        return left;
    }

    private boolean isDue(Numbered numbered, Connection other) throws SQLException {
        SeenTransactions awaited = numbered.request().awaits();
        if (awaited.areHere(other, tables)) {
            return true;
        }
        long since = awaiting.computeIfAbsent(numbered.id(), unseen -> System.nanoTime());
        if (System.nanoTime() - since < PATIENCE.toNanos()) {
            return false;
        }
        LOG.warn(
                "A row that was in conflict is settled with site={} although not all is applied here that this one had"
                        + " applied table={}. Start the sinks of all sites' streams, or delete what the table {} says"
                        + " of former ones",
                numbered.request().site(),
                numbered.request().table(),
                tables.qualified(MetadataTables.APPLIED_TRANSACTION));
        return true;
    }

    private void send(
            Connection session, Connection other, TargetTables catalogue, RowLocks locks, SettlementRequest request)
            throws SQLException {
        DecodedImage key = request.keys().get(0);
        Optional<Target> target = catalogue.target(request.table());
        if (target.isEmpty() || !target.get().hasKey(key.columns())) {
            return;
        }
        Optional<DecodedImage> row = request.asks() ? Optional.empty() : locks.one(target.get(), key);
        // Read after the row is locked: it shows nothing but what is in this.
        SeenTransactions seen = SeenTransactions.here(other, tables);
        String id = UUID.randomUUID().toString();
        String table = tables.rowState().quoted();
        try (PreparedStatement insert = session.prepareStatement("INSERT INTO " + table
                        + " (id, from_site, to_site, asks, table_schema, table_name, row_key, row_image, seen)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement delete = session.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            insert.setString(1, id);
            insert.setInt(2, site);
            insert.setInt(3, request.site());
            insert.setBoolean(4, request.asks() || (row.isEmpty() && mayBeHidden(request)));
            insert.setString(5, request.table().database());
            insert.setString(6, request.table().table());
            insert.setString(7, request.text());
            insert.setString(8, row.map(ImageText::of).orElse(null));
            insert.setString(9, seen.text());
            insert.executeUpdate();
            delete.setString(1, id);
            delete.executeUpdate();
        }
    }

    /** What the first site of two lacks because of its row filter is not gone: only the other one knows. */
    private boolean mayBeHidden(SettlementRequest request) {
        return site < request.site() && filters.of(request.table()).isPresent();
    }

    private void disconnect() {
        Connection session = connection;
        Connection other = observer;
        connection = null;
        observer = null;
        abort(session);
        abort(other);
    }

    private static void abort(@Nullable Connection session) {
        if (session != null) {
            try {
                session.abort(Runnable::run);
            } catch (SQLException gone) {
                LOG.debug("The connection to the target was closed already", gone);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        disconnect();
    }
}
