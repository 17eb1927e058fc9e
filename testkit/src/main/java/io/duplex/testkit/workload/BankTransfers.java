// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * Moves money between accounts of two tables, so that the total never changes in a committed state. Each transaction
 * writes one row into a ledger (with a primary key, numbered without gaps in commit order per site) and one into a
 * journal (without any key, so that an effect that happens twice shows as two rows). Each site moves only its own
 * accounts, so several sites can write at once without conflicts.
 */
public final class BankTransfers implements Workload {
    public static final String DATABASE = "bank";
    private static final int ACCOUNTS = 50;
    private static final int OPENING_BALANCE = 1_000;
    private static final int MOST_TRANSFERS = 4;

    private final long seed;
    private final int site;
    private final Random random;

    public BankTransfers(long seed, int site) {
        this.seed = seed;
        this.site = site;
        this.random = new Random(seed);
    }

    /** Creates the tables and the accounts of all sites; run on one site before the others know of them. */
    public static void createTables(MySqlServer server, int... sites) {
        server.execute(
                "CREATE DATABASE bank CHARACTER SET utf8mb4",
                "CREATE TABLE bank.checking (id INT NOT NULL PRIMARY KEY, site INT NOT NULL, balance BIGINT NOT NULL)",
                "CREATE TABLE bank.savings (id INT NOT NULL PRIMARY KEY, site INT NOT NULL, balance BIGINT NOT NULL)",
                "CREATE TABLE bank.last_number (site INT NOT NULL PRIMARY KEY, number BIGINT NOT NULL)",
                """
                CREATE TABLE bank.ledger (
                  site INT NOT NULL, number BIGINT NOT NULL, amount BIGINT NOT NULL, text VARCHAR(100),
                  PRIMARY KEY (site, number))
                """,
                "CREATE TABLE bank.journal (id VARCHAR(40) NOT NULL, amount BIGINT NOT NULL)");
        for (int site : sites) {
            server.transaction(opening(site));
        }
    }

    /** The numbered table: one row per transaction. */
    public static Ledger ledger() {
        return new Ledger("bank.ledger", "CONCAT(site, '-', number)");
    }

    /** The table without a key: one row per transaction. */
    public static Ledger journal() {
        return new Ledger("bank.journal", "id");
    }

    /** Its one value is the same in every state that a transaction leaves behind. */
    public static String invariant() {
        return "SELECT (SELECT COALESCE(SUM(balance), 0) FROM bank.checking)"
                + " + (SELECT COALESCE(SUM(balance), 0) FROM bank.savings)";
    }

    @Override
    public String describe() {
        return "bank transfers, site " + site + ", seed " + seed;
    }

    @Override
    public boolean next(Connection connection) throws SQLException {
        long number = nextNumber(connection);
        int transfers = 1 + random.nextInt(MOST_TRANSFERS);
        long sum = 0;
        for (int transfer = 0; transfer < transfers; transfer++) {
            int amount = 1 + random.nextInt(100);
            add(connection, "checking", -amount);
            add(connection, "savings", amount);
            sum += amount;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO bank.ledger (site, number, amount, text) VALUES (?, ?, ?, ?)")) {
            insert.setInt(1, site);
            insert.setLong(2, number);
            insert.setLong(3, sum);
            insert.setString(4, "Überweisung \uD83D\uDCB6 " + random.nextInt());
            insert.executeUpdate();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO bank.journal (id, amount) VALUES (?, ?)")) {
            insert.setString(1, site + "-" + number);
            insert.setLong(2, sum);
            insert.executeUpdate();
        }
        connection.commit();
        return true;
    }

    private void add(Connection connection, String table, int amount) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE bank." + table + " SET balance = balance + ? WHERE id = ? AND site = ?")) {
            update.setInt(1, amount);
            update.setInt(2, account(site, random.nextInt(ACCOUNTS)));
            update.setInt(3, site);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("site " + site + " has no accounts in bank." + table);
            }
        }
    }

    /** The lock on this row makes the order of numbers the order of commits. */
    private long nextNumber(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE bank.last_number SET number = LAST_INSERT_ID(number + 1) WHERE site = " + site);
            try (ResultSet result = statement.executeQuery("SELECT LAST_INSERT_ID()")) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private static String[] opening(int site) {
        StringBuilder accounts = new StringBuilder();
        for (int index = 0; index < ACCOUNTS; index++) {
            accounts.append(index == 0 ? "" : ", ")
                    .append("(%d, %d, %d)".formatted(account(site, index), site, OPENING_BALANCE));
        }
        return new String[] {
            "INSERT INTO bank.checking VALUES " + accounts,
            "INSERT INTO bank.savings VALUES " + accounts,
            "INSERT INTO bank.last_number VALUES (" + site + ", 0)"
        };
    }

    private static int account(int site, int index) {
        return site * 1_000 + index;
    }
}
