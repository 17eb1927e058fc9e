// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Values without a Connect schema: a record with one nullable field per kind of value, of which at most one is set. */
final class Anything {

    static final Schema SCHEMA = schema();

    private static final List<String> KINDS =
            SCHEMA.getFields().stream().map(Schema.Field::name).toList();

    private Anything() {}

    private static Schema schema() {
        String name = AvroNames.NAMESPACE + ".Anything";
        return SchemaBuilder.record(name)
                .namespace(AvroNames.NAMESPACE)
                .fields()
                .optionalBoolean("boolean")
                .optionalBytes("bytes")
                .optionalDouble("double")
                .optionalFloat("float")
                .optionalInt("int")
                .optionalLong("long")
                .optionalString("string")
                .name("array")
                .type()
                .optional()
                .array()
                .items()
                .type(name)
                .name("map")
                .type()
                .optional()
                .array()
                .items()
                .record(AvroNames.MAP_ENTRY)
                .namespace(AvroNames.NAMESPACE)
                .fields()
                .name(AvroNames.KEY)
                .type(name)
                .noDefault()
                .name(AvroNames.VALUE)
                .type(name)
                .noDefault()
                .endRecord()
                .endRecord();
    }

    static void write(@Nullable Object value, Encoder out) throws IOException {
        String kind = value == null ? "" : kind(value);
        for (String candidate : KINDS) {
            boolean chosen = candidate.equals(kind);
            out.writeIndex(chosen ? 1 : 0);
            if (chosen && value != null) {
                writeKind(kind, value, out);
            } else {
                out.writeNull();
            }
        }
    }

    private static String kind(Object value) {
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return "int";
        }
        if (value instanceof Long) {
            return "long";
        }
        if (value instanceof Float) {
            return "float";
        }
        if (value instanceof Double) {
            return "double";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        return structuredKind(value);
    }

    private static String structuredKind(Object value) {
        if (value instanceof String) {
            return "string";
        }
        if (value instanceof Collection) {
            return "array";
        }
        if (value instanceof Map) {
            return "map";
        }
        throw new DataException("A value of " + value.getClass().getName()
                + " has no Connect schema, and without one this type cannot be written as Avro");
    }

    private static void writeKind(String kind, Object value, Encoder out) throws IOException {
        switch (kind) {
            case "int" -> out.writeInt(((Number) value).intValue());
            case "long" -> out.writeLong((Long) value);
            case "float" -> out.writeFloat((Float) value);
            case "double" -> out.writeDouble((Double) value);
            case "boolean" -> out.writeBoolean((Boolean) value);
            case "string" -> out.writeString((String) value);
            case "array" -> writeArray((Collection<?>) value, out);
            default -> writeMap((Map<?, ?>) value, out);
        }
    }

    private static void writeArray(Collection<?> values, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(values.size());
        for (Object element : values) {
            out.startItem();
            write(element, out);
        }
        out.writeArrayEnd();
    }

    private static void writeMap(Map<?, ?> values, Encoder out) throws IOException {
        out.writeArrayStart();
        out.setItemCount(values.size());
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            out.startItem();
            write(entry.getKey(), out);
            write(entry.getValue(), out);
        }
        out.writeArrayEnd();
    }

    static @Nullable Object read(Decoder in) throws IOException {
        Object found = null;
        for (String kind : KINDS) {
            if (in.readIndex() == 0) {
                in.readNull();
            } else {
                found = readKind(kind, in);
            }
        }
        return found;
    }

    private static Object readKind(String kind, Decoder in) throws IOException {
        return switch (kind) {
            case "int" -> in.readInt();
            case "long" -> in.readLong();
            case "float" -> in.readFloat();
            case "double" -> in.readDouble();
            case "boolean" -> in.readBoolean();
            case "string" -> in.readString();
            case "bytes" -> in.readBytes(null);
            case "array" -> readArray(in);
            default -> readMap(in);
        };
    }

    private static Object readArray(Decoder in) throws IOException {
        List<@Nullable Object> values = new ArrayList<>();
        for (long block = in.readArrayStart(); block != 0; block = in.arrayNext()) {
            for (long i = 0; i < block; i++) {
                values.add(read(in));
            }
        }
        return values;
    }

    private static Object readMap(Decoder in) throws IOException {
        Map<@Nullable Object, @Nullable Object> values = new HashMap<>();
        for (long block = in.readArrayStart(); block != 0; block = in.arrayNext()) {
            for (long i = 0; i < block; i++) {
                Object key = read(in);
                values.put(key, read(in));
            }
        }
        return values;
    }
}
