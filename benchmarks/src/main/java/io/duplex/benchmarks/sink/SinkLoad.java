// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.source.RowForm;
import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What is to be brought to the target: transactions that wait in a server's binlog; or its tables.
 *
 * @param file and {@code pos}, and {@code gtids}: what was done before; empty for tables
 */
record SinkLoad(Workload workload, String file, long pos, String gtids, long rows) {
    static final int TABLES = 4;
    static final int EXISTING = 10_000;
    private static final int ROWS_OF_ONE_STATEMENT = 1_000;
    private static final long SEED = 20261121;

    /** What is written. */
    enum Workload {
        /** Transactions of two updates, a delete and an insert in random rows. */
        OLTP(4, EXISTING),
        /** Transactions of 5,000 inserts, 5,000 updates, or 5,000 deletes. */
        BULK(5_000, EXISTING),
        /** Transactions of four updates of the same ten rows. */
        HOT(4, EXISTING),
        /** As OLTP, in tables of 1,000 rows with no key and no index. */
        NO_KEY(4, 1_000),
        /** Tables, out of a snapshot. */
        COPY(1, 0);

        private final int rowsOfATransaction;
        private final int existing;

        Workload(int rowsOfATransaction, int existing) {
            this.rowsOfATransaction = rowsOfATransaction;
            this.existing = existing;
        }

        int rowsOfATransaction() {
            return rowsOfATransaction;
        }

        private Transactions transactions(Connection connection) throws SQLException {
            Random random = new Random(SEED);
            return switch (this) {
                case OLTP, NO_KEY -> new OltpTransactions(connection, random, 0, existing);
                case BULK -> new BulkTransactions(connection);
                case HOT -> new HotTransactions(connection, random);
                case COPY -> throw new IllegalArgumentException("a copy has no transactions");
            };
        }
    }

    /** Commits transactions of one form. */
    interface Transactions extends AutoCloseable {
        void commitOne() throws SQLException;

        @Override
        void close() throws SQLException;
    }

    /** Creates the tables with the rows that they have at first. */
    static void createTables(MySqlServer server, Workload workload) {
        createTables(server, workload, workload.existing);
    }

    /** Creates tables with so many rows in all, which are to be copied. */
    static SinkLoad copy(MySqlServer server, long rows) {
        int each = (int) (rows / TABLES / ROWS_OF_ONE_STATEMENT) * ROWS_OF_ONE_STATEMENT;
        createTables(server, Workload.COPY, each);
        return new SinkLoad(Workload.COPY, "", 0, "", (long) each * TABLES);
    }

    /** Returns the source's offset at which it begins. */
    Map<String, Object> offset() {
        return isCopy() ? Map.of() : Map.of("file", file, "pos", pos, "gtids", gtids);
    }

    boolean isCopy() {
        return workload == Workload.COPY;
    }

    private static void createTables(MySqlServer server, Workload workload, int rows) {
        server.execute("CREATE DATABASE bench");
        for (int table = 0; table < TABLES; table++) {
            server.execute(RowForm.NARROW.createTable(name(table)));
            if (workload == Workload.NO_KEY) {
                server.execute("ALTER TABLE " + name(table) + " DROP PRIMARY KEY");
            }
            for (int first = 0; first < rows; first += ROWS_OF_ONE_STATEMENT) {
                server.execute(RowForm.NARROW.insert(name(table), first, ROWS_OF_ONE_STATEMENT));
            }
        }
    }

    /** Writes about so many row changes into a server that has the tables. */
    static SinkLoad write(MySqlServer server, Workload workload, long rows) {
        List<String> status = server.rows("SHOW MASTER STATUS").get(0);
        String gtids = server.gtidExecuted().replace("\n", "");
        long transactions = Math.max(1, rows / workload.rowsOfATransaction());
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            try (Transactions load = workload.transactions(connection)) {
                for (long transaction = 0; transaction < transactions; transaction++) {
                    load.commitOne();
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return new SinkLoad(
                workload,
                status.get(0),
                Long.parseLong(status.get(1)),
                gtids,
                transactions * workload.rowsOfATransaction());
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

    /** Fails when the tables of two servers differ. */
    static void checkEqual(MySqlServer source, MySqlServer target, String who) {
        String expected = content(source);
        String content = content(target);
        if (!content.equals(expected)) {
            throw new IllegalStateException(
                    who + " does not count: the target has " + content + ", the source " + expected);
        }
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
