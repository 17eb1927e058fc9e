// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Row changes that wait in a server's binlog: where they begin, and how many records tell them.
 *
 * @param name of the workload
 * @param table the tables' names, a regular expression
 * @param file and {@code pos}, and {@code gtids}: what was done before
 * @param rows row changes
 * @param records records with tombstones
 */
record Backlog(String name, String table, String file, long pos, String gtids, long rows, long records) {
    private static final int TABLES = 4;
    private static final int ROWS_OF_ONE_STATEMENT = 5_000;
    private static final String DATABASE = "bench";

    /** What the binlog is filled with. */
    enum Workload {
        /** Few transactions of thousands of rows: inserts, then updates of all. */
        BULK,
        /** Transactions of two updates, a delete and an insert. */
        OLTP,
        /** Rows of four tables, which a first copy reads. */
        SNAPSHOT
    }

    /** Creates tables named after the workload, then writes the backlog. */
    static Backlog write(MySqlServer server, Workload workload, long rows) {
        String prefix = workload.name().toLowerCase(java.util.Locale.ROOT);
        server.execute("CREATE DATABASE IF NOT EXISTS " + DATABASE);
        for (int table = 0; table < TABLES; table++) {
            server.execute("CREATE TABLE " + table(prefix, table) + " (id INT NOT NULL PRIMARY KEY,"
                    + " k INT NOT NULL DEFAULT 0, c CHAR(120) NOT NULL DEFAULT '', pad CHAR(60) NOT NULL DEFAULT '')"
                    + " CHARACTER SET latin1");
        }
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            return switch (workload) {
                case BULK -> bulk(server, connection, prefix, rows);
                case OLTP -> oltp(server, connection, prefix, rows);
                case SNAPSHOT -> copied(server, connection, prefix, rows);
            };
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Backlog bulk(MySqlServer server, Connection connection, String prefix, long rows)
            throws SQLException {
        Start start = Start.of(server);
        long inserts = rows / 3 * 2;
        long done = 0;
        for (long first = 0; done < inserts; first += ROWS_OF_ONE_STATEMENT) {
            for (int table = 0; table < TABLES && done < inserts; table++) {
                int count = (int) Math.min(ROWS_OF_ONE_STATEMENT, inserts - done);
                insert(connection, table(prefix, table), first, count);
                done += count;
            }
        }
        while (done < rows) {
            for (int table = 0; table < TABLES && done < rows; table++) {
                done += update(connection, "UPDATE " + table(prefix, table) + " SET k = k + 1 LIMIT " + (rows - done));
            }
        }
        return start.backlog(prefix, done, done);
    }

    private static Backlog copied(MySqlServer server, Connection connection, String prefix, long rows)
            throws SQLException {
        Start start = Start.of(server);
        long done = 0;
        for (long first = 0; done < rows; first += ROWS_OF_ONE_STATEMENT) {
            for (int table = 0; table < TABLES && done < rows; table++) {
                int count = (int) Math.min(ROWS_OF_ONE_STATEMENT, rows - done);
                insert(connection, table(prefix, table), first, count);
                done += count;
            }
        }
        return start.backlog(prefix, done, done);
    }

    private static Backlog oltp(MySqlServer server, Connection connection, String prefix, long rows)
            throws SQLException {
        int existing = 10_000;
        for (int table = 0; table < TABLES; table++) {
            insert(connection, table(prefix, table), 0, existing);
        }
        Start start = Start.of(server);
        Random random = new Random(20261121);
        long transactions = rows / 4;
        List<PreparedStatement> statements = new ArrayList<>();
        for (int table = 0; table < TABLES; table++) {
            String name = table(prefix, table);
            statements.add(connection.prepareStatement("UPDATE " + name + " SET k = k + 1 WHERE id = ?"));
            statements.add(connection.prepareStatement("UPDATE " + name + " SET c = ? WHERE id = ?"));
            statements.add(connection.prepareStatement("DELETE FROM " + name + " WHERE id = ?"));
            statements.add(connection.prepareStatement("INSERT INTO " + name + " VALUES (?, ?, ?, ?)"));
        }
        for (long transaction = 0; transaction < transactions; transaction++) {
            int table = random.nextInt(TABLES) * 4;
            int id = random.nextInt(existing);
            String text = text(random, 119);
            PreparedStatement first = statements.get(table);
            first.setInt(1, random.nextInt(existing));
            first.executeUpdate();
            PreparedStatement second = statements.get(table + 1);
            second.setString(1, text);
            second.setInt(2, random.nextInt(existing));
            second.executeUpdate();
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
        return start.backlog(prefix, transactions * 4, transactions * 5);
    }

    private static void insert(Connection connection, String table, long first, int count) throws SQLException {
        Random random = new Random(first);
        StringBuilder sql = new StringBuilder("INSERT INTO ").append(table).append(" VALUES ");
        for (int row = 0; row < count; row++) {
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
        update(connection, sql.toString());
    }

    private static long update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate(sql);
            connection.commit();
            return rows;
        }
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) (text.length() % 12 == 11 ? '-' : '0' + random.nextInt(10)));
        }
        return text.toString();
    }

    private static String table(String prefix, int number) {
        return DATABASE + "." + prefix + number;
    }

    private record Start(String file, long pos, String gtids) {
        static Start of(MySqlServer server) {
            List<String> status = server.rows("SHOW MASTER STATUS").get(0);
            return new Start(
                    status.get(0),
                    Long.parseLong(status.get(1)),
                    server.gtidExecuted().replace("\n", ""));
        }

        Backlog backlog(String prefix, long rows, long records) {
            return new Backlog(prefix, DATABASE + "\\." + prefix + ".*", file, pos, gtids, rows, records);
        }
    }
}
