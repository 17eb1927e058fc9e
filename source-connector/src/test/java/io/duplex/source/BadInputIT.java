// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is refused with the option's name and the remedy. */
final class BadInputIT {
    private static MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);

    @TempDir
    Path directory;

    @BeforeAll
    static void createTable() {
        server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void aRightConfigurationPasses() {
        assertThat(errors(server, Map.of())).isEmpty();
    }

    @Test
    void aWrongPasswordIsNamedAndNotShown() {
        server.execute("CREATE USER guarded IDENTIFIED BY 'right'");

        Map<String, List<String>> errors =
                errors(server, Map.of("database.user", "guarded", "database.password", "wr0ng"));

        assertThat(errors).containsOnlyKeys("database.password");
        assertThat(errors.toString()).contains("guarded").doesNotContain("wr0ng");
    }

    @Test
    void aMissingHostIsNamed() {
        assertThat(errors(server, Map.of("database.port", "1")))
                .hasEntrySatisfying(
                        "database.hostname",
                        messages -> assertThat(messages.toString()).contains("127.0.0.1:1", "database.port"));
    }

    @Test
    void missingGrantsAreNamedWithTheStatementThatGivesThem() {
        server.execute("CREATE USER weak IDENTIFIED BY 'pw'");

        assertThat(errors(server, Map.of("database.user", "weak", "database.password", "pw"))
                        .toString())
                .contains("GRANT REPLICATION SLAVE ON *.* TO 'weak'", "REPLICATION CLIENT", "SELECT", "RELOAD");
    }

    @Test
    void unknownAndContradictingOptionsAreNamed() {
        assertThat(errors(server, Map.of("snapshot.moed", "initial")).get("snapshot.moed"))
                .singleElement()
                .asString()
                .contains("snapshot.mode");
        assertThat(errors(server, Map.of("snapshot.mode", "sometimes"))).containsOnlyKeys("snapshot.mode");
        assertThat(errors(server, Map.of("table.include.list", "app.(t"))).containsOnlyKeys("table.include.list");
        assertThat(errors(server, Map.of("table.include.list", "app.t", "table.exclude.list", "app.u")))
                .containsOnlyKeys("table.exclude.list");
        assertThat(errors(server, Map.of("topic.prefix", "a b"))).containsOnlyKeys("topic.prefix");
        assertThat(errors(server, Map.of("start.gtid.set", "x:1"))).containsOnlyKeys("start.gtid.set");
    }

    @Test
    void debeziumsOtherOptionsAreNoError() {
        assertThat(errors(
                        server,
                        Map.of(
                                "signal.data.collection", "app.signals",
                                "snapshot.max.threads", "4",
                                "snapshot.max.threads.multiplier.app.t", "3",
                                "internal.log.position.check.enable", "false")))
                .isEmpty();
        assertThat(errors(server, Map.of("snapshot.max.threads.multiplier.app.t", "many")))
                .containsOnlyKeys("snapshot.max.threads.multiplier");
    }

    @Test
    void debeziumsValuesAreRefusedWhereSinksNeedExactOnes() {
        assertThat(errors(server, Map.of("topic.layout", "stream", "value.fidelity", "debezium"))
                        .get("value.fidelity"))
                .singleElement()
                .asString()
                .contains("topic.layout");
        assertThat(tableErrors(Map.of("value.fidelity", "debezium"))).isEmpty();
    }

    @Test
    void namesOfTheServersDatabasesAndTablesAreRecommended() {
        server.execute(
                "CREATE DATABASE IF NOT EXISTS named", "CREATE TABLE IF NOT EXISTS named.one (id INT PRIMARY KEY)");

        Map<String, List<Object>> recommended = new HashMap<>();
        new MySqlSourceConnector()
                .validate(TestConfigs.source(server, "table", directory))
                .configValues()
                .forEach(value -> recommended.put(value.name(), value.recommendedValues()));

        assertThat(recommended.get("database.include.list")).contains("named").doesNotContain("mysql");
        for (String option :
                List.of("table.exclude.list", "snapshot.include.collection.list", "signal.data.collection")) {
            assertThat(recommended.get(option)).as(option).contains("named.one");
        }
    }

    @Test
    void optionsThatHideValuesPassWhenTheyHideThem() {
        assertThat(tableErrors(Map.of(
                        "column.exclude.list", "app.t.v",
                        "column.mask.with.5.chars", "app.t.w",
                        "column.mask.hash.v2.SHA-256.with.salt.x.y", "app.t.x",
                        "column.truncate.to.3.chars", "app.t.y",
                        "message.key.columns", "app.(t):id",
                        "converters", "zero, one",
                        "zero.type", "io.debezium.connector.binlog.converters.ZeroDateFallbackConverter",
                        "zero.column.app.t.d.fallback", "1970-01-01",
                        "one.type", "io.debezium.connector.mysql.converters.TinyIntOneToBooleanConverter")))
                .isEmpty();
    }

    @Test
    void optionsThatWouldHideNothingAreRefused() {
        assertNamed("column.mask.with.five.chars", "app.t.v", "column.mask.with.<number>.chars");
        assertNamed("column.mask.with.99999999999.chars", "app.t.v", "too large");
        assertNamed("column.truncate.to.-1.chars", "app.t.v", "column.truncate.to.<number>.chars");
        assertNamed("column.mask.hash.SHA-257.with.salt.x", "app.t.v", "SHA-256");
        assertNamed("column.mask.with.5.chars", "app.(t", "no regular expression");
        assertNamed("column.exclude.list", "app.(t", "no regular expression");
        assertNamed("datatype.propagate.source.type", "app.(t", "no regular expression");
        assertNamed("message.key.columns", "app.t", "database.table:column,column");
        assertNamed("message.key.columns", "app.t:nothing", "'app.t:nothing'");
        assertNamed("message.key.columns", "app.none:id", "'app.none:id'");
        assertNamed("event.converting.failure.handling.mode", "ignore", "warn");
        assertThat(tableErrors(Map.of("column.exclude.list", "app.t.v", "column.include.list", "app.t.id")))
                .containsOnlyKeys("column.exclude.list");
    }

    @Test
    void convertersThatAreNoneAreRefused() {
        assertThat(tableErrors(Map.of("converters", "mine"))).containsOnlyKeys("mine.type");
        assertThat(tableErrors(Map.of("converters", "mine", "mine.type", "java.lang.String"))
                        .get("mine.type"))
                .singleElement()
                .asString()
                .contains("CustomConverter", "mine.type");
        assertThat(tableErrors(Map.of("converters", "mine", "mine.type", "org.example.Missing"))
                        .get("mine.type"))
                .singleElement()
                .asString()
                .contains("org.example.Missing", "plugin.path");
        assertThat(tableErrors(Map.of(
                                "converters",
                                "zero",
                                "zero.type",
                                "io.debezium.connector.binlog.converters.ZeroDateFallbackConverter",
                                "zero.fallback.date",
                                "never"))
                        .get("zero.type"))
                .singleElement()
                .asString()
                .contains("fallback.date", "1970-01-01");
    }

    @Test
    void aStreamForSinksHasWholeRows() {
        for (String option : List.of("column.exclude.list", "column.include.list", "column.mask.with.5.chars")) {
            assertThat(errors(server, Map.of("topic.layout", "stream", option, "app.t.v"))
                            .get(option))
                    .singleElement()
                    .asString()
                    .contains("topic.layout=stream", option);
        }
        assertThat(errors(server, Map.of("topic.layout", "stream", "skip.messages.without.change", "true")))
                .isEmpty();
    }

    private Map<String, List<String>> tableErrors(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("topic.layout", "table");
        return errors(server, all);
    }

    private void assertNamed(String option, String value, String remedy) {
        assertThat(tableErrors(Map.of(option, value)))
                .containsOnlyKeys(option)
                .hasEntrySatisfying(
                        option,
                        messages ->
                                assertThat(messages).singleElement().asString().contains(option, remedy));
    }

    @Test
    void serversThatDoNotLogWhatIsNeededAreRefused() {
        assertRefused(List.of("--skip-log-bin"), "log_bin");
        assertRefused(List.of("--binlog-format=MIXED"), "SET GLOBAL binlog_format=ROW");
        assertRefused(List.of("--binlog-row-image=MINIMAL"), "SET GLOBAL binlog_row_image=FULL");
        assertRefused(List.of("--gtid-mode=OFF"), "SET GLOBAL gtid_mode=ON");
    }

    private void assertRefused(List<String> options, String remedy) {
        var builder = MySqlServer.builder(MySqlVersion.V8_0);
        options.forEach(builder::option);
        try (MySqlServer wrong = builder.start()) {
            assertThat(String.valueOf(errors(wrong, Map.of()).get("database.hostname")))
                    .as("server started with " + options)
                    .contains(remedy, String.valueOf(wrong.port()));
        }
    }

    @Test
    void aSiteOtherThanTheServersIsRefused() {
        MetadataTables metadata = new MetadataTables("elsewhere");
        server.execute(metadata.createDatabase());
        server.execute(metadata.createTables().toArray(String[]::new));
        server.execute("INSERT INTO elsewhere.site (site_id, is_local) VALUES (3, TRUE), (4, FALSE)");
        Map<String, String> site4 = Map.of("metadata.database", "elsewhere", "site.id", "4");

        assertThat(errors(server, site4))
                .hasEntrySatisfying(
                        "site.id", messages -> assertThat(messages.toString()).contains("site 3", "site.id=3"));
        assertThat(errors(server, Map.of("metadata.database", "elsewhere", "site.id", "3")))
                .isEmpty();
    }

    @Test
    void aTaskWhoseTransactionsArePurgedStopsNamingThemOrTakesANewSnapshot() {
        try (MySqlServer purging = MySqlServer.start(MySqlVersion.V8_0)) {
            purging.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
            Map<String, String> config = TestConfigs.source(purging, "stream", directory);
            Map<String, ?> offset = lastOffset(config);
            purging.execute(
                    "INSERT INTO app.t VALUES (1)",
                    "FLUSH BINARY LOGS",
                    "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 HOUR");

            assertThatThrownBy(() -> RunningSource.startFrom(config, offset).close())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("source-a")
                    .hasMessageContaining(purging.serverUuid() + ":3")
                    .hasMessageContaining("snapshot.mode=when_needed");
            config.put("snapshot.mode", "when_needed");
            try (RunningSource source = RunningSource.startFrom(config, offset)) {
                source.until("a new copy", record -> RunningSource.isRow(record, "r", 1));
            }
        }
    }

    @Test
    void offsetsThatNoTaskCouldStartFromAreRefused() {
        MySqlSourceConnector connector = new MySqlSourceConnector();
        Map<String, String> config = TestConfigs.source(server, "stream", directory);
        Map<String, ?> ours = Map.of("server", "a");
        String missing = "11111111-2222-3333-4444-555555555555:7";

        assertThat(connector.alterOffsets(config, Map.of(ours, Map.of("gtids", server.gtidExecuted()))))
                .isTrue();
        Map<Map<String, ?>, Map<String, ?>> reset = new HashMap<>();
        reset.put(ours, null);
        reset.put(Map.of("server", "an older prefix"), null);
        assertThat(connector.alterOffsets(config, reset)).isTrue();
        assertRefused(config, Map.of("server", "b"), Map.of("gtids", ""), "topic.prefix");
        assertRefused(config, ours, Map.of("gtids", "", "gtid", "x"), "'gtid'");
        assertRefused(config, ours, Map.of("gtids", "x:1"), "GTID set looks like");
        assertRefused(config, ours, Map.of("gtids", "", "pos", "four"), "pos");
        assertRefused(config, ours, Map.of("file", "binlog.000001", "pos", 4), "no 'gtids'");
        assertRefused(config, ours, Map.of("gtids", missing), "does not have the transactions " + missing);
    }

    private static void assertRefused(
            Map<String, String> config, Map<String, ?> partition, Map<String, ?> offset, String reason) {
        assertThatThrownBy(() -> new MySqlSourceConnector().alterOffsets(config, Map.of(partition, offset)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aSetOfGtidsAloneIsWhereATaskGoesOn() {
        try (MySqlServer own = MySqlServer.start(MySqlVersion.V8_0)) {
            own.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
            Map<String, String> config = TestConfigs.source(own, "stream", directory);
            lastOffset(config);
            own.execute("INSERT INTO app.t VALUES (1)");
            String set = own.gtidExecuted();
            own.execute("INSERT INTO app.t VALUES (2)");

            try (RunningSource source = RunningSource.startFrom(config, Map.of("gtids", set))) {
                assertThat(source.until("the second row", record -> RunningSource.isRow(record, "c", 2)))
                        .noneMatch(record -> RunningSource.isRow(record, "c", 1));
            }
        }
    }

    @Test
    void aLongSetOfPurgedTransactionsIsReadWhole() {
        StringBuilder purged = new StringBuilder("11111111-2222-3333-4444-555555555555");
        for (int number = 1; number < 2000; number += 2) {
            purged.append(':').append(number);
        }
        try (MySqlServer purging = MySqlServer.start(MySqlVersion.V8_0)) {
            purging.execute("RESET MASTER", "SET GLOBAL gtid_purged='" + purged + "'");
            Map<String, String> config = TestConfigs.source(purging, "stream", directory);
            config.put("start.gtid.set", "11111111-2222-3333-4444-555555555555:1-1997");

            assertThatThrownBy(() -> RunningSource.start(config).close())
                    .hasMessageContaining("transactions 11111111-2222-3333-4444-555555555555:1999,");
        }
    }

    private static Map<String, ?> lastOffset(Map<String, String> config) {
        try (RunningSource source = RunningSource.start(config)) {
            List<SourceRecord> copied = source.until("the copy", record -> RunningSource.isDdl(record, "CREATE TABLE"));
            return copied.get(copied.size() - 1).sourceOffset();
        }
    }

    private Map<String, List<String>> errors(MySqlServer of, Map<String, String> more) {
        Map<String, String> config = TestConfigs.source(of, "stream", directory);
        config.putAll(more);
        return new MySqlSourceConnector()
                .validate(config).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    }
}
