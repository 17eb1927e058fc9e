// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A row of each site that says, once it is seen on the other one, that all that was committed before it is there. */
final class Fence {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

    private static final int NO_SUCH_DATABASE = 1049;
    private static final int NO_SUCH_TABLE = 1146;

    private final int site;
    private final MySqlServer source;
    private final MySqlServer target;
    private int number;

    Fence(int site, MySqlServer source, MySqlServer target) {
        this.site = site;
        this.source = source;
        this.target = target;
    }

    /** Creates the rows of sites 1 and 2. */
    static void createTable(MySqlServer server) {
        server.execute(
                "CREATE TABLE bench.fence (site INT NOT NULL PRIMARY KEY, n INT NOT NULL)",
                "INSERT INTO bench.fence VALUES (1, 0), (2, 0)");
    }

    /** Commits the row. */
    void put() {
        source.execute("UPDATE bench.fence SET n = " + ++number + " WHERE site = " + site);
    }

    /** Returns when it is there. */
    void await(Link link) throws InterruptedException {
        long limit = System.nanoTime() + PATIENCE_NANOS;
        try (Connection connection = target.connect()) {
            while (!isSeen(connection)) {
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException(target + " has not come to an end:\n" + link.logTail());
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private boolean isSeen(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT n FROM bench.fence WHERE site = " + site);
                ResultSet rows = query.executeQuery()) {
            return rows.next() && rows.getInt(1) >= number;
        } catch (SQLException failed) {
            if (failed.getErrorCode() == NO_SUCH_TABLE || failed.getErrorCode() == NO_SUCH_DATABASE) {
                return false; // the first copy is under way
            }
            throw failed;
        }
    }
}
