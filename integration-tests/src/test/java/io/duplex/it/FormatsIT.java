// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

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
import org.junit.jupiter.params.provider.MethodSource;

/** How records are written and how their topics are named, as far as the sink must know it. */
class FormatsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

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
    @MethodSource("io.duplex.it.EveryType#versions")
    void jsonWithoutSchemasGivesExactValuesOutOfAStream(MySqlVersion version) {
        Versions.assumeAvailable(version);
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            new EveryType(source, target, version).replicate(replication, Map.of(), Map.of());
        }
    }

    @ParameterizedTest
    @MethodSource("io.duplex.it.EveryType#versions")
    void jsonWithoutSchemasGivesExactValuesOutOfTopicsOfTables(MySqlVersion version) {
        Versions.assumeAvailable(version);
        Map<String, String> modes = Map.of(
                "decimal.handling.mode",
                "string",
                "time.precision.mode",
                "connect",
                "bigint.unsigned.handling.mode",
                "precise",
                "binary.handling.mode",
                "hex");
        try (Site source = Site.start(1, version);
                Site target = Site.start(2, version);
                Replication replication = Replication.shared()) {
            Map<String, String> sink = new LinkedHashMap<>();
            sink.put("topics", "");
            sink.put("topics.regex", source.name() + "(\\..+)?");
            sink.put("consumer.override.metadata.max.age.ms", "1000");
            Map<String, String> more = new LinkedHashMap<>(modes);
            more.put("schema.history.internal.kafka.topic", "history-" + source.name());

            new EveryType(source, target, version).replicate(replication, tables(more), sink);
        }
    }
}
