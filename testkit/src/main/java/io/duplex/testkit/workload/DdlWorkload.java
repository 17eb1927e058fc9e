// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The forms of DDL that change schemas, tables, indexes and views, with rows written in between. All names begin with the
 * prefix, so that several sites can run their lists at once.
 */
public final class DdlWorkload implements Workload {
    private final String prefix;
    private final List<String> statements;
    private int position;

    public DdlWorkload(String prefix, MySqlVersion version) {
        this.prefix = prefix;
        this.statements = statements(prefix, version);
    }

    /** The whole list in order; always the same for a prefix and a version. */
    public static List<String> statements(String prefix, MySqlVersion version) {
        List<String> all = new ArrayList<>();
        all.addAll(schemas());
        all.addAll(tables());
        all.addAll(columns());
        all.addAll(keys());
        all.addAll(partitions());
        all.addAll(views());
        if (version != MySqlVersion.V5_7) {
            all.addAll(since80());
        }
        all.addAll(drops());
        return all.stream()
                .map(statement -> statement.strip().replace("{p}", prefix))
                .toList();
    }

    /** The databases that are left at the end. */
    public static List<String> databases(String prefix) {
        return List.of(prefix + "_app");
    }

    @Override
    public String describe() {
        return "DDL, prefix " + prefix;
    }

    @Override
    public boolean next(Connection connection) throws SQLException {
        if (position == statements.size()) {
            return false;
        }
        String sql = statements.get(position);
        // Each statement is a transaction of its own; temporary tables are allowed outside of transactions only.
        connection.setAutoCommit(true);
        if (position > statements.indexOf(use(prefix))) {
            connection.setCatalog(prefix + "_app"); // The connection may be a new one.
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " in: " + sql, e.getSQLState(), e.getErrorCode(), e);
        }
        position++;
        return true;
    }

    /** Takes the next statement as executed: the answer to it was lost. */
    public void skip() {
        position++;
    }

    private static String use(String prefix) {
        return "USE " + prefix + "_app";
    }

    private static List<String> schemas() {
        return List.of(
                "CREATE DATABASE {p}_app",
                "CREATE SCHEMA IF NOT EXISTS {p}_app",
                "CREATE DATABASE `{p}_old-name` DEFAULT CHARACTER SET latin1 COLLATE latin1_swedish_ci",
                "ALTER DATABASE `{p}_old-name` CHARACTER SET = utf8mb4 COLLATE = utf8mb4_general_ci",
                use("{p}"));
    }

    private static List<String> tables() {
        return List.of(
                "CREATE TABLE plain (id INT NOT NULL PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB COMMENT='it''s {p}'",
                "INSERT INTO plain VALUES (1, 'one'), (2, 'zwei'), (3, NULL)",
                "create table if not exists plain (id int)",
                "CREATE TABLE numbered (id INT UNSIGNED NOT NULL AUTO_INCREMENT, v VARCHAR(10), PRIMARY KEY (id))"
                        + " AUTO_INCREMENT = 1000",
                "INSERT INTO numbered (v) VALUES ('a'), ('b')",
                """
                CREATE TABLE `every ``type` (
                  a TINYINT(1), b BIT(9), c DECIMAL(10,3) DEFAULT '1.500', d FLOAT, e DOUBLE NOT NULL DEFAULT 0,
                  f DATE, g TIME(3), h DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
                  i TIMESTAMP NULL, j YEAR, k CHAR(5) CHARACTER SET ascii, l VARCHAR(30) COLLATE utf8mb4_bin, m LONGTEXT,
                  n BINARY(4), o VARBINARY(9), p BLOB, q ENUM('x','y''s') DEFAULT 'x', r SET('1','2'), s JSON, t GEOMETRY)
                """,
                "INSERT INTO `every ``type` (a, e) VALUES (1, 2.5)",
                "CREATE TABLE likeness LIKE plain",
                "CREATE TABLE {p}_app.sum_of (id INT PRIMARY KEY, a INT, b INT, c INT AS (a + b) STORED, d INT AS (a * 2))",
                "INSERT INTO sum_of (id, a, b) VALUES (1, 2, 3)",
                "RENAME TABLE likeness TO likeness_2, likeness_2 TO likeness_3",
                "RENAME TABLE likeness_3 TO `{p}_old-name`.likeness",
                "ALTER TABLE `{p}_old-name`.likeness RENAME TO {p}_app.likeness",
                "TRUNCATE TABLE likeness",
                "INSERT INTO likeness SELECT * FROM plain",
                "TRUNCATE likeness",
                "ALTER TABLE plain COMMENT = 'changed', ROW_FORMAT = DYNAMIC",
                "ALTER TABLE plain CONVERT TO CHARACTER SET latin1",
                "ALTER TABLE plain DEFAULT CHARACTER SET utf8mb4");
    }

    private static List<String> columns() {
        return List.of(
                "ALTER TABLE plain ADD COLUMN w INT NOT NULL DEFAULT 7",
                "ALTER TABLE plain ADD x VARCHAR(9) CHARACTER SET utf8mb4 AFTER id, ADD COLUMN y INT FIRST",
                "INSERT INTO plain (id, x, y) VALUES (4, 'ä', 44)",
                "ALTER TABLE plain ADD (z1 INT, z2 DATETIME DEFAULT NULL)",
                "ALTER TABLE plain CHANGE COLUMN x x2 VARCHAR(30) NULL DEFAULT 'it''s' COMMENT 'now longer'",
                "ALTER TABLE plain MODIFY w BIGINT UNSIGNED NULL",
                "ALTER TABLE plain ALTER COLUMN w SET DEFAULT 9, ALTER COLUMN z1 DROP DEFAULT",
                "ALTER TABLE plain ALTER w DROP DEFAULT",
                "ALTER TABLE plain MODIFY COLUMN y INT AFTER w",
                "ALTER TABLE plain DROP COLUMN z1, DROP z2",
                "UPDATE plain SET w = 5 WHERE id = 1",
                "ALTER TABLE likeness ADD COLUMN filled TIMESTAMP(6) NOT NULL DEFAULT '2020-01-02 03:04:05.678901'",
                "ALTER TABLE plain RENAME AS plain_2",
                "ALTER TABLE plain_2 RENAME plain",
                "/* leading */ ALTER /* inner */ TABLE plain -- trailing\n ADD COLUMN noted INT # end",
                "ALTER TABLE plain ENGINE = InnoDB, FORCE",
                "DELETE FROM plain WHERE id = 2");
    }

    private static List<String> keys() {
        return List.of(
                "CREATE INDEX by_v ON plain (v)",
                "CREATE UNIQUE INDEX one_w USING BTREE ON plain (w, id) COMMENT 'unique'",
                "ALTER TABLE plain ADD INDEX by_x2 (x2(5)), ADD UNIQUE KEY both_ids (id, v)",
                "CREATE FULLTEXT INDEX words ON plain (x2)",
                "ALTER TABLE plain RENAME INDEX by_v TO by_value",
                "DROP INDEX by_value ON plain",
                "ALTER TABLE plain DROP KEY both_ids, DROP INDEX words",
                "CREATE TABLE keyless (a INT, b INT)",
                "INSERT INTO keyless VALUES (1, 1), (1, 2)",
                "ALTER TABLE keyless ADD PRIMARY KEY (a, b)",
                "ALTER TABLE keyless DROP PRIMARY KEY, ADD PRIMARY KEY (b)",
                "CREATE TABLE parent (id INT PRIMARY KEY)",
                "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT,"
                        + " CONSTRAINT {p}_to_parent FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE SET NULL)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (10, 1)",
                "ALTER TABLE child DROP FOREIGN KEY {p}_to_parent",
                "ALTER TABLE child ADD CONSTRAINT {p}_again FOREIGN KEY (parent_id) REFERENCES parent (id)");
    }

    private static List<String> partitions() {
        return List.of(
                "CREATE TABLE parts (id INT PRIMARY KEY, v INT) PARTITION BY RANGE (id)"
                        + " (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE)",
                "INSERT INTO parts VALUES (1, 1), (11, 1)",
                "ALTER TABLE parts REORGANIZE PARTITION high INTO"
                        + " (PARTITION middle VALUES LESS THAN (100), PARTITION high VALUES LESS THAN MAXVALUE)",
                "ALTER TABLE parts DROP PARTITION low",
                "ALTER TABLE parts REMOVE PARTITIONING");
    }

    private static List<String> views() {
        return List.of(
                "CREATE VIEW two_columns AS SELECT id, v FROM plain",
                "CREATE OR REPLACE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW two_columns (a, b) AS SELECT id, v FROM plain"
                        + " WHERE id > 0 WITH CASCADED CHECK OPTION",
                "ALTER VIEW two_columns AS SELECT id FROM {p}_app.plain",
                "CREATE VIEW `{p}_old-name`.over_there AS SELECT * FROM {p}_app.parent",
                "CREATE VIEW passing AS SELECT 1 AS one",
                "DROP VIEW IF EXISTS passing, no_such_view");
    }

    private static List<String> since80() {
        return List.of(
                "ALTER TABLE plain RENAME COLUMN v TO v_renamed",
                "ALTER TABLE child ADD COLUMN instantly INT DEFAULT 3, ALGORITHM=INSTANT",
                "ALTER TABLE plain ALTER INDEX one_w INVISIBLE",
                "ALTER TABLE parent ADD COLUMN hidden INT INVISIBLE DEFAULT 5",
                "ALTER TABLE parent ADD COLUMN computed VARCHAR(40) DEFAULT (CONCAT('x', 'y'))",
                "CREATE INDEX by_expression ON plain ((UPPER(x2)))",
                "ALTER TABLE parent ADD CONSTRAINT {p}_positive CHECK (id > 0)",
                "INSERT INTO parent (id) VALUES (2)",
                "CREATE TABLE copied (PRIMARY KEY (id)) AS SELECT id, v_renamed FROM plain");
    }

    private static List<String> drops() {
        return List.of(
                "CREATE TABLE short_lived (id INT PRIMARY KEY)",
                "INSERT INTO short_lived VALUES (1)",
                "DROP TABLE short_lived, likeness",
                "DROP TABLE IF EXISTS short_lived",
                "CREATE TEMPORARY TABLE unseen (id INT)",
                "DROP TEMPORARY TABLE unseen",
                "DROP DATABASE `{p}_old-name`",
                "DROP SCHEMA IF EXISTS `{p}_old-name`");
    }
}
