// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Users of one site who change the same few rows of a table as those of another one. */
final class ConflictingWriters implements AutoCloseable {
    private static final int USERS = 2;
    private static final int KEYS = 12;
    private static final int CODES = 9;

    private final MySqlServer server;
    private final Table table;
    private final String name;
    private final AtomicLong committed = new AtomicLong();
    private final List<Thread> users = new ArrayList<>();
    private volatile boolean stopped;

    /** What the table is called at a site, and its column that grows with each change. */
    record Table(String name, String version) {
        static final Table ITEM = new Table("app.item", "version");

        String in(String sql) {
            return sql.replace(ITEM.name, name).replace(ITEM.version, version);
        }
    }

    private ConflictingWriters(MySqlServer server, Table table, String name) {
        this.server = server;
        this.table = table;
        this.name = name;
    }

    static ConflictingWriters start(MySqlServer server, String name, long seed) {
        return start(server, Table.ITEM, name, seed);
    }

    static ConflictingWriters start(MySqlServer server, Table table, String name, long seed) {
        ConflictingWriters writers = new ConflictingWriters(server, table, name);
        for (int user = 0; user < USERS; user++) {
            Random random = new Random(seed * 31 + user);
            Thread thread = new Thread(() -> writers.write(random), "writer-" + name + "-" + user);
            writers.users.add(thread);
            thread.start();
        }
        return writers;
    }

    long committed() {
        return committed.get();
    }

    /** Returns when nobody writes any more. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread user : users) {
            user.join();
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Ended while the users of site " + name + " still write", ended);
        }
    }

    private void write(Random random) {
        try (Connection connection = server.connect()) {
            connection.setAutoCommit(false);
            while (!stopped) {
                try {
                    transaction(connection, random);
                    connection.commit();
                    committed.incrementAndGet();
                } catch (SQLException taken) {
                    // A unique value is taken, or a deadlock: other users' and sinks' work.
                    connection.rollback();
                }
                Thread.sleep(random.nextInt(20) == 0 ? 60 : random.nextInt(8));
            }
        } catch (SQLException lost) {
            throw new IllegalStateException(lost);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        int statements = 1 + random.nextInt(3);
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; i < statements; i++) {
                for (String sql : change(random)) {
                    statement.execute(table.in(sql));
                }
            }
        }
    }

    private List<String> change(Random random) {
        return change(random, name);
    }

    /** Statements of one change to {@link Table#ITEM}, whose note begins with the name. */
    static List<String> change(Random random, String name) {
        int id = 1 + random.nextInt(KEYS);
        int other = 1 + random.nextInt(KEYS);
        String where = " WHERE id = " + id;
        long version = System.currentTimeMillis() * 1000 + random.nextInt(1000);
        String news = " version = " + version + ", note = '" + name + " " + random.nextInt(1_000_000) + "'";
        String code = random.nextInt(4) == 0 ? "NULL" : String.valueOf(1 + random.nextInt(CODES));
        String insert = "INSERT INTO app.item SET id = " + id + ", code = " + code + ", n = 0," + news;
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> List.of(insert);
            case 3, 4 -> List.of("UPDATE app.item SET n = n + 1," + news + where);
            case 5 -> List.of("UPDATE app.item SET code = " + code + "," + news + where);
            case 6 -> List.of("DELETE FROM app.item" + where);
            case 7 -> List.of("DELETE FROM app.item" + where, insert);
            case 8 -> List.of("UPDATE app.item SET id = " + other + "," + news + where);
            default -> swap(id, other, news);
        };
    }

    private static List<String> swap(int id, int other, String news) {
        return List.of(
                "SELECT @one := NULL, @two := NULL",
                "SELECT @one := code FROM app.item WHERE id = " + id + " FOR UPDATE",
                "SELECT @two := code FROM app.item WHERE id = " + other + " FOR UPDATE",
                "UPDATE app.item SET code = NULL," + news + " WHERE id = " + id,
                "UPDATE app.item SET code = @one," + news + " WHERE id = " + other,
                "UPDATE app.item SET code = @two," + news + " WHERE id = " + id);
    }
}
