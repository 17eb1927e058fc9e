// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/**
 * What is to be brought to the target: transactions of two updates, a delete and an insert, that wait in a server's
 * binlog; or its tables.
 *
 * @param file and {@code pos}, and {@code gtids}: what was done before; empty for tables
 */
record SinkLoad(String file, long pos, String gtids, long rows) {
    static final int ROWS_OF_A_TRANSACTION = 4;
    static final int TABLES = 4;
    static final int EXISTING = 10_000;
    private static final int ROWS_OF_ONE_STATEMENT = 2_000;

    /** Creates the tables with the rows that they have at first. */
    static void createTables(MySqlServer server) {
        createTables(server, EXISTING);
    }

    /** Creates tables with so many rows in all, which are to be copied. */
    static SinkLoad copy(MySqlServer server, long rows) {
        int each = (int) (rows / TABLES / ROWS_OF_ONE_STATEMENT) * ROWS_OF_ONE_STATEMENT;
        createTables(server, each);
        return new SinkLoad("", 0, "", (long) each * TABLES);
    }

    boolean isCopy() {
        return file.isEmpty();
    }

    /** Creates the tables with so many rows each. */
    static void createTables(MySqlServer server, int rows) {
        server.execute("CREATE DATABASE bench");
        for (int table = 0; table < TABLES; table++) {
            server.execute("CREATE TABLE " + name(table) + " (id INT NOT NULL PRIMARY KEY,"
                    + " k INT NOT NULL DEFAULT 0, c CHAR(120) NOT NULL DEFAULT '', pad CHAR(60) NOT NULL DEFAULT '')"
                    + " CHARACTER SET latin1");
            for (int first = 0; first < rows; first += ROWS_OF_ONE_STATEMENT) {
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
        return new SinkLoad(status.get(0), Long.parseLong(status.get(1)), gtids, transactions * ROWS_OF_A_TRANSACTION);
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
        try (OltpTransactions load = new OltpTransactions(connection, new Random(20261121), 0, EXISTING)) {
            for (long transaction = 0; transaction < transactions; transaction++) {
                load.commitOne();
            }
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

    static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) (text.length() % 12 == 11 ? '-' : '0' + random.nextInt(10)));
        }
        return text.toString();
    }

    static String name(int table) {
        return "bench.sb" + table;
    }

    /** Executes statements on a connection. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
