// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A struct that takes its values as they come. Connect's own checks every value at every level again, and from Kafka 4
 * on builds a text for each check: half of what a row's record costs. The encoders here make nothing but what fits their
 * schema, which the tests verify through {@link #validate}.
 */
final class UncheckedStruct extends Struct {
    /** Connect's own fields stay empty. */
    private static final Schema NO_FIELDS = SchemaBuilder.struct().build();

    private final Schema schema;
    private final @Nullable Object[] values;

    UncheckedStruct(Schema schema) {
        this(schema, new @Nullable Object[schema.fields().size()]);
    }

    private UncheckedStruct(Schema schema, @Nullable Object[] values) {
        super(NO_FIELDS);
        this.schema = schema;
        this.values = values;
    }

    /** Returns another struct of the same values. */
    UncheckedStruct copy() {
        return new UncheckedStruct(schema, values.clone());
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public UncheckedStruct put(Field field, @Nullable Object value) {
        values[field.index()] = value;
        return this;
    }

    @Override
    public UncheckedStruct put(String fieldName, @Nullable Object value) {
        return put(field(fieldName), value);
    }

    @Override
    public @Nullable Object get(Field field) {
        Object value = values[field.index()];
        return value == null ? field.schema().defaultValue() : value;
    }

    @Override
    public @Nullable Object get(String fieldName) {
        return get(field(fieldName));
    }

    @Override
    public @Nullable Object getWithoutDefault(String fieldName) {
        return values[field(fieldName).index()];
    }

    @Override
    public @Nullable Byte getInt8(String fieldName) {
        return (Byte) value(fieldName, Schema.Type.INT8);
    }

    @Override
    public @Nullable Short getInt16(String fieldName) {
        return (Short) value(fieldName, Schema.Type.INT16);
    }

    @Override
    public @Nullable Integer getInt32(String fieldName) {
        return (Integer) value(fieldName, Schema.Type.INT32);
    }

    @Override
    public @Nullable Long getInt64(String fieldName) {
        return (Long) value(fieldName, Schema.Type.INT64);
    }

    @Override
    public @Nullable Float getFloat32(String fieldName) {
        return (Float) value(fieldName, Schema.Type.FLOAT32);
    }

    @Override
    public @Nullable Double getFloat64(String fieldName) {
        return (Double) value(fieldName, Schema.Type.FLOAT64);
    }

    @Override
    public @Nullable Boolean getBoolean(String fieldName) {
        return (Boolean) value(fieldName, Schema.Type.BOOLEAN);
    }

    @Override
    public @Nullable String getString(String fieldName) {
        return (String) value(fieldName, Schema.Type.STRING);
    }

    @Override
    public byte @Nullable [] getBytes(String fieldName) {
        return (byte[]) value(fieldName, Schema.Type.BYTES);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Connect declares it
    public <T> @Nullable List<T> getArray(String fieldName) {
        return (List<T>) value(fieldName, Schema.Type.ARRAY);
    }

    @Override
    @SuppressWarnings("unchecked") // as Connect declares it
    public <K, V> @Nullable Map<K, V> getMap(String fieldName) {
        return (Map<K, V>) value(fieldName, Schema.Type.MAP);
    }

    @Override
    public @Nullable Struct getStruct(String fieldName) {
        return (Struct) value(fieldName, Schema.Type.STRUCT);
    }

    @Override
    public void validate() {
        for (Field field : schema().fields()) {
            Object value = values[field.index()];
            if (value != null || !(field.schema().isOptional() || field.schema().defaultValue() != null)) {
                ConnectSchema.validateValue(field.name(), field.schema(), value);
            }
        }
    }

    private @Nullable Object value(String fieldName, Schema.Type type) {
        Field field = field(fieldName);
        if (field.schema().type() != type) {
            throw new DataException("Field '" + fieldName + "' is not of type " + type);
        }
        return values[field.index()];
    }

    private Field field(String fieldName) {
        Field field = schema().field(fieldName);
        if (field == null) {
            throw new DataException(fieldName + " is not a valid field name");
        }
        return field;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Struct that
                && schema().equals(that.schema())
                && schema().fields().stream()
                        .allMatch(field ->
                                Objects.deepEquals(values[field.index()], that.getWithoutDefault(field.name())));
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema(), Arrays.deepHashCode(values));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Struct{");
        String separator = "";
        for (Field field : schema().fields()) {
            Object value = values[field.index()];
            if (value != null) {
                text.append(separator).append(field.name()).append('=').append(value);
                separator = ",";
            }
        }
        return text.append('}').toString();
    }
}
