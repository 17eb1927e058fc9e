// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.converters.registry.TestRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AvroConverterTest {

    private static final Schema SMALL = SchemaBuilder.struct()
            .name("dc1.Small")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    private TestRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = TestRegistry.start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void workersFindItByItsServiceFile() {
        assertThat(ServiceLoader.load(Converter.class).stream().map(ServiceLoader.Provider::type))
                .contains(AvroConverter.class);
        assertThat(new AvroConverter().version()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void aRecordThatCannotBeWrittenLeavesNothingInTheNextOne() {
        AvroConverter converter = converter();
        Schema two = SchemaBuilder.struct()
                .name("dc1.Two")
                .field("id", Schema.INT32_SCHEMA)
                .field("text", Schema.STRING_SCHEMA)
                .build();
        byte[] expected =
                converter.fromConnectData("t", two, new Struct(two).put("id", 7).put("text", "x"));

        assertThatThrownBy(() -> converter.fromConnectData("t", two, new Struct(two).put("id", 8)))
                .isInstanceOf(DataException.class);

        assertThat(converter.fromConnectData(
                        "t", two, new Struct(two).put("id", 7).put("text", "x")))
                .isEqualTo(expected);
    }

    @Test
    void nullInANullableFieldWithADefaultStaysNull() {
        AvroConverter converter = converter();
        byte[] bytes = converter.fromConnectData("orders", DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(1));

        Struct after = ((Struct) converter.toConnectData("orders", bytes).value()).getStruct("after");

        assertThat(after.getWithoutDefault("note")).isNull();
        assertThat(after.get("state")).isEqualTo("paid");
    }

    @Test
    void nullBecomesTheDefaultOnlyWhenTheUserWantsConfluentsDefault() {
        AvroConverter converter = converter("ignore.default.for.nullables", false);
        byte[] bytes = converter.fromConnectData("orders", DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(1));

        Struct after = ((Struct) converter.toConnectData("orders", bytes).value()).getStruct("after");

        assertThat(after.getWithoutDefault("note")).isEqualTo("n/a");
    }

    @Test
    void theSchemaTextDoesNotDependOnHowNullsAreWritten() {
        converter().fromConnectData("orders", DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(1));
        converter("ignore.default.for.nullables", false)
                .fromConnectData("orders", DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(1));

        assertThat(registry.add("orders-value", "\"string\"")).isEqualTo(2);
    }

    @Test
    void everySubjectNameStrategyIsUnderstoodByEitherName() {
        Struct value = new Struct(SMALL).put("id", 1);
        converter().fromConnectData("t", SMALL, value);
        converter("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.RecordNameStrategy")
                .fromConnectData("t", SMALL, value);
        converter("value.subject.name.strategy", "TopicRecordNameStrategy").fromConnectData("t", SMALL, value);

        assertThat(registry.subjects()).containsExactly("dc1.Small", "t-dc1.Small", "t-value");
        assertThatThrownBy(() -> converter("value.subject.name.strategy", "com.acme.Mine"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("RecordNameStrategy");
    }

    @Test
    void aRecordNameStrategyRefusesValuesThatAreNoRecords() {
        assertThatThrownBy(() -> converter("value.subject.name.strategy", "RecordNameStrategy")
                        .fromConnectData("t", Schema.STRING_SCHEMA, "x"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("value.subject.name.strategy=TopicNameStrategy");
    }

    @Test
    void withoutAutoRegistrationOnlyKnownSchemasAreWritten() {
        Struct value = new Struct(SMALL).put("id", 1);
        AvroConverter careful = converter("auto.register.schemas", false);
        assertThatThrownBy(() -> careful.fromConnectData("t", SMALL, value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("t-value")
                .hasMessageContaining("register the schema first");

        byte[] registered = converter().fromConnectData("t", SMALL, value);

        assertThat(careful.fromConnectData("t", SMALL, value)).isEqualTo(registered);
    }

    @Test
    void aSchemaThatIsNamedInAHeaderIsReadThere() {
        AvroConverter converter = converter();
        Struct value = new Struct(SMALL).put("id", 5);
        byte[] bytes = Objects.requireNonNull(converter.fromConnectData("t", SMALL, value));
        byte[] payload = Arrays.copyOfRange(bytes, 5, bytes.length);
        UUID guid = TestRegistry.guid(1);
        byte[] name = ByteBuffer.allocate(17)
                .put((byte) 1)
                .putLong(guid.getMostSignificantBits())
                .putLong(guid.getLeastSignificantBits())
                .array();
        Headers headers =
                new RecordHeaders().add("__key_schema_id", new byte[0]).add("__value_schema_id", name);
        byte[] together =
                ByteBuffer.allocate(17 + payload.length).put(name).put(payload).array();

        assertThat(converter.toConnectData("t", headers, payload).value()).isEqualTo(value);
        assertThat(converter.toConnectData("t", new RecordHeaders(), bytes).value())
                .isEqualTo(value);
        assertThat(converter.toConnectData("t", together).value()).isEqualTo(value);
        headers.add("__value_schema_id", Arrays.copyOf(bytes, 5));
        assertThat(converter.toConnectData("t", headers, payload).value()).isEqualTo(value);
        assertThat(converter("value.schema.id.deserializer", "PrefixSchemaIdDeserializer")
                        .toConnectData("t", headers, bytes)
                        .value())
                .isEqualTo(value);
    }

    @Test
    void foreignSchemasAreReadWithEnumsFixedUnionsAndReferences() {
        int inner = registry.add("inner", "{\"type\":\"enum\",\"name\":\"a.Color\",\"symbols\":[\"RED\",\"BLUE\"]}");
        assertThat(inner).isEqualTo(1);
        String text = "{\"type\":\"record\",\"name\":\"a.Outer\",\"doc\":\"d\",\"fields\":["
                + "{\"name\":\"color\",\"type\":{\"type\":\"enum\",\"name\":\"Shade\",\"symbols\":[\"RED\",\"BLUE\"]}},"
                + "{\"name\":\"hash\",\"type\":{\"type\":\"fixed\",\"name\":\"Hash\",\"size\":2}},"
                + "{\"name\":\"any\",\"type\":[\"null\",\"int\",\"string\"],\"default\":null}]}";
        int id = registry.add("outer", text);
        byte[] bytes = {0, 0, 0, 0, (byte) id, 2, 7, 8, 4, 2, 'x'};

        SchemaAndValue read = converter().toConnectData("t", bytes);

        Struct struct = (Struct) read.value();
        assertThat(struct.get("color")).isEqualTo("BLUE");
        assertThat(struct.get("hash")).isEqualTo(ByteBuffer.wrap(new byte[] {7, 8}));
        assertThat(struct.getStruct("any").get("string")).isEqualTo("x");
        assertThat(converter("enhanced.avro.schema.support", true).fromConnectData("again", read.schema(), struct))
                .endsWith(2, 7, 8, 4, 2, 'x');
    }

    @Test
    void foreignSchemasThatDifferInDocumentationOnlyAreReadEachWithItsOwn() {
        AvroConverter converter = converter();
        for (String comment : List.of("net", "gross")) {
            int id = registry.add(
                    "t-value",
                    "{\"type\":\"record\",\"name\":\"a.Price\",\"fields\":[{\"name\":\"amount\",\"type\":\"long\","
                            + "\"doc\":\"" + comment + "\"}]}");

            SchemaAndValue read = converter.toConnectData("t", new byte[] {0, 0, 0, 0, (byte) id, 10});

            assertThat(read.schema().parameters()).containsEntry(AvroNames.FIELD_DOC + "amount", comment);
        }
    }

    @Test
    void recordsThatAreNotInTheWireFormatAreRefusedWithTheirTopic() {
        assertThatThrownBy(() -> converter().toConnectData("t", new byte[] {'{', '}', ' ', ' ', ' ', ' '}))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Topic t")
                .hasMessageContaining("byte 123");
        assertThatThrownBy(() -> converter().toConnectData("t", new byte[0])).isInstanceOf(DataException.class);
    }

    @Test
    void aCutRecordIsRefusedWithItsSchemaId() {
        AvroConverter converter = converter();
        byte[] bytes = Objects.requireNonNull(
                converter.fromConnectData("t", DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(1)));

        assertThatThrownBy(() -> converter.toConnectData("t", Arrays.copyOf(bytes, bytes.length / 2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("schema with id 1");
    }

    @Test
    void aValueThatDoesNotFitNamesItsField() {
        Schema optional = SchemaBuilder.struct()
                .name("dc1.Row")
                .field("id", Schema.INT32_SCHEMA)
                .build();
        Struct empty = new Struct(optional);

        assertThatThrownBy(() -> converter().fromConnectData("t", optional, empty))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Field id");
        assertThatThrownBy(() -> converter().fromConnectData("t", Schema.INT32_SCHEMA, 5L))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Topic t");
    }

    @Test
    void aNameThatAvroDoesNotAllowIsRefusedWithTheOptionThatHelps() {
        Schema schema = SchemaBuilder.struct()
                .name("dc1.Row")
                .field("order-id", Schema.INT32_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("order-id", 1);

        assertThatThrownBy(() -> converter().fromConnectData("t", schema, value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("order-id")
                .hasMessageContaining("scrub.invalid.names=true");
    }

    @Test
    void topLevelBytesAreNotPrefixedWithTheirLength() {
        AvroConverter converter = converter();

        byte[] bytes = converter.fromConnectData("t", Schema.BYTES_SCHEMA, new byte[] {1, 2});

        assertThat(bytes).hasSize(7).endsWith(1, 2);
        assertThat(converter.toConnectData("t", bytes).value()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    }

    private AvroConverter converter(Object... namesAndValues) {
        Map<String, Object> properties = new HashMap<>(Map.of("schema.registry.url", registry.url()));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        AvroConverter converter = new AvroConverter();
        converter.configure(properties, false);
        return converter;
    }
}
