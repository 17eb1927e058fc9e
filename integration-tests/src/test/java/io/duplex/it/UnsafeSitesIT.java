// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a source tells of its server is compared at the other end, and checks name what is unsafe and how to set it. */
class UnsafeSitesIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String RISKS = "site.risks.accept";

    private static Site one;
    private static Site two;
    private static Replication replication;

    /** Two servers that nobody has set up for each other. */
    @BeforeAll
    static void start() {
        String[] alike = {"--server-id=5", "--auto-increment-increment=1", "--auto-increment-offset=1"};
        one = Site.start(1, MySqlVersion.V5_7, alike);
        two = Site.start(2, MySqlVersion.V5_7, alike[0], alike[1], alike[2], "--lower-case-table-names=1");
        replication = Replication.shared();
    }

    @AfterAll
    static void stop() {
        replication.close();
        one.close();
        two.close();
    }

    private static List<String> errors(Map<String, String> config, Map<String, String> more) {
        config.put("name", "checked");
        config.putAll(more);
        Map<String, List<String>> errors = replication.rest().validate(config);
        assertThat(errors.keySet()).isSubsetOf(Set.of(RISKS));
        return errors.getOrDefault(RISKS, List.of());
    }

    private static List<String> source(Site site, Map<String, String> more) {
        return errors(Connectors.source(site, replication.broker().bootstrapServers()), more);
    }

    private static List<String> sink(Site from, Site to, Map<String, String> more) {
        return errors(Connectors.sink(from, to), more);
    }

    @Test
    void whatIsUnsafeAboutThePairIsNamedAtBothConnectorsOfASite() {
        assertThat(source(two, Map.of())).isEmpty();
        replication.source(one, Map.of("snapshot.mode", "no_data"));
        replication.sink(one, two, Map.of());
        one.server().execute("CREATE DATABASE app");
        Eventually.holds("site 1 is known at site 2", LIMIT, () -> told() == 1);

        for (List<String> errors : List.of(source(two, Map.of()), sink(one, two, Map.of()))) {
            assertThat(errors).hasSize(3);
            assertThat(errors.get(0))
                    .contains("at site 1: SET GLOBAL auto_increment_increment=2, GLOBAL auto_increment_offset=1")
                    .contains("at site 2: SET GLOBAL auto_increment_increment=2, GLOBAL auto_increment_offset=2");
            assertThat(errors.get(1)).contains("lower_case_table_names is 0 at site 1, 1 at site 2");
            assertThat(errors.get(2)).contains("server_id 5");
        }
        Map<String, String> accepted = Map.of(RISKS, "auto-increment, table-names, server-id");
        assertThat(source(two, accepted)).isEmpty();
        assertThat(sink(one, two, accepted)).isEmpty();
        assertThat(log()).contains("Two-way replication is not safe", "auto_increment_increment=1");

        one.server().execute("SET GLOBAL auto_increment_increment=2, GLOBAL auto_increment_offset=1");
        two.server().execute("SET GLOBAL auto_increment_increment=2, GLOBAL auto_increment_offset=2");
        replication.rest().restart(Connectors.sourceName(one));
        replication.rest().awaitRunning(Connectors.sourceName(one), LIMIT);
        one.server().execute("CREATE TABLE app.t (id INT AUTO_INCREMENT PRIMARY KEY)");
        // the task before may have read a row yet: what the new one is told with its first transaction needs one
        Eventually.passes("what site 1 is set to now is known", LIMIT, () -> {
            one.server().execute("INSERT INTO app.t VALUES ()");
            assertThat(source(two, Map.of())).hasSize(2);
        });
    }

    private static long told() {
        String table = "TABLE_SCHEMA = 'duplex' AND TABLE_NAME = 'site_settings'";
        return two.server().number("SELECT COUNT(*) FROM information_schema.TABLES WHERE " + table) == 0
                ? 0
                : two.server().number("SELECT COUNT(*) FROM duplex.site_settings WHERE site_id = 1");
    }

    private static String log() {
        try {
            return Files.readString(replication.cluster().worker(0).log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSinkThatWritesToTheServerOfItsSourceStops() {
        try (Site site = Site.start(3, MySqlVersion.V8_0);
                Replication own = Replication.shared()) {
            Site itself = new Site(4, site.name() + "-again", site.server());
            own.begin(site, Map.of("snapshot.mode", "no_data"));
            own.rest().awaitRunning(Connectors.sourceName(site), LIMIT);
            String sink = own.begin(site, itself, Map.of());
            site.server().execute("CREATE DATABASE app");

            assertThat(own.rest().awaitFailed(sink, LIMIT))
                    .contains("site 4 and site 3 have the same server_uuid", "auto.cnf");
        }
    }

    @Test
    void aReplicaThatDoesNotLogWhatItReplicatesIsNoSource() {
        try (Site site = Site.start(6, MySqlVersion.V8_0, "--log-replica-updates=OFF")) {
            Map<String, String> config =
                    Connectors.source(site, replication.broker().bootstrapServers());
            config.put("name", "checked");
            assertThat(replication.rest().validate(config)).isEmpty();
            site.server()
                    .execute("CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT="
                            + one.server().port() + ", SOURCE_USER='root', SOURCE_AUTO_POSITION=1");

            Map<String, List<String>> errors = replication.rest().validate(config);
            assertThat(errors).containsOnlyKeys("database.hostname");
            assertThat(errors.toString()).contains("log_replica_updates=OFF", "log_replica_updates=ON");
        }
    }

    @Test
    void aFilterThatHidesTheMarksIsNamedByTheSourceToo() {
        try (Site site = Site.start(7, MySqlVersion.V8_0, "--binlog-ignore-db=duplex")) {
            Map<String, String> config =
                    Connectors.source(site, replication.broker().bootstrapServers());
            config.put("name", "checked");

            Map<String, List<String>> errors = replication.rest().validate(config);
            assertThat(errors).containsOnlyKeys("metadata.database");
            assertThat(errors.toString()).contains("binlog-ignore-db=duplex");
        }
    }
}
