// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static io.duplex.it.ManyChannels.all;
import static io.duplex.it.ManyChannels.converter;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each line of the table in docs/converters.md: what works does so end to end, what cannot is refused and says why. */
class ConverterChoicesIT {
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final String COMPACT = "io.duplex.converters.compact.CompactConverter";
    private static final String AVRO = "io.duplex.converters.avro.AvroConverter";
    private static final String TEXT = "org.apache.kafka.connect.storage.StringConverter";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private static final Map<String, String> WITH_SCHEMAS = converter("value", JSON, "schemas.enable", "true");
    private static final Map<String, String> WITHOUT_SCHEMAS = converter("value", JSON, "schemas.enable", "false");
    private static final Map<String, String> IN_FEW_BYTES = converter("value", COMPACT);
    private static final Map<String, String> PLAIN_KEYS = converter("key", JSON, "schemas.enable", "false");
    private static final Map<String, String> DEFAULTS_OF_NULLS =
            converter("value", JSON, "schemas.enable", "true", "replace.null.with.default", "true");

    private static ManyChannels channels;
    private static ApicurioRegistry registry;

    @BeforeAll
    static void start() throws IOException {
        channels = new ManyChannels();
        registry = ApicurioRegistry.start();
        // Values that the header duplex.exact tells, and NULL in a column that has a default.
        channels.source()
                .server()
                .execute(
                        "CREATE DATABASE app",
                        "CREATE TABLE app.t (id INT PRIMARY KEY, n INT DEFAULT 5, p DECIMAL(10,2), b VARBINARY(9),"
                                + " z DATETIME(6), w BIGINT UNSIGNED, f DOUBLE, e ENUM('a','b'))",
                        "SET SESSION sql_mode = ''",
                        "INSERT INTO app.t VALUES (1, NULL, 1.5, x'00ff', '0000-00-00', 18446744073709551615, 1e300, 'b')");
    }

    @AfterAll
    static void stop() {
        channels.close();
        registry.close();
    }

    private static Map<String, String> registered() {
        return all(
                converter(
                        "value",
                        AVRO,
                        "schema.registry.url",
                        registry.url(),
                        "value.subject.name.strategy",
                        "TopicRecordNameStrategy"),
                Map.of("schema.name.adjustment.mode", "avro"));
    }

    private static Map<String, String> reader(Map<String, String> source) {
        return source.entrySet().stream()
                .filter(option -> option.getKey().contains(".converter"))
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void change(MySqlServer server) {
        server.execute(
                "SET SESSION sql_mode = ''",
                "INSERT INTO app.t VALUES (2, NULL, -0.01, x'', '2026-00-31 01:02:03.000004', 0, -0e0, '')",
                "ALTER TABLE app.t ADD COLUMN m INT NULL DEFAULT 7 AFTER id",
                "INSERT INTO app.t (id, m, n) VALUES (3, NULL, NULL)",
                "UPDATE app.t SET n = NULL, p = 2 WHERE id = 1");
    }

    @Test
    void whatCanBeReadArrivesExactlyAndWhatCannotIsRefused() {
        Map<String, String> jsonHeaders = converter("header", JSON);
        channels.source("schemas", WITH_SCHEMAS);
        channels.source("plain", all(WITHOUT_SCHEMAS, PLAIN_KEYS));
        channels.source("compact", all(IN_FEW_BYTES, converter("key", TEXT)));
        channels.source("avro", all(registered(), PLAIN_KEYS));
        channels.source("headers", all(IN_FEW_BYTES, PLAIN_KEYS, jsonHeaders));
        channels.source("nulls", DEFAULTS_OF_NULLS);
        for (String prefix : List.of("schemas", "plain", "compact", "avro", "headers", "nulls")) {
            channels.awaitSourceRunning(prefix);
        }
        channels.sink("schemas", "schemas", all(WITH_SCHEMAS, converter("key", BYTES), converter("header", TEXT)));
        channels.sink("plain", "plain", all(WITHOUT_SCHEMAS, PLAIN_KEYS));
        channels.sink("compact", "compact", all(IN_FEW_BYTES, converter("key", TEXT), converter("header", BYTES)));
        channels.sink("avro", "avro", all(reader(registered()), PLAIN_KEYS));
        channels.sink("headers", "headers", all(IN_FEW_BYTES, PLAIN_KEYS, jsonHeaders));
        channels.sink("nulls", "nulls", DEFAULTS_OF_NULLS);
        change(channels.source().server());
        for (String database : List.of("schemas", "plain", "compact", "avro", "headers", "nulls")) {
            channels.awaitEqual(database, List.of("t"));
        }
        assertThat(channels.target().server().rows("SELECT id, m, n FROM nulls.t ORDER BY id"))
                .hasToString("[[1, 7, NULL], [2, 7, NULL], [3, NULL, NULL]]");
        refused(jsonHeaders);
    }

    /** One after the other: each needs a task of its own. */
    private static void refused(Map<String, String> jsonHeaders) {
        Map<String, String> bytes = converter("key", BYTES);
        channels.sink("r1", "schemas", all(WITHOUT_SCHEMAS, bytes));
        channels.sink("r2", "plain", all(WITH_SCHEMAS, bytes));
        channels.sink("r3", "schemas", all(IN_FEW_BYTES, bytes));
        channels.sink("r4", "compact", all(WITHOUT_SCHEMAS, bytes));
        channels.sink("r5", "avro", all(IN_FEW_BYTES, bytes));
        channels.sink("r6", "schemas", all(reader(registered()), bytes));
        channels.sink("r7", "headers", all(IN_FEW_BYTES, bytes));
        channels.sink("r8", "compact", all(IN_FEW_BYTES, bytes, jsonHeaders));

        assertThat(channels.failure("r1"))
                .contains(channels.sinkName("r1"), "neither a schema nor the fields", "schemas.enable");
        assertThat(channels.failure("r2")).contains("set schemas.enable=false in your converter configuration");
        assertThat(channels.failure("r3")).contains("it looks like JSON", "Use the converter that it was written with");
        assertThat(channels.failure("r4")).contains("Converting byte[] to Kafka Connect data failed");
        assertThat(channels.failure("r5")).contains("it looks like a schema registry's");
        assertThat(channels.failure("r6")).contains("Use the converter that the record was written with");
        assertThat(channels.failure("r7")).contains("Not a Duplex header", "header.converter must be the same");
        assertThat(channels.failure("r8"))
                .contains("Converting byte[] to Kafka Connect data failed", "Unrecognized token");
    }

    @Test
    void whatIsCertainToFailIsRefusedBeforeItStarts() {
        for (String value : List.of(TEXT, BYTES)) {
            assertThat(channels.refusedSink(converter("value", value)).get("value.converter"))
                    .anyMatch(error -> error.contains("gives the sink no fields"));
            assertThat(channels.refusedSource(converter("value", value)).get("value.converter"))
                    .anyMatch(error -> error.contains("CompactConverter"));
        }
        assertThat(channels.refusedSource(converter("key", BYTES)).get("key.converter"))
                .anyMatch(error -> error.contains("keys have fields"));
        assertThat(channels.refusedSource(converter("header", BYTES)).get("header.converter"))
                .anyMatch(error -> error.contains("SimpleHeaderConverter"));
        assertThat(channels.refusedSink(converter("value", "io.confluent.connect.protobuf.ProtobufConverter"))
                        .get("value.converter"))
                .anyMatch(error -> error.contains("could not be found"));
        assertThat(channels.refusedSink(converter("value", COMPACT))).isEmpty();
    }

    @Test
    void theLogTellsOfConvertersThatLoseNulls() {
        assertThat(channels.refusedSource(DEFAULTS_OF_NULLS)).isEmpty();
        assertThat(channels.refusedSink(DEFAULTS_OF_NULLS)).isEmpty();

        assertThat(channels.replication().cluster().worker(0).log())
                .content()
                .contains(
                        "connector=source-" + channels.source().name() + "refused option=value.converter.replace.null")
                .contains("connector=" + channels.sinkName("refused") + " option=value.converter.replace.null")
                .contains("set value.converter.replace.null.with.default=false");
    }
}
