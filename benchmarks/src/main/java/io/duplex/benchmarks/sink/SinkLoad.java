// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Transactions of two updates, a delete and an insert, that wait in a server's binlog.
 *
 * @param file and {@code pos}, and {@code gtids}: what was done before
 */
record SinkLoad(String file, long pos, String gtids, long transactions) {
    static final int ROWS_OF_A_TRANSACTION = 4;
    private static final int TABLES = 4;
    private static final int EXISTING = 10_000;
    private static final int ROWS_OF_ONE_STATEMENT = 2_000;

    /** Creates the tables with the rows that they have at first. */
    static void createTables(MySqlServer server) {
        server.execute("CREATE DATABASE bench");
        for (int table = 0; table < TABLES; table++) {
            server.execute("CREATE TABLE " + name(table) + " (id INT NOT NULL PRIMARY KEY,"
                    + " k INT NOT NULL DEFAULT 0, c CHAR(120) NOT NULL DEFAULT '', pad CHAR(60) NOT NULL DEFAULT '')"
                    + " CHARACTER SET latin1");
            for (int first = 0; first < EXISTING; first += ROWS_OF_ONE_STATEMENT) {
                server.execute(insert(table, first));
            }
        }
    }

    /** Writes the transactions into a server that has the tables. */
    static SinkLoad write(MySqlServer server, long transactions) {
        List<String> status = server.rows("SHOW MASTER STATUS").get(0);
        String gtids = server.gtidExecuted().replace("\n", "");
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            write(connection, transactions);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return new SinkLoad(status.get(0), Long.parseLong(status.get(1)), gtids, transactions);
    }

    long rows() {
        return transactions * ROWS_OF_A_TRANSACTION;
    }

    /** Returns what a server has in the tables. */
    static String content(MySqlServer server) {
        StringBuilder content = new StringBuilder();
        for (int table = 0; table < TABLES; table++) {
            content.append(server.rows("SELECT COUNT(*), SUM(k) FROM " + name(table)))
                    .append(server.rows("CHECKSUM TABLE " + name(table)));
        }
        return content.toString();
    }

    private static void write(Connection connection, long transactions) throws SQLException {
        Random random = new Random(20261121);
        List<PreparedStatement> statements = new ArrayList<>();
        for (int table = 0; table < TABLES; table++) {
            String name = name(table);
            statements.add(connection.prepareStatement("UPDATE " + name + " SET k = k + 1 WHERE id = ?"));
            statements.add(connection.prepareStatement("UPDATE " + name + " SET c = ? WHERE id = ?"));
            statements.add(connection.prepareStatement("DELETE FROM " + name + " WHERE id = ?"));
            statements.add(connection.prepareStatement("INSERT INTO " + name + " VALUES (?, ?, ?, ?)"));
        }
        for (long transaction = 0; transaction < transactions; transaction++) {
            int id = random.nextInt(EXISTING);
            String text = text(random, 119);
            PreparedStatement first = statements.get(random.nextInt(TABLES) * 4);
            first.setInt(1, random.nextInt(EXISTING));
            first.executeUpdate();
            PreparedStatement second = statements.get(random.nextInt(TABLES) * 4 + 1);
            second.setString(1, text);
            second.setInt(2, random.nextInt(EXISTING));
            second.executeUpdate();
            int table = random.nextInt(TABLES) * 4;
            PreparedStatement third = statements.get(table + 2);
            third.setInt(1, id);
            third.executeUpdate();
            PreparedStatement fourth = statements.get(table + 3);
            fourth.setInt(1, id);
            fourth.setInt(2, random.nextInt());
            fourth.setString(3, text);
            fourth.setString(4, text.substring(0, 59));
            fourth.executeUpdate();
            connection.commit();
        }
        for (PreparedStatement statement : statements) {
            statement.close();
        }
    }

    private static String insert(int table, int first) {
        Random random = new Random(table * 1_000_003L + first);
        StringBuilder sql =
                new StringBuilder("INSERT INTO ").append(name(table)).append(" VALUES ");
        for (int row = 0; row < ROWS_OF_ONE_STATEMENT; row++) {
            sql.append(row == 0 ? "(" : ",(")
                    .append(first + row)
                    .append(',')
                    .append(random.nextInt())
                    .append(",'")
                    .append(text(random, 119))
                    .append("','")
                    .append(text(random, 59))
                    .append("')");
        }
        return sql.toString();
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) (text.length() % 12 == 11 ? '-' : '0' + random.nextInt(10)));
        }
        return text.toString();
    }

    private static String name(int table) {
        return "bench.sb" + table;
    }

    /** Executes statements on a connection. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
