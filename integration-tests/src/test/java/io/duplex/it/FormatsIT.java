// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.guarantee.ValuesExact;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How records are written and how their topics are named, as far as the sink must know it. */
class FormatsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    private static void createTables(MySqlServer server) {
        server.execute(
                "CREATE DATABASE app",
                "CREATE TABLE app.kinds (id INT PRIMARY KEY, d DECIMAL(30,10), t DATETIME(6), s TIMESTAMP(3) NULL,"
                        + " u TIME(6), y YEAR, e ENUM('a','ö'), m SET('x','y'), b BIT(10), v VARBINARY(9),"
                        + " w BIGINT UNSIGNED, j JSON, p POINT, c VARCHAR(20) CHARACTER SET latin1, f FLOAT, o DOUBLE)",
                "CREATE TABLE app.parent (id INT PRIMARY KEY, v VARCHAR(20))",
                "CREATE TABLE app.child (id INT PRIMARY KEY, parent INT,"
                        + " FOREIGN KEY (parent) REFERENCES app.parent (id) ON DELETE CASCADE)");
        kinds(server, 1);
    }

    private static void kinds(MySqlServer server, int id) {
        server.execute(
                "INSERT INTO app.kinds VALUES (" + id
                        + ", -12345678901234567890.0123456789, '2026-01-02 03:04:05.678901',"
                        + " '2026-01-02 03:04:05.678', '-12:34:56.000001', 1999, 'ö', 'x,y', b'1000000011', x'00FF00',"
                        + " 18446744073709551615, '{\"a\": [1, 2.50, \"ö\"]}', ST_GeomFromText('POINT(1 2)'), 'é',"
                        + " 1.1, 2.5e300)",
                "INSERT INTO app.kinds (id) VALUES (" + (id + 1) + ")");
    }

    private static void change(MySqlServer server) {
        kinds(server, 100);
        server.transaction(
                "INSERT INTO app.parent VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')",
                "INSERT INTO app.child VALUES (10, 1), (20, 2), (21, 2), (30, 3)",
                "UPDATE app.kinds SET d = 0.5, v = NULL WHERE id = 1",
                "UPDATE app.kinds SET id = 7 WHERE id = 2",
                "DELETE FROM app.parent WHERE id = 2");
        server.execute("ALTER TABLE app.parent ADD COLUMN n INT", "INSERT INTO app.parent VALUES (5, 'e', 5)");
    }

    private static void replicate(Site source, Site target, Map<String, String> sourceMore, Map<String, String> more) {
        try (Replication replication = Replication.shared()) {
            createTables(source.server());
            replication.source(source, tables(sourceMore));
            Map<String, String> sink = new LinkedHashMap<>(more);
            sink.put("topics", "");
            sink.put("topics.regex", source.name() + "([-.].+)?");
            sink.put("consumer.override.metadata.max.age.ms", "1000");
            replication.sink(source, target, sink);
            SidesConverge same = new SidesConverge(LIMIT, source.server(), target.server());
            same.verify();
            change(source.server());
            same.verify();
            new ValuesExact(source.server(), target.server(), "app", "kinds").verify();
        }
    }

    private static Map<String, String> tables(Map<String, String> more) {
        Map<String, String> config = new LinkedHashMap<>(Map.of(
                "topic.layout",
                "table",
                "provide.transaction.metadata",
                "true",
                "skipped.operations",
                "none",
                "topic.creation.default.partitions",
                "3"));
        config.putAll(more);
        return config;
    }

    @Test
    void avroTopicsOfSeveralPartitionsGiveExactValues() throws IOException {
        try (ApicurioRegistry registry = ApicurioRegistry.start();
                Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0)) {
            Map<String, String> avro = new LinkedHashMap<>();
            for (String converter : List.of("key.converter", "value.converter")) {
                avro.put(converter, "io.duplex.converters.avro.AvroConverter");
                avro.put(converter + ".schema.registry.url", registry.url());
            }
            Map<String, String> more = new LinkedHashMap<>(avro);
            more.put("schema.history.internal.kafka.topic", "history-" + source.name());
            // The prefix has a hyphen, which Avro's names may not have.
            more.put("schema.name.adjustment.mode", "avro");
            replicate(source, target, more, avro);
        }
    }

    @Test
    void topicsMayBeNamedOtherwiseWhenTheSinkIsTold() {
        try (Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0)) {
            Map<String, String> names = Map.of("topic.delimiter", "-", "topic.transaction", "begin.and.end");
            Map<String, String> more = new LinkedHashMap<>(names);
            more.put("schema.history.internal.kafka.topic", "history-" + source.name());
            replicate(source, target, more, names);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "table"})
    void jsonWithoutSchemasIsRefusedWithTheOption(String layout) {
        try (Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0);
                ConnectCluster cluster = Replication.cluster(Replication.sharedBroker())
                        .workers(1)
                        .setting("key.converter.schemas.enable", "false")
                        .setting("value.converter.schemas.enable", "false")
                        .start();
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            createTables(source.server());
            Map<String, String> more = layout.equals("table") ? tables(Map.of()) : Map.of("topic.layout", layout);
            replication.source(source, more);
            Map<String, String> topics = Map.of("topics", source.stream() + "," + source.name() + ".app.kinds");

            String sink = replication.begin(source, target, topics);

            assertThat(cluster.rest().awaitFailed(sink, LIMIT))
                    .contains("has no schema")
                    .contains("value.converter.schemas.enable=true");
            Map<String, String> named = Connectors.sink(source, target);
            named.put("name", "named");
            named.put("value.converter", JSON);
            named.put("value.converter.schemas.enable", "false");
            assertThat(cluster.rest().validate(named))
                    .containsOnlyKeys("value.converter.schemas.enable")
                    .hasToString(
                            "{value.converter.schemas.enable=[JSON without schemas does not tell digits of DECIMAL,"
                                    + " units of DATETIME and bytes from texts, so rows could not be written exactly. Set"
                                    + " value.converter.schemas.enable=true at the source and here, or use Avro on both sides.]}");
            assertThat(target.server()
                            .number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'"))
                    .isZero();
        }
    }
}
