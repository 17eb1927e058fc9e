// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import io.duplex.testkit.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real MySQL server with GTIDs and row-based binlog on a free loopback port; user root has no password. */
public final class MySqlServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final MySqlVersion version;
    private final int serverId;
    private final MySqlBackend backend;

    /** Present as long as the server may serve another test when this one has closed it. */
    private Optional<ServerState> whenNew;

    private boolean givenBack;

    MySqlServer(MySqlVersion version, int serverId, MySqlBackend backend, Optional<ServerState> whenNew) {
        this.version = version;
        this.serverId = serverId;
        this.backend = backend;
        this.whenNew = whenNew;
    }

    /** A running server with the default settings: a new one, or one that another test has closed and that is as new. */
    public static MySqlServer start(MySqlVersion version) {
        return SpareServers.take(version)
                .orElseGet(() -> builder(version).start().shared());
    }

    public static MySqlServerBuilder builder(MySqlVersion version) {
        return new MySqlServerBuilder(version);
    }

    public MySqlVersion version() {
        return version;
    }

    public int serverId() {
        return serverId;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return backend.port();
    }

    public String user() {
        return "root";
    }

    public String password() {
        return "";
    }

    public String jdbcUrl() {
        return jdbcUrl("");
    }

    /** An address with a default database. */
    public String jdbcUrl(String database) {
        return "jdbc:mysql://" + host() + ":" + port() + "/" + database
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true&characterEncoding=UTF-8&connectionTimeZone=UTC"
                + "&connectTimeout=10000";
    }

    public Connection connect() throws SQLException {
        return connect(user(), password());
    }

    public Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user, password);
    }

    /** Runs the statements on one connection, each committed by itself. */
    public void execute(String... statements) {
        run(connection -> executeAll(connection, statements));
    }

    /** Runs the statements as one transaction. */
    public void transaction(String... statements) {
        run(connection -> {
            connection.setAutoCommit(false);
            executeAll(connection, statements);
            connection.commit();
        });
    }

    /** All rows of a query as texts; NULL is the text "NULL". */
    public List<List<String>> rows(String query) {
        List<List<String>> rows = new ArrayList<>();
        run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(query)) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= columns; column++) {
                        row.add(Optional.ofNullable(result.getString(column)).orElse("NULL"));
                    }
                    rows.add(row);
                }
            }
        });
        return rows;
    }

    /** The first column of the first row of a query as text. */
    public String value(String query) {
        List<List<String>> rows = rows(query);
        if (rows.isEmpty()) {
            throw new IllegalStateException("no row: " + query);
        }
        return rows.get(0).get(0);
    }

    /** The first column of the first row of a query as number. */
    public long number(String query) {
        return Long.parseLong(value(query));
    }

    public String gtidExecuted() {
        return value("SELECT @@GLOBAL.gtid_executed").replace("\n", "");
    }

    public String serverUuid() {
        return value("SELECT @@GLOBAL.server_uuid");
    }

    /** SIGKILL: nothing is flushed or said goodbye to. */
    public void kill9() {
        whenNew = Optional.empty();
        backend.kill9();
    }

    /** An orderly shutdown; the data stays for {@link #restart()}. */
    public void stop() {
        whenNew = Optional.empty();
        backend.stop();
    }

    /** Starts the server again on the same port and data, after {@link #stop()} or {@link #kill9()}; stops it first when it runs. */
    public void restart() {
        whenNew = Optional.empty();
        backend.stop();
        startFirst();
    }

    /** The last lines of the error log. */
    public String logTail() {
        return backend.logTail();
    }

    /** Runs a program that belongs to this version, such as mysqlbinlog, and tells what it prints. */
    public String tool(String program, String... arguments) {
        return backend.tool(program, List.of(arguments));
    }

    @Override
    public void close() {
        if (givenBack) {
            return;
        }
        if (whenNew.isPresent() && SpareServers.keep(new MySqlServer(version, serverId, backend, whenNew))) {
            givenBack = true;
        } else {
            end();
        }
    }

    void end() {
        backend.close();
    }

    /** Undoes what the test that had it before did; false when that cannot be undone. */
    boolean renew() {
        return whenNew.orElseThrow().restore(this);
    }

    private MySqlServer shared() {
        whenNew = Optional.of(ServerState.of(this));
        return this;
    }

    @Override
    public String toString() {
        return version + " on port " + port();
    }

    void startFirst() {
        backend.start();
        awaitReady();
    }

    private void awaitReady() {
        Eventually.get("connection to " + this, PATIENCE, () -> {
            failIfDead();
            try (Connection connection = connect()) {
                return Optional.of(connection.isValid(5));
            }
        });
    }

    private void failIfDead() {
        try {
            backend.failIfDead();
        } catch (IllegalStateException e) {
            throw new Eventually.GiveUp(String.valueOf(e.getMessage()), e);
        }
    }

    private static void executeAll(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new SQLException(e.getMessage() + " in: " + sql, e.getSQLState(), e.getErrorCode(), e);
                }
            }
        }
    }

    private void run(Work work) {
        try (Connection connection = connect()) {
            work.on(connection);
        } catch (SQLException e) {
            throw new SqlFailure(this + ": " + e.getMessage(), e);
        }
    }

    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    /** A statement failed; the cause is the driver's exception. */
    public static final class SqlFailure extends IllegalStateException {
        SqlFailure(String message, SQLException cause) {
            super(message, cause);
        }
    }
}
