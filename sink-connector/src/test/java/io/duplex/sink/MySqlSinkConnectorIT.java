// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad input is named by validate(), with the option and the remedy. */
class MySqlSinkConnectorIT {
    private static final String ALL = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES";
    private static MySqlServer server;

    private final Map<String, String> options = new HashMap<>();

    @BeforeAll
    static void startServer() {
        server = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void dropUser() {
        server.execute("DROP USER IF EXISTS writer", "DROP ROLE IF EXISTS writers", "DROP DATABASE IF EXISTS duplex");
    }

    private Map<String, String> optionsFor(MySqlServer target, String user, String password) {
        options.put("name", "orders-to-b");
        options.put("connector.class", MySqlSinkConnector.class.getName());
        options.put("topics", "shop.stream");
        options.put("database.hostname", target.host());
        options.put("database.port", String.valueOf(target.port()));
        options.put("database.user", user);
        options.put("database.password", password);
        options.put("site.id", "2");
        return options;
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (ConfigValue value : new MySqlSinkConnector().validate(options).configValues()) {
            value.errorMessages().forEach(message -> findings.add(value.name() + ": " + message));
        }
        return findings;
    }

    private void user(String... grants) {
        server.execute("CREATE USER writer IDENTIFIED BY 'secret'");
        server.execute(grants);
        optionsFor(server, "writer", "secret");
    }

    @Test
    void aUserWithoutAnyAdministrativePrivilegeIsEnough() {
        user("GRANT " + ALL + " ON *.* TO writer");

        assertThat(findings()).isEmpty();
    }

    @Test
    void privilegesOnTheTargetDatabasesOnlyAreEnough() {
        server.execute("CREATE DATABASE duplex");
        user("GRANT " + ALL + " ON `shop`.* TO writer", "GRANT ALL PRIVILEGES ON `duplex`.* TO writer");

        assertThat(findings()).isEmpty();
    }

    @Test
    void triggersOfReplicatedTablesAreNamedAndRefusedIfAskedTo() {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS guarded",
                "CREATE TABLE guarded.t (id INT PRIMARY KEY)",
                "CREATE TABLE guarded.other (id INT PRIMARY KEY)",
                "CREATE TRIGGER guarded.twice BEFORE INSERT ON guarded.t FOR EACH ROW SET NEW.id = NEW.id + 1",
                "CREATE TRIGGER guarded.aside BEFORE INSERT ON guarded.other FOR EACH ROW SET NEW.id = NEW.id + 1");
        user("GRANT " + ALL + ", TRIGGER ON *.* TO writer");
        options.put("table.exclude.list", "guarded.other");

        assertThat(findings()).isEmpty();
        options.put("target.triggers", "refuse");
        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("target.triggers: Trigger guarded.twice of table guarded.t")
                .contains("USER() NOT LIKE 'writer@%'");
        server.execute("DROP DATABASE guarded");
    }

    @Test
    void triggersAreChosenByTheNamesThatTablesHaveOnTheTarget() {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS guarded",
                "CREATE TABLE guarded.bills (id INT PRIMARY KEY)",
                "CREATE TABLE guarded.own (id INT PRIMARY KEY)",
                "CREATE TRIGGER guarded.twice BEFORE INSERT ON guarded.bills FOR EACH ROW SET NEW.id = NEW.id + 1",
                "CREATE TRIGGER guarded.aside BEFORE INSERT ON guarded.own FOR EACH ROW SET NEW.id = NEW.id + 1");
        user("GRANT " + ALL + ", TRIGGER ON *.* TO writer");
        options.put("table.mapping", "src.orders:guarded.bills");
        options.put("table.include.list", "src[.]orders");
        options.put("target.triggers", "refuse");

        assertThat(findings()).singleElement().asString().contains("Trigger guarded.twice of table guarded.bills");
        options.put("table.include.list", "src[.]other");
        assertThat(findings()).isEmpty();
        server.execute("DROP DATABASE guarded");
    }

    @Test
    void privilegesAreAskedForTheDatabasesThatAreWritten() {
        user("GRANT " + ALL + " ON src.* TO writer", "GRANT ALL PRIVILEGES ON duplex.* TO writer");
        options.put("table.mapping", "src.orders:archive.bills");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("database.user: User 'writer' lacks the privileges SELECT, INSERT")
                .contains("ON `archive`.* TO 'writer'@'<host>'");
        server.execute("GRANT " + ALL + " ON archive.* TO writer");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aFilterThatItsTableCannotHaveIsNamed() {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS chosen",
                "CREATE TABLE chosen.Item (id INT PRIMARY KEY, a INT, note VARCHAR(9))");
        user("GRANT " + ALL + " ON *.* TO writer");
        options.put("row.filter.chosen.Item", "amount < 5");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("row.filter.chosen.Item: row.filter.chosen.Item cannot be evaluated for table chosen.Item")
                .contains("amount", "Change the option, which is amount < 5.");
        options.put("row.filter.chosen.Item", "note REGEXP '^[a-m]'");
        assertThat(findings()).singleElement().asString().contains("CREATE TEMPORARY TABLES");
        options.put("row.filter.chosen.Item", "a < 5");
        options.put("row.filter.missing.table", "a < 5");
        assertThat(findings()).isEmpty();
        server.execute("DROP DATABASE chosen");
    }

    @Test
    void privilegesOfARoleCount() {
        user(
                "CREATE ROLE writers",
                "GRANT " + ALL + " ON *.* TO writers",
                "GRANT writers TO writer",
                "SET DEFAULT ROLE writers TO writer");

        assertThat(findings()).isEmpty();
    }

    @Test
    void theGrantForGtidModeIsNamed() {
        user("GRANT " + ALL + " ON *.* TO writer");
        options.put("origin.mark.mode", "gtid");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("origin.mark.mode: User 'writer' may not set GTID_NEXT")
                .contains("GRANT REPLICATION_APPLIER ON *.* TO 'writer'@'<host>'");
        server.execute("GRANT REPLICATION_APPLIER ON *.* TO writer");
        assertThat(findings()).isEmpty();
    }

    @Test
    void groupsContradictGtidMode() {
        user("GRANT " + ALL + ", REPLICATION_APPLIER ON *.* TO writer");
        options.put("origin.mark.mode", "gtid");
        options.put("apply.group.max.transactions", "100");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("apply.group.max.transactions: ")
                .contains("contradicts origin.mark.mode=gtid");
    }

    @Test
    void gtidModeIsRefusedWhereTheServerHasNone() {
        try (MySqlServer bare = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")
                .start()) {
            optionsFor(bare, bare.user(), bare.password()).remove("site.id");
            options.put("origin.mark.mode", "gtid");

            assertThat(findings())
                    .singleElement()
                    .asString()
                    .startsWith("origin.mark.mode: Server " + bare.host() + ":" + bare.port() + " has gtid_mode=OFF");
        }
    }

    @Test
    void aWrongPasswordIsNamed() {
        user("GRANT " + ALL + " ON *.* TO writer");
        options.put("database.password", "guessed");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("database.password: ")
                .contains("refuses user 'writer'")
                .contains("Correct database.user or database.password.")
                .doesNotContain("guessed");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        optionsFor(server, "writer", "secret");
        options.put("database.port", "1");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("database.hostname: Server " + server.host() + ":1 cannot be used")
                .contains("Check database.hostname, database.port and database.ssl.mode.");
    }

    @Test
    void missingPrivilegesAreNamedWithTheGrant() {
        user("GRANT SELECT, INSERT, UPDATE, CREATE ON *.* TO writer", "GRANT DELETE ON duplex.* TO writer");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("database.user: User 'writer' lacks the privileges DELETE, ALTER, DROP, INDEX, REFERENCES")
                .contains("GRANT DELETE, ALTER, DROP, INDEX, REFERENCES ON *.* TO 'writer'@'<host>'");
    }

    @Test
    void missingPrivilegesOnATargetDatabaseAreNamed() {
        user("GRANT SELECT ON shop.* TO writer", "GRANT ALL PRIVILEGES ON duplex.* TO writer");

        assertThat(findings())
                .singleElement()
                .asString()
                .contains("GRANT INSERT")
                .contains("ON `shop`.* TO");
    }

    @Test
    void aMetadataDatabaseThatCannotBeMadeIsNamedWithItsStatements() {
        user("GRANT " + ALL + " ON shop.* TO writer");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("metadata.database: User 'writer' lacks the privileges")
                .contains("CREATE DATABASE IF NOT EXISTS `duplex`")
                .contains("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON `duplex`.* TO 'writer'@'<host>'");
    }

    @Test
    void anotherSitesServerIsNamed() {
        server.execute(
                "CREATE DATABASE duplex",
                "CREATE TABLE duplex.site(site_id INT PRIMARY KEY, is_local BOOLEAN)",
                "INSERT INTO duplex.site VALUES (7, TRUE), (9, FALSE)");
        user("GRANT " + ALL + " ON *.* TO writer");

        assertThat(findings())
                .singleElement()
                .asString()
                .startsWith("site.id: ")
                .contains("is known as site 7")
                .contains("Set site.id=7");
    }

    @Test
    void aServerWithoutGtidIsRefusedWhenItIsReplicatedFrom() {
        try (MySqlServer other = MySqlServer.builder(MySqlVersion.V5_7)
                .option("--gtid-mode=OFF")
                .option("--enforce-gtid-consistency=OFF")
                .start()) {
            optionsFor(other, other.user(), other.password());

            assertThat(findings())
                    .singleElement()
                    .asString()
                    .startsWith("site.id: ")
                    .contains("gtid_mode=OFF")
                    .contains("enforce_gtid_consistency=ON and gtid_mode=ON, or remove site.id.");
            options.remove("site.id");
            assertThat(findings()).isEmpty();
        }
    }

    @Test
    void aServerWithoutBinlogIsRefusedWhenItIsReplicatedFrom() {
        try (MySqlServer other = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--skip-log-bin")
                .option("--gtid-mode=OFF")
                .option("--enforce-gtid-consistency=OFF")
                .start()) {
            optionsFor(other, other.user(), other.password());

            assertThat(findings()).anySatisfy(finding -> assertThat(finding).contains("log_bin=OFF"));
        }
    }

    @Test
    void aServerThatCannotBeWrittenIsRefused() {
        user("GRANT " + ALL + " ON *.* TO writer");
        server.execute("SET GLOBAL super_read_only=ON");
        try {
            assertThat(findings())
                    .singleElement()
                    .asString()
                    .startsWith("database.hostname: ")
                    .contains("super_read_only=ON");
        } finally {
            server.execute("SET GLOBAL super_read_only=OFF", "SET GLOBAL read_only=OFF");
        }
    }

    @Test
    void unknownOptionsAndContradictionsAreNamedBeforeTheServerIsAsked() {
        optionsFor(server, "nobody", "nothing");
        options.put("databse.port", "1");
        options.put("table.include.list", "a.*");
        options.put("table.exclude.list", "b.*");

        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "databse.port: Option databse.port is not known. The nearest known option is database.port; "
                                + "correct the name or remove the option.",
                        "table.exclude.list: Only one of table.include.list and table.exclude.list may be given; "
                                + "remove one.");
    }
}
