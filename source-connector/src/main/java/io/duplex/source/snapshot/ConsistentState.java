// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import io.duplex.source.position.EventPosition;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import io.duplex.source.snapshot.SnapshotOptions.Locking;
import io.duplex.source.table.CaptureOptions;
import io.duplex.source.table.SchemaHistoryOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One state of the source: sessions whose reads all see it, the GTIDs that lead to it, and what the captured tables
 * were in it.
 *
 * <p>Why there is neither gap nor overlap: under the lock no transaction that changes a captured table is between its
 * commit in the engine and its entry in {@code gtid_executed}; so what the sessions see is what the set says. Where
 * nothing may hold up writers, a moment is waited for in which nothing commits.
 */
final class ConsistentState implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsistentState.class);
    private static final int ATTEMPTS = 10;

    /** A transaction is in the engine before it is among the executed ones, but not longer than so. */
    private static final String SETTLING = "DO SLEEP(0.02)";

    private final List<Connection> sessions;
    private final Optional<SnapshotLock> lock;
    private final Where where;
    private final List<Definition> definitions;
    private final CaptureOptions capture;

    /**
     * The statement that makes a database (then the table's name is empty text), a table or a view.
     *
     * @param of what it makes
     * @param kind what kind of object that is
     * @param session what the statement's session must have
     */
    record Definition(TableId of, DdlClass kind, String statement, Map<String, String> session) {
        /** Definitions may hold zero dates, which a strict session would refuse. */
        static final Map<String, String> LENIENT = Map.of("sql_mode", "0", "foreign_key_checks", "0");

        boolean isTable() {
            return kind == DdlClass.TABLE;
        }

        /** Tells whether it drops a table that a later one makes. */
        boolean drops() {
            return kind == DdlClass.OTHER;
        }

        boolean isView() {
            return kind == DdlClass.VIEW;
        }
    }

    /**
     * What a state is to show.
     *
     * @param threads how many sessions are to see it
     * @param whole whether another server is to be made of it, so that views are among the definitions; otherwise it is
     *     told as Debezium tells it
     * @param scope which definitions are wanted besides, empty when only those of captured tables are
     */
    record Wanted(CaptureOptions capture, int threads, boolean whole, Optional<SchemaHistoryOptions> scope) {
        boolean defines(TableId table) {
            return capture.captures(table)
                    || scope.filter(options -> options.defines(table, capture)).isPresent();
        }

        Comparator<TableId> order() {
            return scope.map(options -> options.order(capture)).orElse(Comparator.comparing(TableId::toString));
        }
    }

    private record Where(GtidSet executed, GtidSet covered, EventPosition position, long serverMicros) {}

    private ConsistentState(
            List<Connection> sessions,
            Optional<SnapshotLock> lock,
            Where where,
            List<Definition> definitions,
            CaptureOptions capture) {
        this.sessions = sessions;
        this.lock = lock;
        this.where = where;
        this.definitions = definitions;
        this.capture = capture;
    }

    /** Locks, begins to read, reads position and definitions, and unlocks as the options say. */
    static ConsistentState open(
            ServerConnections connections,
            SnapshotOptions options,
            Wanted wanted,
            Clock clock,
            SnapshotListener listener)
            throws SQLException {
        List<Connection> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < wanted.threads(); i++) {
                sessions.add(session(connections, options));
            }
            requireOneServer(sessions);
            Attempts attempts = new Attempts(connections, options, wanted, clock, listener);
            return attempts.open(sessions);
        } catch (SQLException | RuntimeException failed) {
            close(sessions);
            throw failed;
        }
    }

    /** Opens a session in which values are read as they are. */
    static Connection session(ServerConnections connections, SnapshotOptions options) throws SQLException {
        Connection session =
                connections.open(options.reading().fetchSize() > 0 ? Map.of("useCursorFetch", "true") : Map.of());
        try {
            prepare(session);
            return session;
        } catch (SQLException failed) {
            session.close();
            throw failed;
        }
    }

    /** Makes a session give values as they are, for as long as reading takes. */
    static void prepare(Connection session) throws SQLException {
        run(session, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        run(session, RowFilter.SESSION);
        run(
                session,
                "SET SESSION sql_mode='', SESSION sql_quote_show_create=1, SESSION max_execution_time=0, "
                        + "SESSION net_write_timeout=3600, SESSION wait_timeout=86400, SESSION time_zone='+00:00', "
                        + "SESSION character_set_results=NULL");
    }

    /** Several hosts may have been given. */
    private static void requireOneServer(List<Connection> sessions) throws SQLException {
        String first = "";
        for (Connection session : sessions) {
            String server = ask(session, "SELECT @@server_uuid");
            if (!first.isEmpty() && !server.equals(first)) {
                throw new SQLException("The snapshot's sessions are at different servers, " + first + " and " + server);
            }
            first = server;
        }
    }

    /** Tries until what was read belongs together. */
    private record Attempts(
            ServerConnections connections,
            SnapshotOptions options,
            Wanted wanted,
            Clock clock,
            SnapshotListener listener) {

        ConsistentState open(List<Connection> sessions) throws SQLException {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Optional<ConsistentState> state = attempt(sessions, attempt == ATTEMPTS);
                if (state.isPresent()) {
                    return state.get();
                }
            }
            throw new SQLException("Tables or views were created or dropped each time the snapshot was about to begin");
        }

        private Optional<ConsistentState> attempt(List<Connection> sessions, boolean last) throws SQLException {
            Connection main = sessions.get(0);
            List<TableId> tables = ServerDefinitions.tables(main, wanted);
            CapturedViews views = views();
            List<TableId> captured =
                    tables.stream().filter(wanted.capture()::captures).toList();
            Optional<SnapshotLock> lock = SnapshotLock.take(connections, options, captured, last);
            lock.ifPresent(taken -> listener.locked(true, taken.global()));
            boolean kept = false;
            try {
                boolean quiet = lock.filter(SnapshotLock::stopsWriters).isEmpty();
                GtidSet before = executed(main);
                for (Connection session : sessions) {
                    run(session, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
                }
                Where now = where(main, clock, wanted.capture());
                if (quiet && !settled(main, before)) {
                    if (!last || lock.isPresent()) {
                        return rollback(sessions);
                    }
                    LOG.warn(
                            "Writers did not pause: changes of this moment may be in the snapshot and come again from"
                                    + " the binlog. {}=minimal rules that out.",
                            SnapshotOptions.LOCKING);
                    now = new Where(before, now.covered(), now.position(), now.serverMicros());
                }
                List<Definition> definitions = ServerDefinitions.of(main, tables);
                if (!tables.equals(ServerDefinitions.tables(main, wanted)) || !views.equals(views())) {
                    return rollback(sessions);
                }
                kept = options.locking() == Locking.EXTENDED;
                if (wanted.whole()) {
                    ServerDefinitions.addViews(main, definitions, views.inOrder());
                } else {
                    definitions = SchemaStatements.of(main, definitions);
                }
                return Optional.of(new ConsistentState(
                        sessions, kept ? lock : Optional.empty(), now, definitions, wanted.capture()));
            } finally {
                if (lock.isPresent() && !kept) {
                    lock.get().close();
                    listener.locked(false, lock.get().global());
                }
            }
        }

        private CapturedViews views() throws SQLException {
            return wanted.whole() ? CapturedViews.read(connections, wanted.capture()) : CapturedViews.NONE;
        }

        private static Optional<ConsistentState> rollback(List<Connection> sessions) throws SQLException {
            for (Connection session : sessions) {
                run(session, "ROLLBACK");
            }
            return Optional.empty();
        }

        private static boolean settled(Connection session, GtidSet before) throws SQLException {
            if (!before.equals(executed(session))) {
                return false;
            }
            run(session, SETTLING);
            return before.equals(executed(session));
        }
    }

    private static Where where(Connection session, Clock clock, CaptureOptions capture) throws SQLException {
        ServerFacts facts = ServerFacts.of(session);
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        EventPosition position = facts.binlog()
                .map(end -> new EventPosition(end.file(), end.pos(), 0, 0, 0, micros))
                .orElseGet(() -> new EventPosition("", 0, 0, 0, 0, micros));
        long server = Long.parseLong(ask(session, "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000000 AS UNSIGNED)"));
        GtidSet covered = CoveredTransactions.read(session, new MetadataTables(capture.metadataDatabase()));
        return new Where(executed(session), covered, position, server);
    }

    /** Not from SHOW VARIABLES, which cuts long values. */
    private static GtidSet executed(Connection session) throws SQLException {
        return GtidSet.parse(ask(session, "SELECT @@GLOBAL.gtid_executed"));
    }

    private static String ask(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection session() {
        return sessions.get(0);
    }

    /** Returns all sessions; each is to be used by one thread. */
    List<Connection> sessions() {
        return sessions;
    }

    GtidSet executed() {
        return where.executed();
    }

    /** Returns the transactions of other sites that the state shows, by the GTIDs that they had there. */
    GtidSet covered() {
        return where.covered();
    }

    EventPosition position() {
        return where.position();
    }

    /** Returns the server's own time at that state, in microseconds since 1970: it grows from state to state. */
    long serverMicros() {
        return where.serverMicros();
    }

    /** Returns the databases, tables and views in the order in which they must be made, but for foreign keys. */
    List<Definition> definitions() {
        return definitions;
    }

    /** Breaks the connections, so that whoever reads from them fails; may come from another thread. */
    void abort() {
        for (Connection session : sessions) {
            try {
                session.abort(Runnable::run);
            } catch (SQLException alreadyBroken) {
                LOG.debug("A connection of the snapshot could not be closed", alreadyBroken);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try {
            close(sessions);
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    private static void close(List<Connection> sessions) throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
    }

    /** Returns the captured tables among the definitions, in their order. */
    List<TableId> tables() {
        return definitions.stream()
                .filter(Definition::isTable)
                .map(Definition::of)
                .filter(capture::captures)
                .toList();
    }
}
