// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.converters.avro.ConnectSamples;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class CompactConverterTest {
    private static final Schema ROW = SchemaBuilder.struct()
            .name("site-1.shop.`orders`.Value")
            .field("id", Schema.INT64_SCHEMA)
            .field("naïve name", Schema.OPTIONAL_STRING_SCHEMA)
            .field("note", SchemaBuilder.string().optional().defaultValue("n/a").build())
            .field("n", SchemaBuilder.int16().defaultValue((short) 7).build())
            .field(
                    "price",
                    Decimal.builder(2)
                            .parameter("connect.decimal.precision", "10")
                            .optional()
                            .defaultValue(new BigDecimal("1.50"))
                            .build())
            .field("f", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .field("d", Schema.FLOAT64_SCHEMA)
            .optional()
            .build();

    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("site-1.shop.orders.Envelope")
            .version(2)
            .field("before", ROW)
            .field("after", ROW)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    private final CompactConverter converter = new CompactConverter();

    private static Struct row(long id) {
        return new Struct(ROW)
                .put("id", id)
                .put("naïve name", "ö\uD83D\uDE00")
                .put("n", (short) -1)
                .put("price", new BigDecimal("-99999999.99"))
                .put("f", -0.0f)
                .put("d", Double.MIN_VALUE);
    }

    private byte[] bytes(Schema schema, Object value) {
        return Objects.requireNonNull(converter.fromConnectData("t", schema, value));
    }

    @Test
    void aChangeIsReadAsItWasWrittenByAnotherConverterThatHasSeenNothing() {
        Struct change = new Struct(ENVELOPE)
                .put("before", row(Long.MIN_VALUE))
                .put("after", row(2))
                .put("op", "u");

        SchemaAndValue read = new CompactConverter().toConnectData("t", bytes(ENVELOPE, change));

        assertThat(read.schema()).isEqualTo(ENVELOPE);
        assertThat(read.value()).isEqualTo(change);
        assertThat(((Struct) read.value()).getStruct("after").getWithoutDefault("note"))
                .as("NULL in a column that has a default")
                .isNull();
    }

    @Test
    void equalSchemasAreReadAsTheSameOne() {
        Struct change = new Struct(ENVELOPE).put("after", row(1)).put("op", "c");
        byte[] bytes = bytes(ENVELOPE, change);

        Schema first = converter.toConnectData("t", bytes).schema();
        converter.toConnectData("t", bytes(ROW, row(1)));

        assertThat(converter.toConnectData("t", bytes.clone()).schema()).isSameAs(first);
        assertThat(first.field("before").schema()).isSameAs(first.field("after").schema());
    }

    /** Writing what was read must give the same bytes: nothing was lost on the way. */
    @Property(tries = 1000)
    void randomDataIsReadAsItWasWritten(@ForAll long seed) {
        ConnectSamples samples = new ConnectSamples(seed);
        Schema schema = samples.topLevelStruct();
        byte[] bytes = bytes(schema, samples.present(schema));

        SchemaAndValue read = new CompactConverter().toConnectData("t", bytes);

        assertThat(new CompactConverter().fromConnectData("t", read.schema(), read.value()))
                .isEqualTo(bytes);
    }

    @Test
    void recordsOfThisVersionCanBeReadForEver() {
        byte[] golden = HexFormat.of().parseHex(Golden.RECORD);

        Struct read = (Struct) converter.toConnectData("t", golden).value();

        assertThat(read.getStruct("after")).isEqualTo(row(5));
        assertThat(read.schema()).isEqualTo(ENVELOPE);
    }

    @Test
    void theDictionaryNeverChanges() {
        CRC32 checksum = new CRC32();
        checksum.update(CommonSchemas.dictionary());

        assertThat(checksum.getValue()).isEqualTo(Golden.DICTIONARY);
    }

    @Test
    void tombstonesStayTombstones() {
        assertThat(converter.fromConnectData("t", null, null)).isNull();
        assertThat(converter.toConnectData("t", null)).isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void whatOthersHaveWrittenIsRefusedWithTheRemedy() {
        for (String other : List.of("{\"payload\": 1}", "\0\0\0\0\1x", "Struct{id=1}", "")) {
            assertThatThrownBy(() -> converter.toConnectData("t", other.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Topic t")
                    .hasMessageContaining("Use the converter that it was written with");
        }
    }

    /** No damage may read on for ever, or take all memory, or end in another exception. */
    @Property(tries = 2000)
    void damagedRecordsAreRefusedOrReadOtherwise(@ForAll int at, @ForAll byte damage, @ForAll boolean cut) {
        Struct change = new Struct(ENVELOPE).put("after", row(1)).put("op", "c");
        byte[] bytes = bytes(ENVELOPE, change);
        int place = Math.floorMod(at, bytes.length);
        bytes[place] ^= damage;
        byte[] message = cut ? java.util.Arrays.copyOf(bytes, place) : bytes;
        try {
            new CompactConverter().toConnectData("t", message);
        } catch (DataException refused) {
            assertThat(refused).hasMessageContaining("Topic t");
        }
    }

    @Test
    void keysAreRefusedWithTheConverterToUse() {
        assertThatThrownBy(() -> converter.configure(Map.of(), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("key.converter=org.apache.kafka.connect.json.JsonConverter");
    }

    @Test
    void valuesWithoutSchemaAreRefused() {
        assertThatThrownBy(() -> converter.fromConnectData("t", null, Map.of("id", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("without schema")
                .hasMessageContaining("schemas.enable=false");
    }

    @Test
    void valuesThatDoNotFitAreRefusedWithTheField() {
        Schema schema =
                SchemaBuilder.struct().field("id", Schema.OPTIONAL_INT32_SCHEMA).build();
        Schema other = SchemaBuilder.struct()
                .field("id", Schema.OPTIONAL_STRING_SCHEMA)
                .build();

        assertThatThrownBy(() -> converter.fromConnectData("t", schema, new Struct(other).put("id", "x")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("field id");
    }

    @Test
    void aRowTakesFewBytesBesideItsValues() {
        Struct change = new Struct(ENVELOPE).put("after", row(1)).put("op", "c");

        assertThat(bytes(ENVELOPE, change)).hasSizeLessThan(230);
    }

    /** Bytes of an earlier build. */
    private static final class Golden {
        static final long DICTIONARY = 2720047110L;
        static final String RECORD =
                "44015ee36193061666a9ba867ac0c02cd0036b29d683c72b333c5ea590952540d425e881239b9d09e431eebcc4"
                        + "c3ebcb5215208983252fbf2495439191394f3f91318f49818f1558b627a7729a5335493232314c634c6365644c"
                        + "61832736b0770100010a0106c3b6f09f988000010105fdabf41c01010000008001000000000000000163";
    }
}
