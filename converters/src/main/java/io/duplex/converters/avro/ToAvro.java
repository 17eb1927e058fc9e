// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the writer for a pair of Connect and Avro schema. The Avro schema is mostly the one made from the Connect schema, but may be a
 * subject's latest version: fields are matched by name, what only Avro has gets its default, what only Connect has is refused.
 */
final class ToAvro {

    private final TranslationOptions options;

    ToAvro(TranslationOptions options) {
        this.options = options;
    }

    ValueWriter writer(org.apache.kafka.connect.data.@Nullable Schema connect, Schema avro) {
        if (connect == null) {
            if (!Anything.SCHEMA.equals(avro)) {
                throw new DataException("Values without a Connect schema cannot be written as " + avro.getFullName()
                        + ". Use a source or converter that keeps schemas.");
            }
            return Anything::write;
        }
        return avro.isUnion() ? union(connect, avro) : required(connect, avro);
    }

    private ValueWriter required(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        Present writer = LogicalTypes.of(connect)
                .map(logical -> logical(logical, connect, raw(connect, avro)))
                .orElseGet(() -> raw(connect, avro));
        return (value, out) -> {
            if (value == null) {
                throw new DataException("null for a required " + connect.type());
            }
            writer.write(value, out);
        };
    }

    private static Present logical(LogicalTypes logical, org.apache.kafka.connect.data.Schema connect, Present raw) {
        return (value, out) -> raw.write(logical.toRaw(connect, value), out);
    }

    private ValueWriter union(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        if (AvroNames.isUnion(connect)) {
            return memberOf(connect, avro);
        }
        List<Schema> members = avro.getTypes();
        int index = indexOf(connect, members);
        ValueWriter writer = required(connect, members.get(index));
        return orNull(avro, (value, out) -> {
            out.writeIndex(index);
            writer.write(value, out);
        });
    }

    /** A Connect struct that stands for a union: its one field that is set. */
    private ValueWriter memberOf(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        Map<Field, ValueWriter> writers = new HashMap<>();
        for (Field field : connect.fields()) {
            int index = indexOf(field.schema(), avro.getTypes());
            ValueWriter writer = required(field.schema(), avro.getTypes().get(index));
            writers.put(field, (value, out) -> {
                out.writeIndex(index);
                writer.write(value, out);
            });
        }
        return orNull(avro, (value, out) -> {
            Struct struct = checked(value, connect);
            for (Field field : connect.fields()) {
                Object member = struct.getWithoutDefault(field.name());
                if (member != null) {
                    Objects.requireNonNull(writers.get(field)).write(member, out);
                    return;
                }
            }
            throw new DataException("No member of the union is set");
        });
    }

    private static ValueWriter orNull(Schema avro, Present present) {
        int none = avro.isNullable() ? avro.getIndexNamed("null") : -1;
        return (value, out) -> {
            if (value != null) {
                present.write(value, out);
            } else if (none >= 0) {
                out.writeIndex(none);
                out.writeNull();
            } else {
                throw new DataException("null, which the Avro union does not have");
            }
        };
    }

    private int indexOf(org.apache.kafka.connect.data.Schema connect, List<Schema> members) {
        Schema wanted = new ConnectToAvroSchema(options).translate(connect);
        Schema single = wanted.isUnion() ? AvroNames.withoutNull(wanted) : wanted;
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).getFullName().equals(single.getFullName())) {
                return i;
            }
        }
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).getType() == single.getType()) {
                return i;
            }
        }
        throw new DataException("The Avro union has no member for " + single.getFullName());
    }

    private Present raw(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        return switch (connect.type()) {
            case INT8 -> number(avro, value -> (Byte) value, connect);
            case INT16 -> number(avro, value -> (Short) value, connect);
            case INT32 -> number(avro, value -> (Integer) value, connect);
            case INT64 -> number(avro, value -> (Long) value, connect);
            case FLOAT32 -> number(avro, value -> (Float) value, connect);
            case FLOAT64 -> number(avro, value -> (Double) value, connect);
            case BOOLEAN ->
                expect(avro, Schema.Type.BOOLEAN, connect, (value, out) -> out.writeBoolean((Boolean) value));
            case STRING ->
                avro.getType() == Schema.Type.ENUM
                        ? symbol(avro)
                        : expect(avro, Schema.Type.STRING, connect, (value, out) -> out.writeString((String) value));
            case BYTES ->
                avro.getType() == Schema.Type.FIXED
                        ? fixed(avro)
                        : expect(avro, Schema.Type.BYTES, connect, (value, out) -> out.writeBytes(Bytes.array(value)));
            case ARRAY -> {
                expect(avro, Schema.Type.ARRAY, connect, Anything::write);
                yield array(writer(connect.valueSchema(), avro.getElementType()));
            }
            case MAP -> map(connect, avro);
            case STRUCT -> {
                expect(avro, Schema.Type.RECORD, connect, Anything::write);
                yield record(connect, avro);
            }
        };
    }

    /** Writes a value that is there. */
    private interface Present {
        void write(Object value, Encoder out) throws IOException;
    }

    private interface ExactNumber {
        Number of(Object value);
    }

    private static Present number(Schema avro, ExactNumber exact, org.apache.kafka.connect.data.Schema connect) {
        boolean whole = connect.type() != ConnectSchema.Type.FLOAT32 && connect.type() != ConnectSchema.Type.FLOAT64;
        boolean wide = connect.type() == ConnectSchema.Type.INT64 || connect.type() == ConnectSchema.Type.FLOAT64;
        return switch (avro.getType()) {
            case INT -> {
                Present writer = (value, out) -> out.writeInt(exact.of(value).intValue());
                yield whole && !wide ? writer : mismatch(connect, avro);
            }
            case LONG -> {
                Present writer = (value, out) -> out.writeLong(exact.of(value).longValue());
                yield whole ? writer : mismatch(connect, avro);
            }
            case FLOAT -> {
                Present writer = (value, out) -> out.writeFloat(exact.of(value).floatValue());
                yield connect.type() == ConnectSchema.Type.FLOAT32 ? writer : mismatch(connect, avro);
            }
            case DOUBLE -> {
                Present writer = (value, out) -> out.writeDouble(exact.of(value).doubleValue());
                yield !whole || !wide ? writer : mismatch(connect, avro);
            }
            default -> mismatch(connect, avro);
        };
    }

    private static Present expect(
            Schema avro, Schema.Type type, org.apache.kafka.connect.data.Schema connect, Present writer) {
        return avro.getType() == type ? writer : mismatch(connect, avro);
    }

    private static Present mismatch(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        throw new DataException("A Connect " + connect.type() + (connect.name() == null ? "" : " " + connect.name())
                + " does not fit the Avro type " + avro.getFullName() + " of the registered schema");
    }

    private static Present symbol(Schema avro) {
        return (value, out) -> {
            if (!avro.hasEnumSymbol((String) value)) {
                throw new DataException("'" + value + "' is not a symbol of the Avro enum " + avro.getFullName());
            }
            out.writeEnum(avro.getEnumOrdinal((String) value));
        };
    }

    private static Present fixed(Schema avro) {
        int size = avro.getFixedSize();
        return (value, out) -> {
            byte[] bytes = Bytes.array(value);
            if (bytes.length != size) {
                throw new DataException(
                        bytes.length + " bytes for the Avro fixed " + avro.getFullName() + " of " + size);
            }
            out.writeFixed(bytes);
        };
    }

    private static Present array(ValueWriter element) {
        return (value, out) -> {
            Collection<?> elements = (Collection<?>) value;
            out.writeArrayStart();
            out.setItemCount(elements.size());
            for (Object each : elements) {
                out.startItem();
                element.write(each, out);
            }
            out.writeArrayEnd();
        };
    }

    private Present map(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        if (avro.getType() == Schema.Type.MAP && connect.keySchema().type() == ConnectSchema.Type.STRING) {
            return stringMap(writer(connect.valueSchema(), avro.getValueType()));
        }
        if (avro.getType() != Schema.Type.ARRAY || !AvroNames.isMapEntry(avro.getElementType())) {
            return mismatch(connect, avro);
        }
        Schema entry = avro.getElementType();
        ValueWriter key =
                writer(connect.keySchema(), entry.getField(AvroNames.KEY).schema());
        ValueWriter value =
                writer(connect.valueSchema(), entry.getField(AvroNames.VALUE).schema());
        Present entries = array((each, out) -> {
            Map.Entry<?, ?> pair = (Map.Entry<?, ?>) Objects.requireNonNull(each);
            key.write(pair.getKey(), out);
            value.write(pair.getValue(), out);
        });
        return (map, out) -> entries.write(((Map<?, ?>) map).entrySet(), out);
    }

    private static Present stringMap(ValueWriter element) {
        return (value, out) -> {
            // Confluent's converter writes entries in the order of a grown HashMap: same order, same bytes.
            Map<Object, @Nullable Object> ordered = new HashMap<>();
            ((Map<?, ?>) value).forEach(ordered::put);
            out.writeMapStart();
            out.setItemCount(ordered.size());
            for (Map.Entry<Object, @Nullable Object> each : ordered.entrySet()) {
                out.startItem();
                out.writeString((String) each.getKey());
                element.write(each.getValue(), out);
            }
            out.writeMapEnd();
        };
    }

    private Present record(org.apache.kafka.connect.data.Schema connect, Schema avro) {
        Map<String, Field> byAvroName = new HashMap<>();
        connect.fields().forEach(field -> byAvroName.put(AvroNames.scrub(field.name(), options), field));
        List<Present> found = new ArrayList<>();
        for (Schema.Field field : avro.getFields()) {
            Field own = byAvroName.remove(field.name());
            found.add(own == null ? constant(avro, field) : field(own, writer(own.schema(), field.schema())));
        }
        if (!byAvroName.isEmpty()) {
            throw new DataException("The registered schema " + avro.getFullName() + " has no field for "
                    + byAvroName.keySet() + ": register a version that has, or set "
                    + AvroConverterConfig.AUTO_REGISTER + "=true");
        }
        Present[] writers = found.toArray(Present[]::new);
        return (value, out) -> {
            Struct struct = checked(value, connect);
            for (Present writer : writers) {
                writer.write(struct, out);
            }
        };
    }

    private Present field(Field field, ValueWriter writer) {
        // Only a default makes a difference between the two ways to get a value, one of which looks the name up.
        boolean keepNull = options.ignoreDefaultForNullables()
                && field.schema().isOptional()
                && field.schema().defaultValue() != null;
        return (value, out) -> {
            Struct struct = (Struct) value;
            try {
                writer.write(keepNull ? struct.getWithoutDefault(field.name()) : struct.get(field), out);
            } catch (DataException e) {
                throw new DataException("Field " + field.name() + ": " + e.getMessage(), e);
            } catch (ClassCastException e) {
                throw new DataException(
                        "Field " + field.name() + " does not hold a value of its type "
                                + field.schema().type(),
                        e);
            }
        };
    }

    /** A field that only the registered schema has: its default, encoded once. */
    private static Present constant(Schema record, Schema.Field field) {
        if (!field.hasDefaultValue()) {
            throw new DataException("The registered schema " + record.getFullName() + " requires the field "
                    + field.name() + ", which the record does not have");
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(field.schema()).write(GenericData.get().getDefaultValue(field), encoder);
            encoder.flush();
            byte[] encoded = bytes.toByteArray();
            return (value, out) -> out.writeFixed(encoded);
        } catch (IOException e) {
            throw new DataException("The default of field " + field.name() + " cannot be written", e);
        }
    }

    private static Struct checked(Object value, org.apache.kafka.connect.data.Schema connect) {
        Struct struct = (Struct) value;
        if (struct.schema() != connect && !sameStruct(struct.schema(), connect)) {
            throw new DataException("A struct of schema " + struct.schema().name() + " where one of " + connect.name()
                    + " was announced");
        }
        return struct;
    }

    /** A struct may have been made from the optional or the required variant of its schema. */
    private static boolean sameStruct(
            org.apache.kafka.connect.data.Schema one, org.apache.kafka.connect.data.Schema other) {
        return one.equals(other)
                || (one instanceof ConnectSchema
                        && one.fields().equals(other.fields())
                        && Objects.equals(one.name(), other.name()));
    }
}
