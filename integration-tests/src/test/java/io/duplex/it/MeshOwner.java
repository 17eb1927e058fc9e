// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.DdlWorkload;
import io.duplex.testkit.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;

/**
 * Executes DDL at one site: whatever there is in databases of its own, and, of the tables to which all sites write, one
 * that only it alters, in ways that take nothing away from the others' rows.
 */
final class MeshOwner implements Workload {
    private static final int MOST_COLUMNS = 40;

    private final long seed;
    private final int site;
    private final MySqlVersion version;
    private final int mostPauseMillis;
    private final SiteLag lag;
    private DdlWorkload list;
    private String pending = "";
    private boolean uncertain;
    private long number;
    private int cycle = 1;
    private int columns;
    private int width = 30;
    private boolean indexed;

    MeshOwner(long seed, int site, MySqlVersion version, int mostPauseMillis, SiteLag lag) {
        this.seed = seed;
        this.site = site;
        this.version = version;
        this.mostPauseMillis = mostPauseMillis;
        this.lag = lag;
        this.list = new DdlWorkload(prefix(), version);
    }

    private String prefix() {
        return "s" + site + "_" + cycle;
    }

    @Override
    public String describe() {
        return "DDL of site " + site;
    }

    @Override
    public boolean next(Connection connection) throws SQLException {
        number += uncertain ? 0 : 1;
        Random random = new Random(seed * 1_000_003 + number * 31 + site);
        Eventually.pause(Duration.ofMillis(random.nextInt(mostPauseMillis)));
        lag.await();
        if (!pending.isEmpty() || random.nextInt(4) == 0) {
            alter(connection, random);
        } else {
            other(connection);
        }
        return true;
    }

    /** In the databases of its own. */
    private void other(Connection connection) throws SQLException {
        boolean more = true;
        try {
            more = list.next(connection);
            uncertain = false;
        } catch (SQLException failed) {
            if (isLost(failed)) {
                uncertain = true;
                throw failed;
            }
            if (!uncertain) {
                throw failed;
            }
            // The statement whose answer was lost has been executed.
            uncertain = false;
            list.skip();
        }
        if (!more) {
            execute(connection, "DROP DATABASE IF EXISTS " + prefix() + "_app");
            cycle++;
            list = new DdlWorkload(prefix(), version);
        }
    }

    /** The table to which all write. */
    private void alter(Connection connection, Random random) throws SQLException {
        String sql = pending.isEmpty() ? alteration(random) : pending;
        pending = sql;
        try {
            execute(connection, sql);
            uncertain = false;
        } catch (SQLException failed) {
            if (isLost(failed)) {
                uncertain = true;
                throw failed;
            }
            if (!uncertain) {
                throw failed;
            }
            uncertain = false;
        }
        pending = "";
    }

    private String alteration(Random random) {
        String table = "app.altered_" + site;
        return switch (random.nextInt(5)) {
            case 0 -> "ALTER TABLE " + table + " MODIFY v VARCHAR(" + ++width + ")";
            case 1 -> "ALTER TABLE " + table + " COMMENT 'change " + number + "'";
            case 2 -> {
                indexed = !indexed;
                yield indexed ? "CREATE INDEX by_v ON " + table + " (v, user)" : "DROP INDEX by_v ON " + table;
            }
            default ->
                columns < MOST_COLUMNS
                        ? "ALTER TABLE " + table + " ADD COLUMN c" + ++columns + " INT DEFAULT " + random.nextInt(100)
                        : "ALTER TABLE " + table + " ALTER COLUMN v SET DEFAULT '" + number + "'";
        };
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean isLost(SQLException failure) {
        String state = failure.getSQLState();
        return (state != null && state.startsWith("08")) || failure.getErrorCode() == 1053;
    }
}
