// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.position.EventPosition;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import io.duplex.source.snapshot.SnapshotOptions.Locking;
import io.duplex.source.table.CaptureOptions;
import io.duplex.source.table.ServerSchemaReader;
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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One state of the source: a session whose reads all see it, the GTIDs that lead to it, and what the captured tables
 * were in it.
 *
 * <p>Why there is neither gap nor overlap: under the lock no transaction that changes a captured table is between its
 * commit in the engine and its entry in {@code gtid_executed}; so what the session sees is what the set says.
 */
final class ConsistentState implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final Connection session;
    private final Optional<SnapshotLock> lock;
    private final GtidSet executed;
    private final EventPosition position;
    private final List<Definition> definitions;

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

    private ConsistentState(
            Connection session, Optional<SnapshotLock> lock, Where where, List<Definition> definitions) {
        this.session = session;
        this.lock = lock;
        this.executed = where.executed();
        this.position = where.position();
        this.definitions = definitions;
    }

    /**
     * What is told.
     *
     * @param whole whether another server is to be made of it; otherwise it is told as Debezium tells it
     */
    private record Content(CaptureOptions capture, boolean whole, ViewSource views) {}

    @FunctionalInterface
    private interface ViewSource {
        CapturedViews read() throws SQLException;
    }

    private record Where(GtidSet executed, EventPosition position) {}

    /**
     * Locks, begins to read, reads position and definitions, and unlocks as the options say.
     *
     * @param whole whether views are among the definitions, and they are the server's own statements
     */
    static ConsistentState open(
            ServerConnections connections, SnapshotOptions options, CaptureOptions capture, Clock clock, boolean whole)
            throws SQLException {
        ViewSource viewSource = () -> whole ? CapturedViews.read(connections, capture) : CapturedViews.NONE;
        Connection session = connections.open(options.fetchSize() > 0 ? Map.of("useCursorFetch", "true") : Map.of());
        try {
            prepare(session);
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Optional<ConsistentState> state =
                        attempt(connections, session, options, new Content(capture, whole, viewSource), clock);
                if (state.isPresent()) {
                    return state.get();
                }
            }
            throw new SQLException("Tables or views were created or dropped, or with " + SnapshotOptions.LOCKING
                    + "=none something was committed, each time the snapshot was about to begin");
        } catch (SQLException | RuntimeException failed) {
            session.close();
            throw failed;
        }
    }

    private static Optional<ConsistentState> attempt(
            ServerConnections connections, Connection session, SnapshotOptions options, Content content, Clock clock)
            throws SQLException {
        List<TableId> tables = tables(session, content.capture());
        CapturedViews views = content.views().read();
        Optional<SnapshotLock> lock = options.locking() == Locking.NONE
                ? Optional.empty()
                : Optional.of(SnapshotLock.take(connections.open(), tables, options.lockTimeout()));
        boolean kept = false;
        try {
            GtidSet before = executed(session);
            run(session, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            Where where = where(session, clock);
            List<Definition> definitions = definitions(session, tables);
            boolean same = tables.equals(tables(session, content.capture()))
                    && views.equals(content.views().read());
            if (!same || (lock.isEmpty() && !before.equals(where.executed()))) {
                run(session, "ROLLBACK");
                return Optional.empty();
            }
            kept = options.locking() == Locking.EXTENDED;
            if (content.whole()) {
                addViews(session, definitions, views.inOrder());
            } else {
                definitions = SchemaStatements.of(session, definitions);
            }
            return Optional.of(new ConsistentState(session, kept ? lock : Optional.empty(), where, definitions));
        } finally {
            if (lock.isPresent() && !kept) {
                lock.get().close();
            }
        }
    }

    private static void prepare(Connection session) throws SQLException {
        run(session, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        run(
                session,
                "SET SESSION sql_mode='', SESSION sql_quote_show_create=1, SESSION max_execution_time=0, "
                        + "SESSION net_write_timeout=3600, SESSION time_zone='+00:00', SESSION character_set_results=NULL");
    }

    private static List<TableId> tables(Connection session, CaptureOptions capture) throws SQLException {
        ServerSchemaReader schema = new ServerSchemaReader(session);
        List<TableId> tables = new ArrayList<>();
        for (String database : schema.databases()) {
            if (capture.capturesDatabase(database)) {
                schema.tables(database).stream().filter(capture::captures).forEach(tables::add);
            }
        }
        tables.sort(Comparator.comparing(TableId::toString)); // servers sort names in different ways
        return tables;
    }

    private static List<Definition> definitions(Connection session, List<TableId> tables) throws SQLException {
        ServerSchemaReader schema = new ServerSchemaReader(session);
        List<Definition> definitions = new ArrayList<>();
        String database = "";
        for (TableId table : tables) {
            if (!table.database().equals(database)) {
                database = table.database();
                definitions.add(database(schema, database));
            }
            definitions.add(new Definition(table, DdlClass.TABLE, schema.showCreateTable(table), Definition.LENIENT));
        }
        return definitions;
    }

    /** Views come last, as they need the tables; a database may hold nothing but views. */
    private static void addViews(Connection session, List<Definition> definitions, List<Definition> views)
            throws SQLException {
        ServerSchemaReader schema = new ServerSchemaReader(session);
        Set<String> made =
                definitions.stream().map(known -> known.of().database()).collect(Collectors.toSet());
        for (Definition view : views) {
            String database = view.of().database();
            if (made.add(database)) {
                definitions.add(database(schema, database));
            }
        }
        definitions.addAll(views);
    }

    private static Definition database(ServerSchemaReader schema, String database) throws SQLException {
        return new Definition(
                new TableId(database, ""), DdlClass.SCHEMA, schema.showCreateDatabase(database), Definition.LENIENT);
    }

    private static Where where(Connection session, Clock clock) throws SQLException {
        ServerFacts facts = ServerFacts.of(session);
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        EventPosition position = facts.binlog()
                .map(end -> new EventPosition(end.file(), end.pos(), 0, 0, 0, micros))
                .orElseGet(() -> new EventPosition("", 0, 0, 0, 0, micros));
        return new Where(executed(session), position);
    }

    /** Not from SHOW VARIABLES, which cuts long values. */
    private static GtidSet executed(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
            row.next();
            return GtidSet.parse(row.getString(1));
        }
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    Connection session() {
        return session;
    }

    GtidSet executed() {
        return executed;
    }

    EventPosition position() {
        return position;
    }

    /** Returns the databases, tables and views in the order in which they must be made, but for foreign keys. */
    List<Definition> definitions() {
        return definitions;
    }

    @Override
    public void close() throws SQLException {
        try {
            session.close();
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }
}
