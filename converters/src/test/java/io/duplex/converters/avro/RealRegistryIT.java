// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.registry.ApicurioRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealRegistryIT {

    private static ApicurioRegistry registry;

    @BeforeAll
    static void startRegistry() throws IOException {
        registry = ApicurioRegistry.start();
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    /** Versions of Confluent's converter. */
    enum Version {
        V7_0 {
            @Override
            Supplier<Converter> made() {
                return org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter::new;
            }
        },
        V7_9 {
            @Override
            Supplier<Converter> made() {
                return Oracle.confluent();
            }
        };

        abstract Supplier<Converter> made();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void bothConvertersGetTheSameIdsWriteTheSameBytesAndReadEachOther(Version version) {
        Converter ours = configured(new AvroConverter(), Map.of());
        Converter theirs = configured(version.made().get(), Map.of());

        assertSame("dc1.shop.orders", DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(7), ours, theirs);
        int compared = 0;
        for (long seed = 1; compared < 60; seed++) {
            ConnectSamples samples = new ConnectSamples(seed);
            Schema schema = samples.topLevelStruct();
            // Names of Confluent's own are other ones in the relocated 7.0.1.
            boolean own = new SchemaTranslation(TranslationOptions.from(new AvroConverterConfig(properties())), 1)
                    .toAvro(schema)
                    .toString()
                    .contains("io.confluent");
            if (version == Version.V7_9 || !own) {
                // The one that is first registers the schema.
                boolean oursFirst = seed % 2 == 0;
                assertSame(
                        "random" + seed,
                        schema,
                        samples.present(schema),
                        oursFirst ? ours : theirs,
                        oursFirst ? theirs : ours);
                compared++;
            }
        }
    }

    private static void assertSame(String topic, Schema schema, Object value, Converter first, Converter second) {
        byte[] bytes = first.fromConnectData(topic, schema, value);
        byte[] expected = second.fromConnectData(topic, schema, value);

        assertThat(bytes).as(topic).isEqualTo(expected);
        assertThat(first.toConnectData(topic, expected)).as(topic).isEqualTo(second.toConnectData(topic, bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy"})
    void subjectsOfEveryStrategyHoldTheSameVersionForBothConverters(String strategy) throws Exception {
        Map<String, Object> options = Map.of(
                "value.subject.name.strategy",
                "io.confluent.kafka.serializers.subject." + strategy,
                "normalize.schemas",
                true);
        Converter ours = configured(new AvroConverter(), options);
        Converter theirs = configured(Oracle.confluent().get(), options);
        String topic = "by" + strategy;

        assertSame(topic, DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(7), ours, theirs);

        String record = DebeziumSamples.ENVELOPE.name();
        String subject = Map.of(
                        "TopicNameStrategy",
                        topic + "-value",
                        "RecordNameStrategy",
                        record,
                        "TopicRecordNameStrategy",
                        topic + "-" + record)
                .get(strategy);
        assertThat(get("/subjects/" + subject + "/versions")).isEqualTo("[1]");
    }

    @Test
    void anIncompatibleSchemaIsRefusedReadably() throws IOException {
        Converter ours = configured(new AvroConverter(), Map.of());
        Schema first = SchemaBuilder.struct()
                .name("dc1.T")
                .field("a", Schema.INT32_SCHEMA)
                .build();
        Schema second = SchemaBuilder.struct()
                .name("dc1.T")
                .field("b", Schema.STRING_SCHEMA)
                .build();
        ours.fromConnectData("evolving", first, new Struct(first).put("a", 1));
        registry.requireBackwardCompatibility("evolving-value");

        assertThatThrownBy(() -> ours.fromConnectData("evolving", second, new Struct(second).put("b", "x")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("evolving-value")
                .hasMessageContaining("409")
                .hasMessageContaining("compatibility rule");
    }

    @Test
    void latestVersionsAndLookupsFindWhatWasRegistered() {
        Converter ours = configured(new AvroConverter(), Map.of());
        byte[] bytes = ours.fromConnectData("known", DebeziumSamples.KEY, DebeziumSamples.key(1));
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();

        for (Map<String, Object> options : List.<Map<String, Object>>of(
                Map.of("auto.register.schemas", false),
                Map.of("auto.register.schemas", false, "use.latest.version", true),
                Map.of("auto.register.schemas", false, "use.schema.id", id),
                Map.of("normalize.schemas", true))) {
            Converter careful = configured(new AvroConverter(), options);

            assertThat(careful.fromConnectData("known", DebeziumSamples.KEY, DebeziumSamples.key(1)))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void anUnknownIdIsRefusedReadably() {
        assertThatThrownBy(() ->
                        configured(new AvroConverter(), Map.of()).toConnectData("t", new byte[] {0, 0, 15, 66, 64, 0}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("id 1000000")
                .hasMessageContaining("40403");
    }

    @Test
    void referencesToOtherSubjectsAreResolved() throws IOException, InterruptedException {
        post(
                "/subjects/inner/versions",
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"a.Inner\\\",\\\"fields\\\":[{\\\"name\\\":\\\"n\\\",\\\"type\\\":\\\"int\\\"}]}\"}");
        String answer = post(
                "/subjects/outer/versions",
                "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"a.Outer\\\",\\\"fields\\\":[{\\\"name\\\":\\\"i\\\",\\\"type\\\":\\\"a.Inner\\\"}]}\","
                        + "\"references\":[{\"name\":\"a.Inner\",\"subject\":\"inner\",\"version\":1}]}");
        int id = Integer.parseInt(answer.replaceAll("\\D", ""));

        Struct outer = (Struct) configured(new AvroConverter(), Map.of())
                .toConnectData("t", new byte[] {0, 0, 0, 0, (byte) id, 10})
                .value();

        assertThat(outer.getStruct("i").get("n")).isEqualTo(5);
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(registry.url() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Map<String, Object> properties() {
        return Map.of("schema.registry.url", registry.url());
    }

    private static String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static Converter configured(Converter converter, Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("schema.registry.url", registry.url());
        all.put("ignore.default.for.nullables", false);
        return Oracle.configured(converter, all, false);
    }
}
