// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenario h: the sink's user has grants on two databases and nothing global: no SUPER, no dynamic privilege. */
class UnprivilegedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TABLE_GRANTS =
            "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER";

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void rowsAndDdlAreAppliedWithGrantsOnDatabasesOnly(MySqlVersion version) {
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            MySqlServer server = source.server();
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20))");
            server.execute("INSERT INTO app.t VALUES (1, 'one')");
            target.server()
                    .execute(
                            "CREATE DATABASE duplex",
                            "CREATE USER small@'%' IDENTIFIED BY 'small'",
                            "GRANT " + TABLE_GRANTS + " ON app.* TO small@'%'",
                            "GRANT " + TABLE_GRANTS + " ON duplex.* TO small@'%'");

            replication.source(source, Map.of());
            Map<String, String> options = new HashMap<>(MarkModes.SESSION.options());
            options.putAll(Map.of("database.user", "small", "database.password", "small"));
            replication.sink(source, target, options);
            server.transaction("INSERT INTO app.t VALUES (2, 'two')", "UPDATE app.t SET v = 'uno' WHERE id = 1");
            server.execute(
                    "ALTER TABLE app.t ADD COLUMN w INT",
                    "UPDATE app.t SET w = 3",
                    "CREATE TABLE app.u LIKE app.t",
                    "RENAME TABLE app.u TO app.x",
                    "TRUNCATE TABLE app.x",
                    "DROP TABLE app.x");

            new SidesConverge(LIMIT, source.server(), target.server()).verify();
            List<List<String>> grants = target.server().rows("SHOW GRANTS FOR small@'%'");
            assertThat(grants.get(0)).containsExactly("GRANT USAGE ON *.* TO " + quotedUser(version));
            assertThat(grants).hasSize(3);
        }
    }

    private static String quotedUser(MySqlVersion version) {
        return version == MySqlVersion.V5_7 ? "'small'@'%'" : "`small`@`%`";
    }
}
