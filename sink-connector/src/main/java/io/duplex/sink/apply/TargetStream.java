// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.position.MetadataSetup;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.position.PositionStore;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One source's stream on the target: its session and its progress row. Whatever it commits is marked and changes the
 * progress row first.
 */
final class TargetStream {
    private final ServerConnections connections;
    private final SiteOptions site;
    private final MetadataTables tables;
    private final PositionStore position;
    private volatile @Nullable TargetSession session;
    private volatile boolean closed;

    TargetStream(ServerConnections connections, SiteOptions site, String source) {
        this.connections = connections;
        this.site = site;
        this.tables = new MetadataTables(site.metadataDatabase());
        this.position = new PositionStore(new ChannelKey(site.channel(), source, tables));
    }

    /** What a transaction does beside changing the progress row. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    PositionStore position() {
        return position;
    }

    MetadataTables tables() {
        return tables;
    }

    TargetSession session() {
        TargetSession current = session;
        if (current == null) {
            throw new ApplyFailure(
                    FailureKind.RECONNECT, "There is no connection to the target at " + connections.server());
        }
        return current;
    }

    Connection connection() {
        return session().connection();
    }

    RowWriter writer() {
        return session().writer();
    }

    /** Becomes the owner of the stream. */
    void claim() {
        connect("claim " + position.key(), fresh -> {
            MetadataSetup setup = new MetadataSetup(fresh.connection(), tables, connections.user());
            setup.createMissing();
            setup.registerSite(site.siteId());
            position.claim(fresh.connection());
        });
    }

    /** Goes on with a new session. */
    void resume() {
        connect("resume " + position.key(), fresh -> position.resume(fresh.connection()));
    }

    @FunctionalInterface
    private interface Introduction {
        void run(TargetSession session) throws SQLException;
    }

    private void connect(String purpose, Introduction introduction) {
        abort();
        boolean ready = false;
        try {
            TargetSession fresh = TargetSession.open(connections, site.siteId().orElse(0));
            session = fresh;
            if (!closed) {
                introduction.run(fresh);
                ready = true;
            }
        } catch (SQLException failure) {
            throw SqlFailures.describe("Cannot " + purpose + " on the target at " + connections.server(), failure);
        } catch (IllegalStateException unusable) {
            throw new ApplyFailure(FailureKind.STOP, String.valueOf(unusable.getMessage()), unusable);
        } finally {
            if (!ready) {
                abort();
            }
        }
    }

    /**
     * Commits a transaction with progress.
     *
     * @param unit begins messages
     * @param next the progress
     */
    void commit(String unit, int originSite, PositionRow next, Work work) {
        run(unit, () -> {
            open(originSite, next);
            work.run();
            commit(next);
        });
    }

    /** Commits a transaction without progress. */
    void commit(String unit, Origin origin, Work work) {
        run(unit, () -> {
            session().marker().origin(origin.site());
            position.touch(connection(), origin);
            work.run();
            connection().commit();
        });
    }

    /** Opens a transaction with progress, to be ended by {@link #commit(PositionRow)} inside of {@link #run}. */
    void open(int originSite, PositionRow next) throws SQLException {
        session().marker().origin(originSite);
        position.write(connection(), next);
    }

    void commit(PositionRow next) throws SQLException {
        connection().commit();
        position.committed(next);
    }

    /** Does work in the open transaction, which is rolled back when it fails. */
    void run(String unit, Work work) {
        boolean done = false;
        try {
            work.run();
            done = true;
        } catch (SQLException failure) {
            throw SqlFailures.describe(unit, failure);
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    /** Forgets what the target's tables looked like. */
    void forgetTables() {
        TargetSession current = session;
        if (current != null) {
            current.forgetTables();
        }
    }

    /** Undoes what is not committed. */
    void rollback() {
        TargetSession current = session;
        if (current != null) {
            current.rollback();
        }
    }

    /** Ends the session; a call that is under way in another thread fails. */
    void close() {
        closed = true;
        abort();
    }

    private void abort() {
        TargetSession current = session;
        session = null;
        if (current != null) {
            current.abort();
        }
    }
}
