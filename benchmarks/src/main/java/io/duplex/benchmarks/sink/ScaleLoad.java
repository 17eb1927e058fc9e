// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Rows that are inserted into some tables, in turn, by transactions of one size.
 *
 * @param prefix of the tables' names
 * @param rows of all transactions together
 */
record ScaleLoad(String prefix, int tables, int rowsOfATransaction, long rows) {
    private static final int ROWS_OF_ONE_STATEMENT = 1_000;
    private static final String TEXT = "0123456789-".repeat(10);

    void createTables(MySqlServer server) {
        for (int table = 0; table < tables; table++) {
            server.execute("CREATE TABLE " + name(table) + " (id INT NOT NULL PRIMARY KEY, k INT NOT NULL,"
                    + " c VARCHAR(120) NOT NULL) CHARACTER SET latin1");
        }
    }

    void write(MySqlServer server) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (long first = 0; first < rows; first += rowsOfATransaction) {
                transaction(statement, first, Math.min(rows, first + rowsOfATransaction));
                connection.commit();
            }
        }
    }

    /** Small transactions go to as many tables as they have rows, large ones to each table in few statements. */
    private void transaction(Statement statement, long first, long end) throws SQLException {
        long share = Math.max(1, Math.min(ROWS_OF_ONE_STATEMENT, (end - first) / tables));
        for (long from = first; from < end; from += share) {
            StringBuilder sql = new StringBuilder("INSERT INTO ")
                    .append(name((int) (from / share % tables)))
                    .append(" VALUES ");
            for (long id = from; id < Math.min(end, from + share); id++) {
                sql.append(id == from ? "(" : ",(")
                        .append(id)
                        .append(',')
                        .append(id * 7 % 1_000)
                        .append(",'")
                        .append(TEXT)
                        .append("')");
            }
            statement.executeUpdate(sql.toString());
        }
    }

    /** Returns how many rows a server has in the tables. */
    long count(MySqlServer server) {
        long count = 0;
        for (int table = 0; table < tables; table++) {
            count += server.number("SELECT COUNT(*) FROM " + name(table));
        }
        return count;
    }

    private String name(int table) {
        return "bench." + prefix + "_" + table;
    }
}
