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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    @Test
    void bothConvertersGetTheSameIdsWriteTheSameBytesAndReadEachOther() {
        Converter ours = configured(new AvroConverter(), Map.of());
        Converter theirs =
                configured(new org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter(), Map.of());
        Struct envelope = DebeziumSamples.envelope(7);

        byte[] bytes = ours.fromConnectData("dc1.shop.orders", DebeziumSamples.ENVELOPE, envelope);
        byte[] expected = theirs.fromConnectData("dc1.shop.orders", DebeziumSamples.ENVELOPE, envelope);

        assertThat(bytes).isEqualTo(expected);
        assertThat(ours.toConnectData("dc1.shop.orders", expected))
                .isEqualTo(theirs.toConnectData("dc1.shop.orders", bytes));
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

        for (Map<String, Object> options : List.<Map<String, Object>>of(
                Map.of("auto.register.schemas", false),
                Map.of("auto.register.schemas", false, "use.latest.version", true),
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
        converter.configure(all, false);
        return converter;
    }
}
