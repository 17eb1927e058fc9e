// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import io.duplex.testkit.Eventually;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that tests can change in a server without restarting it: global variables, and what the queries tell. */
record ServerState(Map<String, String> variables, Map<String, List<List<String>>> content) {
    private static final Logger LOG = LoggerFactory.getLogger(ServerState.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String DATABASES = "SHOW DATABASES";
    private static final String USERS = "SELECT user, host, plugin, authentication_string, account_locked, ssl_type,"
            + " max_user_connections, password_expired FROM mysql.user ORDER BY user, host";
    private static final String PREPARED = "XA RECOVER";
    private static final String OTHER_CONNECTIONS = "SELECT ID FROM information_schema.PROCESSLIST"
            + " WHERE ID <> CONNECTION_ID() AND USER NOT IN ('system user', 'event_scheduler')";
    private static final int NO_SUCH_THREAD = 1094;

    static ServerState of(MySqlServer server) {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            return read(statement, server.version());
        } catch (SQLException e) {
            throw new MySqlServer.SqlFailure(server + ": " + e.getMessage(), e);
        }
    }

    /** Brings the server back to this state; false when it then differs, for it has been changed in some rare way. */
    boolean restore(MySqlServer server) {
        try {
            if (!undo(server)) {
                return false;
            }
            // Through a session that begins with the variables as they are now.
            ServerState now = of(server);
            if (!equals(now)) {
                LOG.info("{} is not used again, it is not as new: {}", server, differences(now));
            }
            return equals(now);
        } catch (SQLException | MySqlServer.SqlFailure | AssertionError e) {
            LOG.info("{} is not used again: {}", server, e.toString());
            return false;
        }
    }

    private boolean undo(MySqlServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            endOtherConnections(statement);
            if (!rows(statement, PREPARED).isEmpty()) {
                return false; // Nobody ends them any more, and they hold their locks for ever.
            }
            restoreVariables(statement, server.version());
            statement.execute("SET SESSION sql_log_bin = 0");
            dropDatabases(statement);
            dropUsers(statement);
            statement.execute(server.version().resetBinaryLogs());
            return true;
        }
    }

    private List<String> differences(ServerState now) {
        List<String> differences = new ArrayList<>();
        variables.forEach((name, value) -> {
            if (!value.equals(now.variables.get(name))) {
                differences.add(name + ": " + now.variables.get(name) + " instead of " + value);
            }
        });
        content.forEach((query, rows) -> {
            if (!rows.equals(now.content.get(query))) {
                differences.add(query + ": " + now.content.get(query) + " instead of " + rows);
            }
        });
        return differences;
    }

    private static ServerState read(Statement statement, MySqlVersion version) throws SQLException {
        Map<String, List<List<String>>> content = new LinkedHashMap<>();
        for (String query : queries(version)) {
            content.put(query, rows(statement, query));
        }
        return new ServerState(variables(statement), content);
    }

    private static List<String> queries(MySqlVersion version) {
        boolean old = version.before(MySqlVersion.V8_0);
        return List.of(
                DATABASES,
                USERS,
                "SHOW GRANTS FOR 'root'@'%'",
                "SELECT name FROM mysql.plugin",
                "SELECT name FROM mysql.func",
                PREPARED,
                old ? "SHOW SLAVE STATUS" : "SHOW REPLICA STATUS",
                "SELECT NAME FROM information_schema." + (old ? "INNODB_SYS_TABLESPACES" : "INNODB_TABLESPACES")
                        + " ORDER BY 1");
    }

    private static Map<String, String> variables(Statement statement) throws SQLException {
        Map<String, String> variables = new LinkedHashMap<>();
        rows(statement, "SHOW GLOBAL VARIABLES").forEach(row -> variables.put(row.get(0), row.get(1)));
        // What was executed is no setting, and told by nothing else once the binlog is reset.
        variables.keySet().removeIf(name -> name.equals("gtid_executed") || name.equals("gtid_purged"));
        return variables;
    }

    private static void endOtherConnections(Statement statement) {
        Eventually.holds("no other connection", PATIENCE, () -> {
            List<List<String>> others = rows(statement, OTHER_CONNECTIONS);
            for (List<String> other : others) {
                kill(statement, other.get(0));
            }
            return others.isEmpty();
        });
    }

    private static void kill(Statement statement, String connection) throws SQLException {
        try {
            statement.execute("KILL " + connection);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_THREAD) {
                throw e;
            }
        }
    }

    /** First of all: a server that is read-only, for instance, lets nothing be dropped. */
    private void restoreVariables(Statement statement, MySqlVersion version) throws SQLException {
        for (Map.Entry<String, String> now : variables(statement).entrySet()) {
            String before = variables.getOrDefault(now.getKey(), now.getValue());
            if (!before.equals(now.getValue())) {
                String value = before.matches("-?\\d+(\\.\\d+)?") ? before : "'" + before.replace("'", "''") + "'";
                statement.execute("SET GLOBAL " + now.getKey() + " = " + value);
            }
        }
        if (!version.before(MySqlVersion.V8_0)) {
            statement.execute("RESET PERSIST");
        }
    }

    private void dropDatabases(Statement statement) throws SQLException {
        statement.execute("SET SESSION foreign_key_checks = 0");
        List<List<String>> added = rows(statement, DATABASES);
        added.removeAll(content.getOrDefault(DATABASES, List.of()));
        for (List<String> database : added) {
            statement.execute("DROP DATABASE `" + database.get(0).replace("`", "``") + "`");
        }
    }

    private void dropUsers(Statement statement) throws SQLException {
        List<List<String>> added = rows(statement, USERS);
        added.removeAll(content.getOrDefault(USERS, List.of()));
        for (List<String> user : added) {
            statement.execute("DROP USER '" + user.get(0).replace("'", "''") + "'@'" + user.get(1) + "'");
        }
    }

    private static List<List<String>> rows(Statement statement, String query) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
