// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Values of a schema as bytes: fields in the schema's order, a byte in front of optional ones, numbers in as few bytes as
 * they need, floating point by its bits. Both directions are made once for each schema.
 */
final class ValueFormat {
    private static final int ABSENT = 0;
    private static final int PRESENT = 1;

    private ValueFormat() {}

    /** Writes one value; null only where the schema allows it. */
    interface Writer {
        void write(@Nullable Object value, ByteOutput out);
    }

    /** Reads one value. */
    interface Reader {
        @Nullable
        Object read(ByteInput in);
    }

    static Writer writer(Schema schema) {
        Writer present = logicalWriter(schema, plainWriter(schema));
        if (schema.isOptional()) {
            return (value, out) -> {
                out.writeByte(value == null ? ABSENT : PRESENT);
                if (value != null) {
                    present.write(value, out);
                }
            };
        }
        return (value, out) -> {
            Object said = value == null ? schema.defaultValue() : value;
            if (said == null) {
                throw new DataException("null for a required " + schema.type());
            }
            present.write(said, out);
        };
    }

    static Reader reader(Schema schema) {
        Reader present = logicalReader(schema, plainReader(schema));
        if (!schema.isOptional()) {
            return present;
        }
        return in -> in.readByte() == ABSENT ? null : present.read(in);
    }

    private static Writer logicalWriter(Schema schema, Writer plain) {
        String name = schema.name() == null ? "" : schema.name();
        return switch (name) {
            case Decimal.LOGICAL_NAME ->
                (value, out) -> plain.write(Decimal.fromLogical(schema, (BigDecimal) required(value)), out);
            case Date.LOGICAL_NAME ->
                (value, out) -> plain.write(Date.fromLogical(schema, (java.util.Date) required(value)), out);
            case Time.LOGICAL_NAME ->
                (value, out) -> plain.write(Time.fromLogical(schema, (java.util.Date) required(value)), out);
            case Timestamp.LOGICAL_NAME ->
                (value, out) -> plain.write(Timestamp.fromLogical(schema, (java.util.Date) required(value)), out);
            default -> plain;
        };
    }

    private static Reader logicalReader(Schema schema, Reader plain) {
        String name = schema.name() == null ? "" : schema.name();
        return switch (name) {
            case Decimal.LOGICAL_NAME -> in -> Decimal.toLogical(schema, (byte[]) required(plain.read(in)));
            case Date.LOGICAL_NAME -> in -> Date.toLogical(schema, (Integer) required(plain.read(in)));
            case Time.LOGICAL_NAME -> in -> Time.toLogical(schema, (Integer) required(plain.read(in)));
            case Timestamp.LOGICAL_NAME -> in -> Timestamp.toLogical(schema, (Long) required(plain.read(in)));
            default -> plain;
        };
    }

    private static Object required(@Nullable Object value) {
        return Objects.requireNonNull(value);
    }

    private static Writer plainWriter(Schema schema) {
        return switch (schema.type()) {
            case INT8 -> (value, out) -> out.writeByte((Byte) required(value));
            case INT16 -> (value, out) -> out.writeNumber((Short) required(value));
            case INT32 -> (value, out) -> out.writeNumber((Integer) required(value));
            case INT64 -> (value, out) -> out.writeNumber((Long) required(value));
            case FLOAT32 -> (value, out) -> out.writeFixed(Float.floatToRawIntBits((Float) required(value)), 4);
            case FLOAT64 -> (value, out) -> out.writeFixed(Double.doubleToRawLongBits((Double) required(value)), 8);
            case BOOLEAN -> (value, out) -> out.writeByte((Boolean) required(value) ? 1 : 0);
            case STRING -> (value, out) -> out.writeText((String) required(value));
            case BYTES -> (value, out) -> out.writeBytes(bytes(required(value)));
            case ARRAY -> listWriter(writer(schema.valueSchema()));
            case MAP -> mapWriter(writer(schema.keySchema()), writer(schema.valueSchema()));
            case STRUCT -> structWriter(schema);
        };
    }

    private static Reader plainReader(Schema schema) {
        return switch (schema.type()) {
            case INT8 -> in -> (byte) in.readByte();
            case INT16 -> in -> (short) in.readNumber();
            case INT32 -> in -> (int) in.readNumber();
            case INT64 -> ByteInput::readNumber;
            case FLOAT32 -> in -> Float.intBitsToFloat((int) in.readFixed(4));
            case FLOAT64 -> in -> Double.longBitsToDouble(in.readFixed(8));
            case BOOLEAN -> in -> in.readByte() != 0;
            case STRING -> ByteInput::readText;
            case BYTES -> ByteInput::readBytes;
            case ARRAY -> listReader(reader(schema.valueSchema()));
            case MAP -> mapReader(reader(schema.keySchema()), reader(schema.valueSchema()));
            case STRUCT -> structReader(schema);
        };
    }

    private static byte[] bytes(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return (byte[]) value;
    }

    private static Writer listWriter(Writer element) {
        return (value, out) -> {
            List<?> list = (List<?>) required(value);
            out.writeUnsigned(list.size());
            list.forEach(each -> element.write(each, out));
        };
    }

    private static Reader listReader(Reader element) {
        return in -> {
            int count = in.readCount();
            List<@Nullable Object> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(element.read(in));
            }
            return list;
        };
    }

    private static Writer mapWriter(Writer key, Writer value) {
        return (map, out) -> {
            Map<?, ?> entries = (Map<?, ?>) required(map);
            out.writeUnsigned(entries.size());
            entries.forEach((name, each) -> {
                key.write(name, out);
                value.write(each, out);
            });
        };
    }

    private static Reader mapReader(Reader key, Reader value) {
        return in -> {
            int count = in.readCount();
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                Object name = key.read(in);
                map.put(name, value.read(in));
            }
            return map;
        };
    }

    private static Writer structWriter(Schema schema) {
        Field[] fields = schema.fields().toArray(Field[]::new);
        Writer[] writers = new Writer[fields.length];
        for (int i = 0; i < fields.length; i++) {
            writers[i] = writer(fields[i].schema());
        }
        return (value, out) -> {
            Struct struct = (Struct) required(value);
            for (int i = 0; i < fields.length; i++) {
                try {
                    writers[i].write(value(struct, fields[i]), out);
                } catch (DataException | ClassCastException unfit) {
                    throw new DataException("field " + fields[i].name() + ": " + unfit.getMessage(), unfit);
                }
            }
        };
    }

    /** NULL must not become the field's default; without one, access by position is faster. */
    private static @Nullable Object value(Struct struct, Field field) {
        return field.schema().defaultValue() == null ? struct.get(field) : struct.getWithoutDefault(field.name());
    }

    private static Reader structReader(Schema schema) {
        Field[] fields = schema.fields().toArray(Field[]::new);
        Reader[] readers = new Reader[fields.length];
        for (int i = 0; i < fields.length; i++) {
            readers[i] = reader(fields[i].schema());
        }
        return in -> {
            Struct struct = new Struct(schema);
            for (int i = 0; i < fields.length; i++) {
                struct.put(fields[i], readers[i].read(in));
            }
            return struct;
        };
    }
}
