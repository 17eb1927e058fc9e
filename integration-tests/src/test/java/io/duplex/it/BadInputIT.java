// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** BadInputNamed, over Connect's REST interface: each mistake is refused with its option or variable and the remedy. */
class BadInputIT {
    private static Site site;
    private static Replication replication;

    @BeforeAll
    static void start() {
        site = Site.start(1, MySqlVersion.V8_0);
        replication = Replication.shared();
    }

    @AfterAll
    static void stop() {
        replication.close();
        site.close();
    }

    private static Map<String, List<String>> validateSource(Site at, Map<String, String> changes) {
        Map<String, String> config = Connectors.source(at, replication.broker().bootstrapServers());
        config.put("name", "bad-source");
        config.putAll(changes);
        return replication.rest().validate(config);
    }

    private static Map<String, List<String>> validateSink(Site at, Map<String, String> changes) {
        Map<String, String> config = Connectors.sink(at, at);
        config.put("name", "bad-sink");
        config.put("site.id", "2");
        config.putAll(changes);
        return replication.rest().validate(config);
    }

    private static String messages(Map<String, List<String>> errors, String option) {
        assertThat(errors).containsKey(option);
        return String.join("\n", errors.get(option));
    }

    @Test
    void aGoodConfigurationHasNoErrors() {
        assertThat(validateSource(site, Map.of())).isEmpty();
        assertThat(validateSink(site, Map.of())).isEmpty();
    }

    @Test
    void aWrongPasswordIsNamedAndNotShown() {
        String secret = "wr0ng-s3cret";
        String source = messages(validateSource(site, Map.of("database.password", secret)), "database.password");
        String sink = messages(validateSink(site, Map.of("database.password", secret)), "database.password");

        assertThat(source).contains("Access denied").doesNotContain(secret);
        assertThat(sink).contains("Access denied").doesNotContain(secret);
    }

    @Test
    void anUnknownOptionIsNamedWithTheNearestKnownOne() {
        assertThat(messages(validateSource(site, Map.of("topic.layuot", "stream")), "topic.layuot"))
                .contains("topic.layout");
        assertThat(messages(validateSink(site, Map.of("chanel.name", "x")), "chanel.name"))
                .contains("channel.name");
    }

    @Test
    void wrongServerVariablesAreNamedWithTheStatementThatFixesThem() {
        refused("log_bin", "--skip-log-bin", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
        refused("binlog_format", "--binlog-format=MIXED");
        refused("binlog_row_image", "--binlog-row-image=MINIMAL");
        refused("gtid_mode", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
    }

    private static void refused(String variable, String... options) {
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .serverId(9)
                .option(options)
                .start()) {
            server.execute(
                    "CREATE USER '" + Site.USER + "'@'%' IDENTIFIED BY '" + Site.PASSWORD + "'",
                    "GRANT " + Site.SOURCE_GRANTS + " ON *.* TO '" + Site.USER + "'@'%'");
            Map<String, List<String>> errors = validateSource(new Site(9, "bad", server), Map.of());

            assertThat(errors).as(variable).isNotEmpty();
            assertThat(errors.toString()).as(variable).contains(variable);
        }
    }

    @Test
    void aMissingGrantIsNamedWithTheStatementThatGivesIt() {
        site.server().execute("CREATE USER poor@'%' IDENTIFIED BY 'poor'", "GRANT SELECT ON *.* TO poor@'%'");
        Map<String, String> poor = Map.of("database.user", "poor", "database.password", "poor");

        assertThat(messages(validateSource(site, poor), "database.user"))
                .contains("GRANT", "REPLICATION SLAVE", "REPLICATION CLIENT");
        assertThat(messages(validateSink(site, poor), "database.user")).contains("GRANT", "INSERT");
    }

    @Test
    void aMetadataDatabaseThatCannotBeCreatedIsNamedWithTheStatements() {
        site.server()
                .execute(
                        "CREATE DATABASE IF NOT EXISTS app",
                        "CREATE USER local@'%' IDENTIFIED BY 'local'",
                        "GRANT " + Site.SINK_GRANTS + " ON app.* TO local@'%'");

        assertThat(messages(
                        validateSink(
                                site,
                                Map.of(
                                        "database.user",
                                        "local",
                                        "database.password",
                                        "local",
                                        "metadata.database",
                                        "meta")),
                        "metadata.database"))
                .contains("meta", "CREATE DATABASE", "GRANT");
    }

    @Test
    void aServerThatBelongsToAnotherSiteIsRefused() {
        try (Site one = Site.start(1, MySqlVersion.V8_0);
                Site two = Site.start(2, MySqlVersion.V8_0);
                Replication pair = Replication.shared()) {
            one.server().execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
            pair.source(one, Map.of());
            pair.sink(one, two, Map.of());
            Eventually.holds(
                    "site 2 is known on its server",
                    Duration.ofSeconds(60),
                    () -> two.server().number("SELECT COUNT(*) FROM duplex.site") == 1);

            assertThat(messages(validateSource(two, Map.of("site.id", "1")), "site.id"))
                    .contains("1", "2");
        }
    }

    @Test
    void twoSitesWithTheSameIdStopTheSink() {
        try (Site one = Site.start(1, MySqlVersion.V8_0);
                Site other = Site.start(1, MySqlVersion.V8_0);
                Replication pair = Replication.shared()) {
            one.server().execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
            pair.source(one, Map.of());
            String name = pair.begin(one, other, Map.of());
            one.server().execute("INSERT INTO app.t VALUES (1)");

            assertThat(pair.rest().awaitFailed(name, Duration.ofSeconds(60))).contains("site.id=1");
        }
    }

    @Test
    void purgedTransactionsStopTheSourceAndAreNamed() {
        try (Site gone = Site.start(1, MySqlVersion.V8_0);
                Replication late = Replication.shared()) {
            gone.server()
                    .execute(
                            "CREATE DATABASE app",
                            "FLUSH BINARY LOGS",
                            "CREATE TABLE app.t (id INT PRIMARY KEY)",
                            "FLUSH BINARY LOGS");
            String last = gone.server().value("SELECT @@global.log_bin_basename") + ".000003";
            gone.server().execute("PURGE BINARY LOGS TO '" + last.substring(last.lastIndexOf('/') + 1) + "'");
            String name = late.begin(
                    gone,
                    Map.of(
                            "snapshot.mode",
                            "no_data",
                            "start.gtid.set",
                            gone.server().serverUuid() + ":1"));

            assertThat(late.rest().awaitFailed(name, Duration.ofSeconds(60)))
                    .contains("purged", gone.server().serverUuid(), "snapshot.mode");
        }
    }
}
