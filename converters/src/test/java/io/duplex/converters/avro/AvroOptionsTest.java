// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.converters.registry.TestRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which schema is written with, and what becomes of options. */
class AvroOptionsTest {

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
    void aLatestVersionThatCannotReadTheRecordIsRefusedUnlessTheCheckIsSwitchedOff() {
        registry.add(
                "t-value",
                "{\"type\":\"record\",\"name\":\"dc1.Other\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}]}");
        Struct value = new Struct(SMALL).put("id", 5);
        AvroConverter strict = converter("auto.register.schemas", false, "use.latest.version", true);

        assertThatThrownBy(() -> strict.fromConnectData("t", SMALL, value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("NAME_MISMATCH")
                .hasMessageContaining("latest.compatibility.strict=false");
        assertThat(converter(
                                "auto.register.schemas",
                                false,
                                "use.latest.version",
                                true,
                                "latest.compatibility.strict",
                                false)
                        .fromConnectData("t", SMALL, value))
                .isEqualTo(new byte[] {0, 0, 0, 0, 1, 10});
    }

    @Test
    void aSchemaIsChosenByItsIdWhateverTheSubjectHas() {
        int id = registry.add(
                "elsewhere",
                "{\"type\":\"record\",\"name\":\"dc1.Small\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}");
        registry.add("elsewhere", "\"string\"");
        Struct value = new Struct(SMALL).put("id", 5);

        assertThat(converter("auto.register.schemas", false, "use.schema.id", id)
                        .fromConnectData("t", SMALL, value))
                .isEqualTo(new byte[] {0, 0, 0, 0, (byte) id, 10});
        assertThatThrownBy(() -> converter("auto.register.schemas", false, "use.schema.id", 2)
                        .fromConnectData("t", SMALL, value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("id.compatibility.strict=false");
        assertThatThrownBy(() -> converter(
                                "auto.register.schemas", false, "use.schema.id", 2, "id.compatibility.strict", false)
                        .fromConnectData("t", SMALL, value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void aLatestVersionIsAskedForAgainAfterItsTime() {
        Struct value = new Struct(SMALL).put("id", 5);
        byte[] first = converter().fromConnectData("t", SMALL, value);
        AvroConverter converter =
                converter("auto.register.schemas", false, "use.latest.version", true, "latest.cache.ttl.sec", 0);
        AvroConverter forEver = converter("auto.register.schemas", false, "use.latest.version", true);
        assertThat(converter.fromConnectData("t", SMALL, value)).isEqualTo(first);
        assertThat(forEver.fromConnectData("t", SMALL, value)).isEqualTo(first);
        registry.add(
                "t-value",
                "{\"type\":\"record\",\"name\":\"dc1.Small\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}");

        assertThat(converter.fromConnectData("t", SMALL, value)).isEqualTo(new byte[] {0, 0, 0, 0, 2, 10});
        assertThat(forEver.fromConnectData("t", SMALL, value)).isEqualTo(first);
    }

    @Test
    void optionsOfConfluentsThatWouldChangeRecordsAreRefusedWithARemedy() {
        String subjects = "io.confluent.kafka.serializers.";
        Map<String, String> harmless = Map.of(
                "context.name.strategy",
                subjects + "context.NullContextNameStrategy",
                "value.schema.id.serializer",
                subjects + "schema.id.PrefixSchemaIdSerializer",
                "propagate.schema.tags",
                "false",
                "rule.executors",
                "",
                "some.unknown.option",
                "x",
                "specific.avro.reader",
                "false");
        harmless.forEach(this::converter);
        Map<String, String> refused = Map.of(
                "context.name.strategy",
                "com.acme.Contexts",
                "value.schema.id.serializer",
                subjects + "schema.id.HeaderSchemaIdSerializer",
                "value.schema.id.deserializer",
                "com.acme.Ids",
                "propagate.schema.tags",
                "true",
                "rule.executors",
                "encrypt",
                "use.latest.with.metadata",
                "application.version=v1",
                "bearer.auth.custom.provider.class",
                "com.acme.Tokens",
                "schema.registry.ssl.engine.factory.class",
                "com.acme.Tls");
        refused.forEach((option, value) -> assertThatThrownBy(() -> converter(option, value))
                .as(option)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(value));
    }

    @Test
    void everyOptionIsDocumentedInFullSentences() {
        for (ConfigDef.ConfigKey key :
                AvroConverterConfig.definition().configKeys().values()) {
            assertThat(key.documentation).as(key.name).endsWith(".").hasSizeGreaterThan(15);
        }
    }

    @Test
    void everyOptionHasItsPlaceAndNameInAForm() {
        Set<String> places = new HashSet<>();
        for (ConfigDef.ConfigKey key :
                AvroConverterConfig.definition().configKeys().values()) {
            assertThat(key.group).as(key.name).isNotBlank();
            assertThat(key.displayName).as(key.name).isNotBlank().isNotEqualTo(key.name);
            assertThat(key.width).as(key.name).isNotEqualTo(ConfigDef.Width.NONE);
            assertThat(places.add(key.group + key.orderInGroup)).as(key.name).isTrue();
        }
        assertThat(AvroConverterConfig.definition().validate(Map.of("schema.registry.url", "http://localhost")))
                .filteredOn(value -> value.name().equals("value.subject.name.strategy"))
                .first()
                .satisfies(value -> assertThat(value.recommendedValues()).contains("RecordNameStrategy"));
    }

    @Test
    void theLatestVersionMayHaveMoreFieldsWithDefaultsInAnotherOrder() {
        registry.add(
                "t-value",
                "{\"type\":\"record\",\"name\":\"dc1.Small\",\"fields\":[{\"name\":\"extra\",\"type\":\"string\",\"default\":\"e\"},{\"name\":\"id\",\"type\":\"long\"}]}");
        AvroConverter converter = converter("auto.register.schemas", false, "use.latest.version", true);

        byte[] bytes = converter.fromConnectData("t", SMALL, new Struct(SMALL).put("id", 5));

        Struct read = (Struct) converter.toConnectData("t", bytes).value();
        assertThat(read.get("extra")).isEqualTo("e");
        assertThat(read.get("id")).isEqualTo(5L);
    }

    @Test
    void aLatestVersionThatWouldLoseAFieldIsRefused() {
        registry.add("t-value", "{\"type\":\"record\",\"name\":\"dc1.Small\",\"fields\":[]}");
        AvroConverter converter = converter("auto.register.schemas", false, "use.latest.version", true);

        assertThatThrownBy(() -> converter.fromConnectData("t", SMALL, new Struct(SMALL).put("id", 5)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("dc1.Small")
                .hasMessageContaining("[id]");
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
