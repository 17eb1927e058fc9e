// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;

/** Compared with Confluent's converter 7.9.2 itself, under all options that say how Connect data and Avro are translated. */
@AddLifecycleHook(CurrentConfluentCompatibilityTest.OnlyWhereItCanBeHad.class)
class CurrentConfluentCompatibilityTest {

    /** Skips all when the converter cannot be fetched. */
    static final class OnlyWhereItCanBeHad implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            return Oracle.missing().map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
        }
    }

    /** Sets of these are drawn for each case. */
    private static final List<String> SWITCHES = List.of(
            "ignore.default.for.nullables",
            "connect.meta.data",
            "enhanced.avro.schema.support",
            "scrub.invalid.names",
            "allow.optional.map.keys",
            "discard.type.doc.default",
            "generalized.sum.type.support",
            "flatten.singleton.unions");

    /** Without metadata a schema has the subject's version for Confluent's reader, which also reads as the latest version. */
    private static final List<String> ONLY_WRITTEN = List.of("connect.meta.data", "use.latest.version");

    private static final Oracle ORACLE = Oracle.v7_9();

    @AfterContainer
    static void stopRegistry() {
        ORACLE.close();
    }

    @Property(tries = 600)
    void randomStructsHaveTheSameBytesAndEachSideReadsTheOther(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevelStruct();

        ORACLE.assertSame(schema, samples.present(schema), Map.of("ignore.default.for.nullables", seed % 2 == 0));
    }

    @Property(tries = 300)
    void randomValuesOfAnyTopLevelTypeHaveTheSameBytes(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevel();
        Object value = samples.present(schema);

        if (!ORACLE.theirsFails(schema, value)) {
            ORACLE.assertSame(schema, value, Map.of());
        }
    }

    @Property(tries = 500)
    void randomStructsAreTheSameUnderRandomOptions(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevelStruct();
        Map<String, Object> options = options(seed);

        if (Boolean.FALSE.equals(options.get("connect.meta.data"))) {
            // A Connect type without its metadata is read as another one, which may not hold the default.
            ORACLE.assertSameBytes(schema, samples.present(schema), options);
        } else {
            ORACLE.assertSame(schema, samples.present(schema), options);
        }
    }

    @Property(tries = 500)
    void randomSchemasOfOthersAreReadAndWrittenBackTheSameUnderRandomOptions(@ForAll long seed) throws Exception {
        Map<String, Object> options = options(seed);
        // Confluent's converter cannot read them then: it counts null when it names a member, but not when it sets it.
        boolean nullInUnions = Boolean.FALSE.equals(options.get("generalized.sum.type.support"));
        AvroSamples samples = new AvroSamples(seed, nullInUnions);
        org.apache.avro.Schema schema = samples.record();
        int id = ORACLE.registry().add("topic-value", schema.toString());

        SchemaAndValue read = ORACLE.assertReadTheSame(samples.message(id, schema), options);

        if (Boolean.TRUE.equals(options.get("enhanced.avro.schema.support"))) {
            ORACLE.assertSameBytes(read.schema(), read.value(), options);
        }
    }

    private static Map<String, Object> options(long seed) {
        // As many sets as converters may be kept.
        Random random = new Random(Math.floorMod(seed, 40));
        Map<String, Object> options = new HashMap<>();
        SWITCHES.forEach(option -> options.put(option, random.nextBoolean()));
        return options;
    }

    @Example
    void debeziumsEnvelopeHasTheSameBytesUnderEveryOption() {
        List<String> all = new ArrayList<>(SWITCHES);
        all.addAll(List.of("use.latest.version", "normalize.schemas"));
        for (String option : all) {
            for (boolean value : new boolean[] {false, true}) {
                Map<String, Object> options = Map.of(option, value);
                ORACLE.assertSameBytes(DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(7), options);
                if (!ONLY_WRITTEN.contains(option)) {
                    ORACLE.assertSame(DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(7), options);
                }
            }
        }
        assertThat(ORACLE.ours(Map.of(), true).fromConnectData("t", DebeziumSamples.KEY, DebeziumSamples.key(3)))
                .isEqualTo(ORACLE.theirs(Map.of(), true)
                        .fromConnectData("t", DebeziumSamples.KEY, DebeziumSamples.key(3)));
    }

    @Example
    void debeziumsEnvelopeIsRestoredWithItsSchema() {
        Converter ours = ORACLE.ours(Map.of(), false);
        Struct envelope = DebeziumSamples.envelope(7);
        byte[] bytes = ORACLE.theirs(Map.of(), false).fromConnectData("orders", DebeziumSamples.ENVELOPE, envelope);

        assertThat(ours.toConnectData("orders", bytes).schema()).isEqualTo(DebeziumSamples.ENVELOPE);
    }

    @Example
    void valuesWithoutASchemaAndTombstonesAreTheSame() {
        Converter ours = ORACLE.ours(Map.of(), false);
        Converter theirs = ORACLE.theirs(Map.of(), false);
        for (Object value : List.of("text", 1, 2L, 1.5f, 2.5, true, List.of(), Map.of("a", List.of(true, 2.5, "x")))) {
            byte[] bytes = ours.fromConnectData("loose", null, value);

            assertThat(bytes).isEqualTo(theirs.fromConnectData("loose", null, value));
            assertThat(ours.toConnectData("loose", bytes).value())
                    .isEqualTo(value)
                    .isEqualTo(theirs.toConnectData("loose", bytes).value());
        }
        assertThat(ours.fromConnectData("t", null, null)).isEqualTo(theirs.fromConnectData("t", null, null));
        assertThat(ours.toConnectData("t", null)).isEqualTo(theirs.toConnectData("t", null));
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
                .name("dc-1.2nd shop.order-lines")
                .version(1)
                .field("unit price", Schema.INT32_SCHEMA)
                .field("2nd", Schema.OPTIONAL_STRING_SCHEMA)
                .field("größe", Schema.INT64_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("unit price", 1).put("2nd", "x").put("größe", 3L);

        ORACLE.assertSame(schema, value, Map.of("scrub.invalid.names", true));
    }

    @Example
    void subjectsOfEveryStrategyAreTheSame() {
        for (String strategy : List.of("TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy")) {
            Map<String, Object> options =
                    Map.of("value.subject.name.strategy", "io.confluent.kafka.serializers.subject." + strategy);
            ORACLE.assertSame(DebeziumSamples.ENVELOPE, DebeziumSamples.envelope(7), options);
        }
        assertThat(ORACLE.registry().subjects())
                .contains("topic-value", "dc1.shop.orders.Envelope", "topic-dc1.shop.orders.Envelope");
    }
}
