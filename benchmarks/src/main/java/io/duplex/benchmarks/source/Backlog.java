// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private static final String DATABASE = "bench";

    /** What the binlog is filled with. */
    enum Workload {
        /** Few transactions of thousands of rows: inserts, then updates of all. */
        BULK,
        /** Transactions of two updates, a delete and an insert. */
        OLTP,
        /** Like BULK, with transactions of 500 rows of 60 columns of mixed types. */
        WIDE,
        /** Like BULK, with transactions of 200 rows with JSON documents and bytes. */
        DOCUMENTS,
        /** Rows of four tables, which a first copy reads. */
        SNAPSHOT;

        private RowForm form() {
            return switch (this) {
                case BULK, OLTP, SNAPSHOT -> RowForm.NARROW;
                case WIDE -> RowForm.WIDE;
                case DOCUMENTS -> RowForm.DOCUMENTS;
            };
        }
    }

    /** Creates tables named after the workload, then writes the backlog. */
    static Backlog write(MySqlServer server, Workload workload, long rows) {
        String prefix = prefix(workload);
        server.execute("CREATE DATABASE IF NOT EXISTS " + DATABASE);
        for (int table = 0; table < TABLES; table++) {
            server.execute(workload.form().createTable(table(prefix, table)));
        }
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            return switch (workload) {
                case BULK, WIDE, DOCUMENTS -> bulk(server, connection, workload, rows);
                case OLTP -> oltp(server, connection, prefix, rows);
                case SNAPSHOT -> copied(server, connection, prefix, rows);
            };
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Backlog bulk(MySqlServer server, Connection connection, Workload workload, long rows)
            throws SQLException {
        Start start = Start.of(server);
        String prefix = prefix(workload);
        RowForm form = workload.form();
        long done = insert(connection, prefix, form, rows / 3 * 2);
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
        long done = insert(connection, prefix, RowForm.NARROW, rows);
        return start.backlog(prefix, done, done);
    }

    /** Fills the tables in turns, each INSERT a transaction. */
    private static long insert(Connection connection, String prefix, RowForm form, long rows) throws SQLException {
        int step = form.rowsOfOneStatement();
        long done = 0;
        for (long first = 0; done < rows; first += step) {
            for (int table = 0; table < TABLES && done < rows; table++) {
                int count = (int) Math.min(step, rows - done);
                update(connection, form.insert(table(prefix, table), first, count));
                done += count;
            }
        }
        return done;
    }

    private static Backlog oltp(MySqlServer server, Connection connection, String prefix, long rows)
            throws SQLException {
        int existing = 10_000;
        for (int table = 0; table < TABLES; table++) {
            update(connection, RowForm.NARROW.insert(table(prefix, table), 0, existing));
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
            String text = RowForm.text(random, 119);
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

    private static long update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate(sql);
            connection.commit();
            return rows;
        }
    }

    private static String prefix(Workload workload) {
        return workload.name().toLowerCase(Locale.ROOT);
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
