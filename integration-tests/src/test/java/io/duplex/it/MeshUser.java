// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A user of one of several sites: changes rows that users of all sites change, and rows of its own in tables that are
 * altered meanwhile. What the n-th transaction tries is a matter of the seed alone.
 */
final class MeshUser implements Workload {
    /** Tables that one site each alters while all sites write to them. */
    static final int ALTERED = 3;

    private final long seed;
    private final int site;
    private final int user;
    private final int mostPauseMillis;
    private final SiteLag lag;
    private long number;

    MeshUser(long seed, int site, int user, int mostPauseMillis, SiteLag lag) {
        this.seed = seed;
        this.site = site;
        this.user = user;
        this.mostPauseMillis = mostPauseMillis;
        this.lag = lag;
    }

    /** Makes the tables; the servers give numbers that do not meet. */
    static List<String> tables() {
        List<String> statements = new ArrayList<>(List.of(
                "CREATE DATABASE app",
                "CREATE TABLE app.item (id INT PRIMARY KEY, code INT UNIQUE, n INT NOT NULL, version BIGINT NOT NULL,"
                        + " note VARCHAR(40))",
                // Without a key, so that whatever is applied twice shows.
                "CREATE TABLE app.journal (site INT NOT NULL, user INT NOT NULL, number BIGINT NOT NULL)"));
        for (int table = 1; table <= ALTERED; table++) {
            statements.add("CREATE TABLE app.altered_" + table + " (id BIGINT AUTO_INCREMENT PRIMARY KEY,"
                    + " site INT NOT NULL, user INT NOT NULL, v VARCHAR(30), KEY owner (site, user))");
        }
        return statements;
    }

    @Override
    public String describe() {
        return "user " + user + " of site " + site;
    }

    @Override
    public boolean next(Connection connection) throws SQLException {
        number++;
        Random random = new Random(seed * 1_000_003 + number * 31 + site * 7L + user);
        Eventually.pause(Duration.ofMillis(1 + random.nextInt(mostPauseMillis)));
        lag.await();
        try (Statement statement = connection.createStatement()) {
            for (String sql : random.nextInt(5) < 2 ? common(random) : own(random)) {
                statement.execute(sql);
            }
            statement.execute("INSERT INTO app.journal VALUES (" + site + ", " + user + ", " + number + ")");
            connection.commit();
        } catch (SQLException refused) {
            if (refused.getErrorCode() != 1062) {
                throw refused;
            }
            connection.rollback(); // The unique value is taken: another user's work.
        }
        return true;
    }

    private List<String> common(Random random) {
        List<String> statements = new ArrayList<>();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            statements.addAll(ConflictingWriters.change(random, "site " + site));
        }
        return statements;
    }

    private List<String> own(Random random) {
        List<String> statements = new ArrayList<>();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            String table = "app.altered_" + (1 + random.nextInt(ALTERED));
            String mine = " WHERE site = " + site + " AND user = " + user;
            String text = "'" + Integer.toString(random.nextInt(), 36) + "'";
            statements.add(
                    switch (random.nextInt(4)) {
                        case 0 -> "UPDATE " + table + " SET v = " + text + mine + " ORDER BY id DESC LIMIT 3";
                        case 1 -> "DELETE FROM " + table + mine + " ORDER BY id LIMIT 1";
                        default ->
                            "INSERT INTO " + table + " (site, user, v) VALUES (" + site + ", " + user + ", " + text
                                    + "), (" + site + ", " + user + ", NULL)";
                    });
        }
        return statements;
    }
}
