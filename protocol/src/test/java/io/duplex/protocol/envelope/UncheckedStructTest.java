// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

final class UncheckedStructTest {
    private static final byte[] BYTES = {7};
    private static final Schema INNER =
            SchemaBuilder.struct().field("n", Schema.INT32_SCHEMA).build();
    private static final Schema SCHEMA = SchemaBuilder.struct()
            .field(
                    "text",
                    SchemaBuilder.string().optional().defaultValue("preset").build())
            .field("tiny", Schema.OPTIONAL_INT8_SCHEMA)
            .field("small", Schema.OPTIONAL_INT16_SCHEMA)
            .field("int", Schema.OPTIONAL_INT32_SCHEMA)
            .field("big", Schema.OPTIONAL_INT64_SCHEMA)
            .field("float", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .field("double", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .field("bool", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("bytes", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("list", SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build())
            .field(
                    "map",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                            .optional()
                            .build())
            .field("inner", INNER)
            .build();

    @Test
    void everyWayInWhichConnectReadsAStructReadsTheseValues() {
        List<String> missing = Arrays.stream(Struct.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !method.getName().equals("schema"))
                .filter(method -> !overrides(method))
                .map(Method::toString)
                .toList();

        assertThat(missing).isEmpty();
    }

    private static boolean overrides(Method method) {
        return Arrays.stream(UncheckedStruct.class.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(method.getName())
                        && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()));
    }

    @Test
    void readsAsConnectsOwnStructDoes() {
        Struct own = filled(new UncheckedStruct(SCHEMA), new UncheckedStruct(INNER));
        Struct connects = filled(new Struct(SCHEMA), new Struct(INNER));

        SCHEMA.fields().forEach(field -> {
            assertThat(own.getWithoutDefault(field.name())).isEqualTo(connects.getWithoutDefault(field.name()));
            assertThat(own.get(field)).isEqualTo(connects.get(field));
            assertThat(own.get(field.name())).isEqualTo(connects.get(field.name()));
        });
        assertThat(own.getString("text")).isNull();
        assertThat(own.get("text")).isEqualTo("preset");
        assertThat(own.getInt8("tiny")).isEqualTo(connects.getInt8("tiny"));
        assertThat(own.getInt16("small")).isEqualTo(connects.getInt16("small"));
        assertThat(own.getInt32("int")).isEqualTo(connects.getInt32("int"));
        assertThat(own.getInt64("big")).isEqualTo(connects.getInt64("big"));
        assertThat(own.getFloat32("float")).isEqualTo(connects.getFloat32("float"));
        assertThat(own.getFloat64("double")).isEqualTo(connects.getFloat64("double"));
        assertThat(own.getBoolean("bool")).isEqualTo(connects.getBoolean("bool"));
        assertThat(own.getBytes("bytes")).isEqualTo(connects.getBytes("bytes"));
        assertThat(own.getArray("list")).isEqualTo(connects.getArray("list"));
        assertThat(own.getMap("map")).isEqualTo(connects.getMap("map"));
        assertThat(own.getStruct("inner")).isEqualTo(connects.getStruct("inner"));
        assertThat(own).isEqualTo(connects).hasToString(connects.toString());
    }

    @Test
    void saysWhatDoesNotFitWhenItIsAsked() {
        Struct wrong = new UncheckedStruct(INNER).put("n", "text");
        Struct empty = new UncheckedStruct(INNER);

        assertThatExceptionOfType(DataException.class).isThrownBy(wrong::validate);
        assertThatExceptionOfType(DataException.class).isThrownBy(empty::validate);
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> empty.get("other"));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> empty.getString("n"));
    }

    private static Struct filled(Struct struct, Struct inner) {
        return struct.put("tiny", (byte) 1)
                .put("small", (short) 2)
                .put("int", 3)
                .put("big", 4L)
                .put("float", 5f)
                .put("double", 6d)
                .put("bool", true)
                .put("bytes", BYTES)
                .put("list", List.of("8"))
                .put("map", Map.of("9", "10"))
                .put("inner", inner.put("n", 11));
    }
}
