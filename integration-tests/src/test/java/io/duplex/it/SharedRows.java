// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An application at one site that inserts, updates and deletes rows of {@code app.item} until it is stopped, and notes each
 * transaction in {@code app.entry}, which nobody ever changes: those of its own, or of all sites.
 */
final class SharedRows implements AutoCloseable {
    private static final int SITES = 3;
    private static final long PAUSE_MILLIS = 4;

    private final MySqlServer server;
    private final int site;
    private final int copied;
    private final boolean all;
    private final Random dice;
    private final AtomicLong committed = new AtomicLong();
    private final AtomicReference<@Nullable SQLException> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean stopped;

    private SharedRows(Site site, int copied, boolean all, long seed) {
        this.server = site.server();
        this.site = site.id();
        this.copied = copied;
        this.all = all;
        this.dice = new Random(seed + site.id());
        this.thread = new Thread(this::run, "application of site " + site.id());
    }

    /** Makes the tables with so many rows. */
    static void createTables(Site first, int rows) {
        first.server()
                .execute(
                        "CREATE DATABASE app",
                        "CREATE TABLE app.entry (site INT, n INT, PRIMARY KEY (site, n))",
                        "CREATE TABLE app.item (id INT PRIMARY KEY, n INT NOT NULL, note VARCHAR(40))",
                        "CREATE TABLE app.digit (d INT PRIMARY KEY)",
                        "INSERT INTO app.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                        "INSERT INTO app.item SELECT id, 0, CONCAT('row ', id) FROM (SELECT 1 + a.d + 10 * b.d + 100 * c.d"
                                + " + 1000 * e.d + 10000 * f.d AS id FROM app.digit a, app.digit b, app.digit c,"
                                + " app.digit e, app.digit f) numbers WHERE id <= " + rows,
                        "DROP TABLE app.digit");
    }

    /**
     * Begins.
     *
     * @param copied rows with lower ids were there before
     * @param all whether rows are changed that other sites change, too
     */
    static SharedRows start(Site site, int copied, boolean all, long seed) {
        SharedRows application = new SharedRows(site, copied, all, seed);
        application.thread.start();
        return application;
    }

    private void run() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int n = 1; !stopped; n++) {
                statement.executeUpdate("INSERT INTO app.entry VALUES (" + site + ", " + n + ")");
                statement.executeUpdate(change(n));
                connection.commit();
                committed.incrementAndGet();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException failed) {
            failure.set(failed);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private String change(int n) {
        int kind = dice.nextInt(10);
        if (kind < 4) {
            return "INSERT INTO app.item VALUES (" + (1_000_000 * site + n) + ", 0, 'made by " + site + "')";
        }
        return kind < 8
                ? "UPDATE app.item SET n = n + 1, note = 'changed by " + site + "' WHERE id = " + row(n)
                : "DELETE FROM app.item WHERE id = " + row(n);
    }

    /** Of the copied rows, each site has its own ones. */
    private int row(int n) {
        if (dice.nextInt(3) == 0) {
            return 1_000_000 * site + 1 + dice.nextInt(n);
        }
        int any = 1 + dice.nextInt(copied);
        return all ? any : any - any % SITES + site % SITES;
    }

    /** Returns how many transactions it has committed. */
    long committed() {
        return committed.get();
    }

    /** Ends; returns how many transactions it has committed. */
    long stop() throws InterruptedException {
        stopped = true;
        thread.join();
        SQLException failed = failure.get();
        if (failed != null) {
            throw new AssertionError("The application of site " + site + " failed", failed);
        }
        return committed.get();
    }

    @Override
    public void close() {
        stopped = true;
    }
}
