// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A server and a catalog that follows it by the statements in its binlog. */
final class FollowedServer implements AutoCloseable {
    private final Connection session;
    private final Connection observer;
    private final ServerText server;
    private final ServerDefaults defaults;
    private final DdlParser parser;
    private TableCatalog catalog;
    private Map<TableId, List<String>> known = Map.of();

    FollowedServer(MySqlServer server) throws SQLException {
        this.session = server.connect();
        this.observer = server.connect();
        this.defaults = new ServerSchemaReader(observer).defaults();
        this.server = new ServerText(observer);
        this.parser = new DdlParser(defaults.version());
        this.catalog = new TableCatalog(defaults);
        try (Statement statement = observer.createStatement()) {
            if (defaults.version() >= 80000) {
                statement.execute("SET SESSION information_schema_stats_expiry = 0");
            }
        }
    }

    ServerDefaults defaults() {
        return defaults;
    }

    TableCatalog catalog() {
        return catalog;
    }

    /** What a statement led to: the server's refusal, if any, and where the model differs now. */
    record Step(String sql, Optional<String> refusal, List<String> differences) {}

    /** Runs one statement and lets the model follow what was logged of it. */
    Step run(String sql) throws SQLException {
        String before = coordinates();
        Optional<String> refusal = Optional.empty();
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()));
        }
        List<String> differences = new ArrayList<>();
        for (String[] logged : logged(before)) {
            try {
                catalog.apply(parser.parse(logged[1], context(logged[0])));
            } catch (RuntimeException e) {
                differences.add(String.valueOf(e));
            }
        }
        differences.addAll(differences());
        if (!differences.isEmpty()) {
            resynchronise();
        }
        return new Step(sql, refusal, differences);
    }

    private StatementContext context(String database) throws SQLException {
        String names = "," + value(session, "SELECT @@sql_mode") + ",";
        long mode = names.contains(",ANSI_QUOTES,") ? 4 : 0;
        mode |= names.contains(",REAL_AS_FLOAT,") ? 1 : 0;
        mode |= names.contains(",PIPES_AS_CONCAT,") ? 2 : 0;
        mode |= names.contains(",IGNORE_SPACE,") ? 8 : 0;
        mode |= names.contains(",NO_BACKSLASH_ESCAPES,") ? 1 << 20 : 0;
        mode |= names.contains(",HIGH_NOT_PRECEDENCE,") ? 1 << 29 : 0;
        StatementContext context = StatementContext.of(database, mode)
                .withServerCollation(collationId("@@collation_server"))
                .withExplicitDefaultsForTimestamp(value(session, "SELECT @@explicit_defaults_for_timestamp")
                        .equals("1"));
        return defaults.version() >= 80000
                ? context.withUtf8mb4Collation(collationId("@@default_collation_for_utf8mb4"))
                : context;
    }

    private int collationId(String variable) throws SQLException {
        String name = value(session, "SELECT " + variable);
        return Integer.parseInt(
                value(observer, "SELECT ID FROM information_schema.COLLATIONS WHERE COLLATION_NAME = '" + name + "'"));
    }

    private List<String> differences() throws SQLException {
        Map<TableId, List<String>> expected = server.tables();
        Map<TableId, List<String>> actual = new TreeMap<>();
        Map<TableId, TableSchema> followed = new TreeMap<>();
        for (ModelTable table : catalog.models()) {
            actual.put(table.id(), ModelText.lines(table));
            followed.put(table.id(), table.schema());
        }
        List<String> differences = new ArrayList<>();
        Map<TableId, List<String>> all = new TreeMap<>(expected);
        all.putAll(actual);
        for (TableId id : all.keySet()) {
            List<String> one = expected.getOrDefault(id, List.of("absent"));
            List<String> other = actual.getOrDefault(id, List.of("absent"));
            TableSchema schema = followed.get(id);
            if (!one.equals(other)) {
                differences.add(difference(id, one, other));
            } else if (schema != null && !one.equals(known.get(id))) {
                readAnew(id, schema).ifPresent(differences::add);
            }
        }
        known = expected;
        return differences;
    }

    private static String difference(TableId id, List<String> server, List<String> model) {
        List<String> one = new ArrayList<>(server);
        List<String> other = new ArrayList<>(model);
        List<String> shared = new ArrayList<>(one);
        shared.retainAll(other);
        if (shared.size() < Math.max(one.size(), other.size())) {
            one.removeAll(shared);
            other.removeAll(shared);
        }
        return "\n    " + id + "\n      server " + one + "\n      model  " + other;
    }

    /** What a start without history would make of the changed table, where that is not what the model followed. */
    private Optional<String> readAnew(TableId id, TableSchema followed) throws SQLException {
        TableSchema anew = new ServerSchemaReader(observer).table(id);
        // What a primary key made NOT NULL sorts other keys only in the next statement; nobody asks for their order
        // then.
        return !followed.primaryKey().isEmpty() || overColumns(anew).equals(overColumns(followed))
                ? Optional.empty()
                : Optional.of("\n    " + id + "\n      read anew " + anew.uniqueKeys() + "\n      followed  "
                        + followed.uniqueKeys());
    }

    /**
     * The place of other keys cannot be told: whether an expression may be NULL is not in the text, and keys over
     * VIRTUAL columns, which the model does not tell from STORED ones, come after others.
     */
    private static List<UniqueKey> overColumns(TableSchema table) {
        return table.uniqueKeys().stream()
                .filter(key -> !key.columns().isEmpty()
                        && key.columns().stream()
                                .allMatch(
                                        name -> table.column(name).orElseThrow().writable()))
                .toList();
    }

    private void resynchronise() throws SQLException {
        catalog = new TableCatalog(defaults);
        ServerSchemaReader reader = new ServerSchemaReader(observer);
        for (String database : reader.databases()) {
            if (database.startsWith("app")) {
                reader.readInto(catalog, database, reader.tables(database));
            }
        }
    }

    /** Reads all tables anew through SHOW CREATE TABLE and returns where that differs from information_schema. */
    List<String> snapshotDifferences() throws SQLException {
        resynchronise();
        return differences();
    }

    private String coordinates() throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet result = statement.executeQuery(
                        defaults.version() >= 80400 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS")) {
            result.next();
            return "'" + result.getString(1) + "' FROM " + result.getString(2);
        }
    }

    /** Default database and text of each statement that was logged since. */
    private List<String[]> logged(String since) throws SQLException {
        List<String[]> texts = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet result = statement.executeQuery("SHOW BINLOG EVENTS IN " + since)) {
            while (result.next()) {
                String info = result.getString("Info");
                if (result.getString("Event_type").equals("Query") && !info.equals("BEGIN") && !info.equals("COMMIT")) {
                    texts.add(split(info));
                }
            }
        }
        return texts;
    }

    /** Takes {@code use `db`; text} apart. */
    private String[] split(String info) throws SQLException {
        if (!info.startsWith("use `")) {
            String current = value(session, "SELECT DATABASE()");
            return new String[] {current == null ? "" : current, info};
        }
        int end = info.indexOf("`; ");
        return new String[] {info.substring("use `".length(), end).replace("``", "`"), info.substring(end + 3)};
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
        observer.close();
    }
}
