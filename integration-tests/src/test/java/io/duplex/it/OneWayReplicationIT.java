// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.Workload;
import io.duplex.testkit.workload.WorkloadRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenario a: one way, first copy plus streaming, with DDL. */
class OneWayReplicationIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aFirstCopyAndWhatFollowsMakeTheTargetEqual(MySqlVersion version) {
        Versions.assumeAvailable(version);
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            fill(source.server());

            replication.source(source, Map.of());
            replication.sink(source, target, Map.of());
            stream(source.server());

            new SidesConverge(LIMIT, source.server(), target.server()).verify();
            changeStructure(source.server());
            new SidesConverge(LIMIT, source.server(), target.server()).verify();
            assertThat(target.server().rows("SELECT amount, note FROM app.account WHERE id = 2"))
                    .isEqualTo(List.of(List.of("7.50", "n/a")));
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsThatAreWrittenDuringTheFirstCopyArriveOnce(MySqlVersion version) {
        Versions.assumeAvailable(version);
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            MySqlServer server = source.server();
            server.execute("CREATE DATABASE app", "CREATE TABLE app.log (n BIGINT PRIMARY KEY, v VARCHAR(40))");
            server.execute("CREATE TABLE app.keyless (n BIGINT, v VARCHAR(40))");
            try (WorkloadRun run = WorkloadRun.start(new Log(), server)) {
                run.awaitCommitted(200, LIMIT);
                replication.source(source, Map.of());
                replication.sink(source, target, Map.of());
                run.awaitCommitted(run.committed() + 500, LIMIT);
                run.stop();
            }

            new SidesConverge(LIMIT, source.server(), target.server()).verify();
        }
    }

    private static void fill(MySqlServer server) {
        server.execute(
                "CREATE DATABASE app DEFAULT CHARACTER SET latin1",
                "CREATE TABLE app.line (account_id BIGINT NOT NULL, n INT, PRIMARY KEY (account_id, n))",
                "CREATE TABLE app.account (id BIGINT PRIMARY KEY, amount DECIMAL(12,2) UNSIGNED NOT NULL,"
                        + " note VARCHAR(20) DEFAULT 'n/a', at TIMESTAMP(6) NULL, bits BIT(9), kind ENUM('a','b') NOT NULL)",
                "ALTER TABLE app.line ADD FOREIGN KEY (account_id) REFERENCES app.account (id) ON DELETE CASCADE",
                "CREATE TABLE app.keyless (a INT, b VARCHAR(10))",
                "CREATE VIEW app.rich AS SELECT * FROM app.account WHERE amount > 100");
        server.transaction(
                "INSERT INTO app.account VALUES (1, 100.25, 'first', '2024-01-02 03:04:05.678901', b'100000001', 'a'),"
                        + " (2, 7.50, DEFAULT, NULL, NULL, 'b'), (3, 0, NULL, NULL, b'1', 'b')",
                "INSERT INTO app.line VALUES (1, 1), (1, 2), (2, 1)",
                "INSERT INTO app.keyless VALUES (1, 'x'), (1, 'x'), (NULL, NULL)");
    }

    private static void stream(MySqlServer server) {
        server.transaction(
                "INSERT INTO app.account VALUES (10, 1.5, NULL, '1970-01-01 00:00:01', NULL, 'a')",
                "UPDATE app.account SET amount = amount + 1 WHERE id IN (1, 3)",
                "UPDATE app.account SET id = 30 WHERE id = 3",
                "DELETE FROM app.keyless WHERE a = 1 LIMIT 1");
        server.transaction("DELETE FROM app.account WHERE id = 1");
        server.execute("ALTER TABLE app.account ADD COLUMN extra JSON AFTER amount");
        server.transaction(
                "INSERT INTO app.account (id, amount, extra, kind) VALUES (11, 2, '{\"a\": [1, 2.5, null]}', 'b')",
                "UPDATE app.account SET extra = JSON_OBJECT('k', 'v') WHERE id = 10");
    }

    private static void changeStructure(MySqlServer server) {
        server.execute(
                "CREATE TABLE app.copy LIKE app.account",
                "INSERT INTO app.copy SELECT * FROM app.account",
                "ALTER TABLE app.copy DROP COLUMN extra, MODIFY note TEXT, ADD UNIQUE KEY u (amount, id)",
                "UPDATE app.copy SET note = REPEAT('ä', 300) WHERE id = 2",
                "RENAME TABLE app.copy TO app.copied",
                "CREATE INDEX by_kind ON app.copied (kind)",
                "TRUNCATE TABLE app.keyless",
                "INSERT INTO app.keyless VALUES (5, 'after')",
                "DROP VIEW app.rich");
    }

    /** Small transactions over a table with a key and one without. */
    private static final class Log implements Workload {
        private long n;

        @Override
        public String describe() {
            return "log";
        }

        @Override
        public boolean next(Connection connection) throws SQLException {
            n++;
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO app.log VALUES (" + n + ", 'new')");
                statement.execute("UPDATE app.log SET v = CONCAT(v, '+') WHERE n = " + (n + 1) / 2);
                statement.execute("INSERT INTO app.keyless VALUES (" + n % 7 + ", 'same')");
            }
            connection.commit();
            return true;
        }
    }
}
