// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;

/** Compared with Confluent's converter 7.0.1 itself. */
class ConfluentCompatibilityTest {

    private static final Oracle ORACLE = Oracle.v7_0();

    @AfterContainer
    static void stopRegistry() {
        ORACLE.close();
    }

    @Property(tries = 3000)
    void randomStructsHaveTheSameBytesAndEachSideReadsTheOther(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevelStruct();

        ORACLE.assertSame(schema, samples.present(schema), Map.of());
    }

    @Property(tries = 500)
    void randomValuesOfAnyTopLevelTypeHaveTheSameBytes(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevel();

        ORACLE.assertSame(schema, samples.present(schema), Map.of());
    }

    @Property(tries = 300)
    void randomStructsWithoutConnectMetadataHaveTheSameBytes(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevelStruct();

        ORACLE.assertSameBytes(schema, samples.present(schema), Map.of("connect.meta.data", false));
    }

    @Property(tries = 300)
    void randomStructsUnderEnhancedSchemaSupportHaveTheSameBytes(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevelStruct();

        ORACLE.assertSame(schema, samples.present(schema), Map.of("enhanced.avro.schema.support", true));
    }

    @Example
    void debeziumsEnvelopeHasTheSameBytesUnderEveryOption() {
        for (String option : List.of("enhanced.avro.schema.support", "scrub.invalid.names", "use.latest.version")) {
            ORACLE.assertSame(DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(7), Map.of(option, true));
        }
    }

    @Example
    void debeziumsEnvelopeIsRestoredWithItsSchema() {
        Converter ours = ORACLE.ours(Map.of(), false);
        Struct envelope = DebeziumSamples.envelope(7);
        byte[] bytes = ORACLE.theirs(Map.of(), false).fromConnectData("orders", DebeziumSamples.ENVELOPE, envelope);

        assertThat(ours.toConnectData("orders", bytes).schema()).isEqualTo(DebeziumSamples.ENVELOPE);
    }

    @Example
    void keysAndTombstonesAreTheSame() {
        Converter ours = ORACLE.ours(Map.of(), true);
        Converter theirs = ORACLE.theirs(Map.of(), true);

        assertThat(ours.fromConnectData("orders", DebeziumSamples.KEY, DebeziumSamples.key(3)))
                .isEqualTo(theirs.fromConnectData("orders", DebeziumSamples.KEY, DebeziumSamples.key(3)));
        assertThat(ours.fromConnectData("orders", null, null)).isNull();
        assertThat(ours.toConnectData("orders", null)).isEqualTo(theirs.toConnectData("orders", null));
        assertThat(ORACLE.registry().subjects()).contains("orders-key");
    }

    @Example
    void valuesWithoutASchemaAreTheSame() {
        Converter ours = ORACLE.ours(Map.of(), false);
        Converter theirs = ORACLE.theirs(Map.of(), false);
        Map<String, Object> nested = new HashMap<>(Map.of("a", 1, "b", List.of(true, 2.5, "x"), "c", Map.of(1L, 2.0f)));
        nested.put("none", null);
        for (Object value : List.of("text", 1, 2L, 1.5f, 2.5, true, List.of(), nested)) {
            byte[] bytes = ours.fromConnectData("loose", null, value);

            assertThat(bytes).isEqualTo(theirs.fromConnectData("loose", null, value));
            assertThat(ours.toConnectData("loose", bytes).value())
                    .isEqualTo(value)
                    .isEqualTo(theirs.toConnectData("loose", bytes).value());
        }
    }

    @Example
    void decimalsThatAvroCannotExpressAreTheSame() {
        for (int scale : List.of(-2, 3, 70)) {
            Schema schema = SchemaBuilder.struct()
                    .name("dc1.Scale")
                    .version(1)
                    .field("d", Decimal.builder(scale).build())
                    .build();
            Struct value = new Struct(schema).put("d", new BigDecimal(BigInteger.TEN, scale));

            ORACLE.assertSame(schema, value, Map.of());
        }
    }

    @Example
    void scrubbedNamesAreTheSame() {
        Schema schema = SchemaBuilder.struct()
                // Newer versions of Confluent's converter scrub the namespace too, 7.0.1 does not.
                .name("dc1.shop.order-lines")
                .version(1)
                .field("unit price", Schema.INT32_SCHEMA)
                .field("2nd", Schema.OPTIONAL_STRING_SCHEMA)
                .field("größe", Schema.INT64_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("unit price", 1).put("2nd", "x").put("größe", 3L);

        ORACLE.assertSame(schema, value, Map.of("scrub.invalid.names", true));
    }
}
