// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.position.ChannelKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rows of one stream in {@code ddl_intent}. Every method runs in the caller's transaction. */
final class DdlIntents {
    private final ChannelKey key;
    private final String table;

    DdlIntents(ChannelKey key) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.DDL_INTENT);
    }

    enum State {
        STARTED,
        DONE,
        FAILED;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is noted of a statement.
     *
     * @param before states of the touched objects before it
     * @param place in the target's binlog before it, where that is known
     * @param digest {@link ReplayedStatement#digest} of the whole statement, of which the intent may show a part only
     */
    record Intent(
            ReplayedStatement statement, Map<String, String> before, Optional<LoggedHere.Place> place, String digest) {}

    /** Returns the state of the statement, empty when it was never begun. */
    Optional<State> state(Connection connection, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT state FROM " + table + " WHERE channel = ? AND source = ? AND gtid = ?")) {
            bindKey(query, 1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? Optional.of(State.valueOf(rows.getString(1).toUpperCase(Locale.ROOT)))
                        : Optional.empty();
            }
        }
    }

    /** Returns the statements that were begun and are not known to have ended. */
    List<Intent> open(Connection connection) throws SQLException {
        List<Intent> intents = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("SELECT gtid, origin_site, origin_gtid,"
                + " default_database, statement, before_state, path, binlog_file, binlog_position, digest FROM " + table
                + " WHERE channel = ? AND source = ? AND state = 'started' ORDER BY started_at")) {
            query.setString(1, key.channel());
            query.setString(2, key.source());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    intents.add(intent(rows));
                }
            }
        }
        return intents;
    }

    private static Intent intent(ResultSet row) throws SQLException {
        Map<String, String> before = TargetObjects.decode(row.getString("before_state"));
        List<TableId> tables = before.keySet().stream()
                .flatMap(name -> TargetObjects.tableOf(name).stream())
                .toList();
        ReplayedStatement statement = new ReplayedStatement(
                row.getString("gtid"),
                new Origin(row.getInt("origin_site"), Gtid.parse(row.getString("origin_gtid"))),
                Optional.ofNullable(row.getString("path")).map(SitePath::parse).orElse(SitePath.NONE),
                new DdlContext(
                        Optional.ofNullable(row.getString("default_database")), DdlClass.OTHER, tables, Map.of()),
                DdlForm.of(row.getString("statement"), false));
        long position = row.getLong("binlog_position");
        return new Intent(
                statement,
                before,
                Optional.ofNullable(row.getString("binlog_file")).map(file -> new LoggedHere.Place(file, position)),
                row.getString("digest"));
    }

    /** Notes that this connection is about to execute the statement. */
    void start(Connection connection, ReplayedStatement statement, Map<String, String> before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM " + table + " WHERE channel = ? AND source = ? AND gtid = ?")) {
            bindKey(delete, 1, statement.id());
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                + " (channel, source, gtid, origin_site, origin_gtid, connection_id, digest, verbatim, state,"
                + " default_database, statement, before_state, path, binlog_file, binlog_position)"
                + " VALUES (?, ?, ?, ?, ?, CONNECTION_ID(), ?, ?, 'started', ?, ?, ?, ?, ?, ?)")) {
            Optional<LoggedHere.Place> place = LoggedHere.end(connection);
            bindKey(insert, 1, statement.id());
            insert.setInt(4, statement.origin().site());
            insert.setString(5, statement.origin().gtid().toString());
            insert.setString(6, statement.digest());
            insert.setBoolean(7, statement.form().numbersRows());
            insert.setString(8, statement.context().defaultDatabase().orElse(null));
            insert.setString(9, statement.shown());
            insert.setString(10, TargetObjects.encode(before));
            insert.setString(11, statement.path().toString());
            insert.setString(12, place.map(LoggedHere.Place::file).orElse(null));
            insert.setObject(13, place.map(LoggedHere.Place::position).orElse(null));
            insert.executeUpdate();
        }
    }

    /** Notes how the statement has ended. */
    void finish(Connection connection, String id, State state) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table
                + " SET state = ?, finished_at = CURRENT_TIMESTAMP(6) WHERE channel = ? AND source = ? AND gtid = ?")) {
            update.setString(1, state.label());
            bindKey(update, 2, id);
            update.executeUpdate();
        }
    }

    /** Returns the statement with which an operator declares a statement executed. */
    String declareDone(String id) {
        return "UPDATE " + table + " SET state = 'done' WHERE gtid = '" + id + "';";
    }

    private void bindKey(PreparedStatement statement, int from, String id) throws SQLException {
        statement.setString(from, key.channel());
        statement.setString(from + 1, key.source());
        statement.setString(from + 2, id);
    }
}
