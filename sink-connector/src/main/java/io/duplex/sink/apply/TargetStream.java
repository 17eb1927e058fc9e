// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.origin.MarkProbe;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.position.MetadataSetup;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.position.PositionStore;
import io.duplex.sink.position.SiteServers;
import io.duplex.sink.position.ToldSettings;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.GtidProbe;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.server.SiteOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a source's stream on the target: its session and its progress row. Whatever it commits is marked and
 * changes the progress row first. Worker 0 claims the stream, and executes what is not done side by side.
 */
final class TargetStream {
    private final ServerConnections connections;
    private final SiteOptions site;
    private final TargetFilters filters;
    private final MetadataTables tables;
    private final PositionStore position;
    private final StreamConflicts conflicts;
    private final int worker;
    private final AtomicLong tablesVersion;
    private final Failpoint failpoint;
    private final NotedOrigins origins;
    private long knownTables;
    private volatile @Nullable TargetSession session;
    private volatile boolean closed;

    /**
     * Worker 0 of a stream.
     *
     * @param workers how many there are
     * @param rules which rows are written, and what happens when one does not fit
     */
    TargetStream(
            ServerConnections connections,
            SiteOptions site,
            String source,
            int workers,
            Failpoint failpoint,
            RowRules rules) {
        this.connections = connections;
        this.site = site;
        this.filters = rules.filters();
        this.failpoint = failpoint;
        this.tables = new MetadataTables(site.metadataDatabase());
        this.origins = new NotedOrigins(new SiteServers(tables));
        this.position = new PositionStore(new ChannelKey(site.channel(), source, tables), workers, site.start());
        this.conflicts = rules.conflicts().apply(position.key());
        this.worker = 0;
        this.tablesVersion = new AtomicLong();
    }

    private TargetStream(TargetStream first, int worker) {
        this.connections = first.connections;
        this.site = first.site;
        this.filters = first.filters;
        this.tables = first.tables;
        this.position = first.position;
        this.conflicts = first.conflicts;
        this.worker = worker;
        this.tablesVersion = first.tablesVersion;
        this.failpoint = first.failpoint;
        this.origins = first.origins;
    }

    /** Returns another worker of the stream. */
    TargetStream worker(int number) {
        return new TargetStream(this, number);
    }

    /** What a transaction does beside changing the progress row. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    PositionStore position() {
        return position;
    }

    /** Returns the worker's number. */
    int worker() {
        return worker;
    }

    /** Tells whether transactions commit under their origins' GTIDs. */
    boolean keepsGtids() {
        return site.keepsGtids();
    }

    /** Returns the progress row as of the worker's last commit. */
    PositionRow row() {
        return position.row(worker);
    }

    StreamConflicts conflicts() {
        return conflicts;
    }

    MetadataTables tables() {
        return tables;
    }

    /** Tells tests how far a unit of work is. */
    void reached(Failpoint.Step step) {
        failpoint.reached(step);
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
            requireGtids(fresh);
            MetadataSetup setup = new MetadataSetup(fresh.connection(), tables, connections.user());
            setup.createMissing();
            setup.registerSite(site.siteId());
            requireLoggedMarks();
            new ToldSettings(connections, site).warn(fresh.connection());
            position.claim(fresh.connection());
        });
    }

    private void requireGtids(TargetSession fresh) throws SQLException {
        if (site.keepsGtids()) {
            new GtidProbe(fresh.connection(), connections.server(), connections.user())
                    .refusal()
                    .ifPresent(refusal -> {
                        throw new ApplyFailure(FailureKind.STOP, refusal);
                    });
        }
    }

    private void requireLoggedMarks() throws SQLException {
        if (site.siteId().isEmpty()) {
            return;
        }
        try (Connection probing = connections.openTracked()) {
            new MarkProbe(probing, tables, site.siteId().getAsInt()).refusal().ifPresent(refusal -> {
                throw new ApplyFailure(FailureKind.STOP, connections.server() + ": " + refusal);
            });
        }
    }

    /** Goes on with a new session. */
    void resume() {
        connect("resume " + position.key(), fresh -> position.resume(fresh.connection(), worker));
    }

    @FunctionalInterface
    private interface Introduction {
        void run(TargetSession session) throws SQLException;
    }

    private void connect(String purpose, Introduction introduction) {
        abort();
        boolean ready = false;
        try {
            TargetSession fresh = TargetSession.open(connections, site.siteId().orElse(0), conflicts, filters);
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
            requireCurrent();
            session().marker().origin(origin.site());
            position.touch(connection(), worker, origin);
            work.run();
            session().nextGtid().commit();
        });
    }

    /** Opens a transaction with progress, to be ended by {@link #commit(PositionRow)} inside of {@link #run}. */
    void open(int originSite, PositionRow next) throws SQLException {
        open(originSite, next, false);
    }

    /**
     * As {@link #open(int, PositionRow)}.
     *
     * @param withRows whether the progress may be sent with the rows that {@link TargetSession#write} is given next
     */
    void open(int originSite, PositionRow next, boolean withRows) throws SQLException {
        Optional<String> statement = withRows ? position.statement(worker, next) : Optional.empty();
        begin(originSite);
        if (statement.isPresent()) {
            session().first(statement.get(), position::requireWritten);
        } else {
            position.write(connection(), worker, next);
        }
    }

    /** Readies the session for what commits next. */
    void begin(int originSite) throws SQLException {
        note(originSite);
        requireCurrent();
        refreshTables();
        session().marker().origin(originSite);
    }

    /** Learns from the target what is committed, after several commits of which not all need have happened. */
    void reread() {
        run("The progress of " + position.key(), () -> position.reread(connection(), worker));
    }

    /** Another worker may have found that the site's primary is another server by now: all write to the same one. */
    private void requireCurrent() throws SQLException {
        if (!connections.isCurrent(connection())) {
            throw new ApplyFailure(FailureKind.RECONNECT, "The target is now at " + connections.server());
        }
    }

    /**
     * As {@link #open(int, PositionRow, boolean)}, for the rows of one transaction: where GTIDs are kept, it commits under
     * its origin's.
     *
     * @return false when the target has that GTID already, so that nothing but the progress is to be committed
     */
    boolean open(Origin origin, PositionRow next, boolean withRows) throws SQLException {
        boolean absent = mayCommit(origin, next);
        open(origin.site(), next, withRows && absent);
        return absent;
    }

    private boolean mayCommit(Origin origin, PositionRow next) throws SQLException {
        note(origin.site());
        boolean absent = !site.keepsGtids() || assign(origin);
        if (!absent) {
            Gtid gtid = next.last().flatMap(PositionRow.Last::gtid).orElse(origin.gtid());
            position.requireOnlyChannel(connection(), gtid);
        }
        return absent;
    }

    /** Has the next transaction or statement commit under the origin's GTID; false when the target has it already. */
    boolean assign(Origin origin) throws SQLException {
        note(origin);
        return session().nextGtid().assign(origin.gtid());
    }

    /** Before the first transaction of a site: rows are settled by the lowest one. */
    private void note(int originSite) throws SQLException {
        if (conflicts.settlesWith(originSite) && !origins.has(originSite)) {
            session().marker().origin(originSite);
            origins.add(connection(), originSite);
        }
    }

    /** As for rows: under another sink's names a statement may have been another one. */
    void requireOnlyChannel(ReplayedStatement statement) throws SQLException {
        if (hasExecuted(statement)) {
            position.requireOnlyChannel(connection(), Gtid.parse(statement.id()));
        }
    }

    /** Before the first transaction under a GTID of the server: a source here will know the others by that, too. */
    void note(Origin origin) throws SQLException {
        if (!origins.has(origin)) {
            session().marker().origin(origin.site());
            position.touch(connection(), worker, origin);
            origins.add(session(), origin);
        }
    }

    /** Tells whether the target shows by its GTIDs that it has executed the statement. */
    boolean hasExecuted(ReplayedStatement statement) throws SQLException {
        return keepsGtid(statement)
                && session().nextGtid().isExecuted(statement.origin().gtid());
    }

    /** Tells whether the statement is executed under its origin's GTID. */
    boolean keepsGtid(ReplayedStatement statement) {
        return site.keepsGtids() && statement.hasOwnGtid();
    }

    /** Makes durable what was written since {@link #open}. */
    void commit(PositionRow next) throws SQLException {
        session().nextGtid().commit();
        committed(next);
    }

    /** Notes what is durable now. */
    void committed(PositionRow next) {
        position.committed(worker, next);
        session().committed();
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

    /** Has all workers forget what the target's tables looked like. */
    void forgetTables() {
        tablesVersion.incrementAndGet();
        if (session != null) {
            refreshTables();
        }
    }

    /** Forgets what the target's tables looked like, if any worker has learned that they may have changed. */
    void refreshTables() {
        long version = tablesVersion.get();
        if (version != knownTables) {
            session().forgetTables();
            knownTables = version;
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
