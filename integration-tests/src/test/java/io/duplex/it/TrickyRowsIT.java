// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows that a server writes by itself, or only in certain sessions, between servers that log foreign keys' work and
 * servers that do not: as they come, and once more as a backlog, which is written in groups.
 */
class TrickyRowsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @ParameterizedTest
    @CsvSource({"V5_7, V5_7", "V8_0, V8_0", "V9_7, V9_7", "V5_7, V9_7", "V9_7, V8_0"})
    void arriveAsTheyAreAtTheSource(MySqlVersion from, MySqlVersion to) {
        Versions.assumeAvailable(from);
        Versions.assumeAvailable(to);
        try (Site source = Site.start(1, from);
                Site target = Site.start(2, to);
                Replication replication = Replication.shared()) {
            createTables(source.server());
            replication.source(source, Map.of());
            replication.sink(source, target, Map.of());
            SidesConverge same = new SidesConverge(LIMIT, source.server(), target.server());
            same.verify();

            write(source.server(), 0);
            same.verify();
            String sink = Connectors.sinkName(source, target);
            replication.rest().pause(sink);
            for (int round = 1; round <= 5; round++) {
                write(source.server(), 1000 * round);
            }
            replication.rest().resume(sink);
            same.verify();
            assertThat(types(target.server()))
                    .isEqualTo(types(source.server()))
                    .contains("DECIMAL, DECIMAL, DATE, DATETIME, TIME, DOUBLE, OBJECT, STRING");
            assertThat(target.server().rows("SELECT COUNT(*), COUNT(DISTINCT v) FROM app.bare"))
                    .isEqualTo(source.server().rows("SELECT COUNT(*), COUNT(DISTINCT v) FROM app.bare"));
        }
    }

    /** Values of types that JSON's text does not tell. */
    private static final String DOCUMENT = "JSON_ARRAY(CAST('1.50' AS DECIMAL(5,2)), 12345678901234567890.12,"
            + " CAST('2020-01-02' AS DATE), CAST('2020-01-02 03:04:05.100000' AS DATETIME(6)),"
            + " CAST('-01:02:03.5' AS TIME(6)), 1.5e0, JSON_OBJECT('k\"', CAST(7 AS DECIMAL(3,0))), '2020-01-02')";

    private static String types(MySqlServer server) {
        StringBuilder sql = new StringBuilder("SELECT id, JSON_TYPE(j), JSON_TYPE(JSON_EXTRACT(j, '$.e'))");
        for (int i = 0; i < 8; i++) {
            sql.append(", JSON_TYPE(JSON_EXTRACT(j, '$[").append(i).append("]'))");
        }
        return server.rows(sql + " FROM app.doc ORDER BY id").toString();
    }

    private static void createTables(MySqlServer server) {
        server.execute(
                "CREATE DATABASE app",
                "CREATE TABLE app.grand (id INT PRIMARY KEY, v INT)",
                "CREATE TABLE app.parent (id INT PRIMARY KEY, grand INT,"
                        + " FOREIGN KEY (grand) REFERENCES app.grand (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                "CREATE TABLE app.child (id INT PRIMARY KEY, parent INT,"
                        + " FOREIGN KEY (parent) REFERENCES app.parent (id) ON DELETE CASCADE)",
                "CREATE TABLE app.friend (id INT PRIMARY KEY, parent INT,"
                        + " FOREIGN KEY (parent) REFERENCES app.parent (id) ON DELETE SET NULL)",
                "CREATE TABLE app.made (id INT PRIMARY KEY, a INT, b INT GENERATED ALWAYS AS (a * 2) STORED UNIQUE,"
                        + " c VARCHAR(20) GENERATED ALWAYS AS (CONCAT('v', a)) VIRTUAL, d INT, INDEX (c))",
                "CREATE TABLE app.doc (id INT PRIMARY KEY, j JSON)",
                "CREATE TABLE app.bare_doc (v INT, j JSON)",
                "CREATE TABLE app.bare (v INT, w VARCHAR(10))",
                "CREATE TABLE app.bare_made (v INT, w INT GENERATED ALWAYS AS (v + 1) VIRTUAL, d DOUBLE)",
                "CREATE TABLE app.numbered (id INT AUTO_INCREMENT PRIMARY KEY, v INT, UNIQUE KEY (v))");
    }

    private static void write(MySqlServer server, int n) {
        server.transaction(
                "INSERT INTO app.grand VALUES (" + (n + 1) + ", 1), (" + (n + 2) + ", 2), (" + (n + 3) + ", 3)",
                "INSERT INTO app.parent VALUES (" + (n + 10) + ", " + (n + 1) + "), (" + (n + 20) + ", " + (n + 2)
                        + "), (" + (n + 30) + ", " + (n + 3) + "), (" + (n + 40) + ", NULL)",
                "INSERT INTO app.child VALUES (" + (n + 100) + ", " + (n + 10) + "), (" + (n + 200) + ", " + (n + 20)
                        + "), (" + (n + 300) + ", " + (n + 30) + "), (" + (n + 400) + ", " + (n + 40) + ")",
                "INSERT INTO app.friend SELECT * FROM app.child WHERE id > " + n);
        server.execute("DELETE FROM app.grand WHERE id = " + (n + 1));
        server.transaction(
                "UPDATE app.grand SET id = " + (n + 9) + " WHERE id = " + (n + 2),
                "INSERT INTO app.parent VALUES (" + (n + 50) + ", " + (n + 9) + ")",
                "DELETE FROM app.parent WHERE id = " + (n + 20));
        server.transaction(
                "INSERT INTO app.doc VALUES (" + n + ", " + DOCUMENT + "), (" + (n + 1) + ", JSON_OBJECT('d', 1.50)), ("
                        + (n + 2) + ", CAST(CAST('0.10' AS DECIMAL(5,2)) AS JSON))",
                "INSERT INTO app.bare_doc SELECT id, j FROM app.doc WHERE id >= " + n,
                "UPDATE app.bare_doc SET v = v + 1 WHERE v = " + n,
                "DELETE FROM app.bare_doc WHERE v = " + (n + 2),
                "UPDATE app.doc SET j = JSON_SET(j, '$.e', CAST('9.90' AS DECIMAL(4,2))) WHERE id = " + (n + 1));
        // Nothing of this reaches the children, who keep what they refer to.
        server.execute(
                "SET SESSION foreign_key_checks = 0",
                "DELETE FROM app.grand WHERE id = " + (n + 3),
                "UPDATE app.parent SET id = " + (n + 41) + " WHERE id = " + (n + 40),
                "INSERT INTO app.child VALUES (" + (n + 500) + ", " + (n + 999) + ")",
                "SET SESSION foreign_key_checks = 1, unique_checks = 0",
                "INSERT INTO app.numbered (v) VALUES (" + (n + 1) + "), (" + (n + 2) + ")",
                "DELETE FROM app.parent WHERE id = " + (n + 30),
                "SET SESSION unique_checks = 1");
        made(server, n);
        bare(server, n);
        server.execute(
                "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')",
                "DELETE FROM app.numbered WHERE id = 0",
                "INSERT INTO app.numbered VALUES (0, " + (-1 - n) + ")",
                "UPDATE app.numbered SET v = " + (-2 - n) + " WHERE id = 0");
    }

    private static void made(MySqlServer server, int n) {
        server.transaction(
                "INSERT INTO app.made (id, a, d) VALUES (" + (n + 1) + ", " + (n + 1) + ", 0), (" + (n + 2) + ", "
                        + (n + 2) + ", 0), (" + (n + 3) + ", NULL, 0)",
                "UPDATE app.made SET a = " + (n + 500) + " WHERE id = " + (n + 1),
                "UPDATE app.made SET a = " + (n + 1) + " WHERE id = " + (n + 2),
                "UPDATE app.made SET d = 7 WHERE c = 'v" + (n + 1) + "'",
                "DELETE FROM app.made WHERE id = " + (n + 3));
    }

    private static void bare(MySqlServer server, int n) {
        server.transaction(
                "INSERT INTO app.bare VALUES (" + n + ", 'x'), (" + n + ", 'x'), (" + n + ", 'x'), (" + n + ", NULL), ("
                        + n + ", NULL)",
                "UPDATE app.bare SET w = 'y' WHERE v = " + n + " AND w = 'x' LIMIT 1",
                "DELETE FROM app.bare WHERE v = " + n + " AND w IS NULL LIMIT 1",
                "INSERT INTO app.bare_made (v, d) VALUES (" + n + ", 0.1), (" + n + ", 0.1), (" + n + ", -0e0)",
                "UPDATE app.bare_made SET v = v + 1 WHERE d = 0.1 LIMIT 1",
                "DELETE FROM app.bare_made WHERE d = 0 LIMIT 1");
    }
}
