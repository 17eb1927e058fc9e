// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Makes the reader for an Avro schema and the Connect schema that was made from it. */
final class FromAvro {

    private FromAvro() {}

    static ValueReader reader(Schema avro, org.apache.kafka.connect.data.@Nullable Schema connect) {
        if (connect == null) {
            return Anything::read;
        }
        if (avro.isUnion()) {
            return union(avro, connect);
        }
        ValueReader raw = raw(avro, connect);
        return LogicalTypes.of(connect)
                .<ValueReader>map(logical -> in -> logical.fromRaw(connect, Objects.requireNonNull(raw.read(in))))
                .orElse(raw);
    }

    private static ValueReader union(Schema avro, org.apache.kafka.connect.data.Schema connect) {
        List<ValueReader> members = new ArrayList<>();
        int field = 0;
        for (Schema member : avro.getTypes()) {
            if (member.getType() == Schema.Type.NULL) {
                members.add(in -> {
                    in.readNull();
                    return null;
                });
            } else if (AvroNames.isUnion(connect)) {
                members.add(member(connect, connect.fields().get(field++), member));
            } else {
                members.add(reader(member, connect));
            }
        }
        return in -> {
            int index = in.readIndex();
            if (index < 0 || index >= members.size()) {
                throw new DataException("The record is damaged: member " + index + " of a union of " + members.size());
            }
            return members.get(index).read(in);
        };
    }

    private static ValueReader member(org.apache.kafka.connect.data.Schema union, Field field, Schema member) {
        ValueReader reader = reader(member, field.schema());
        return in -> new Struct(union).put(field, reader.read(in));
    }

    private static ValueReader raw(Schema avro, org.apache.kafka.connect.data.Schema connect) {
        return switch (avro.getType()) {
            case INT -> integer(connect);
            case LONG -> Decoder::readLong;
            case FLOAT -> Decoder::readFloat;
            case DOUBLE -> Decoder::readDouble;
            case BOOLEAN -> Decoder::readBoolean;
            case STRING -> Decoder::readString;
            case ENUM -> symbol(avro);
            case BYTES -> in -> in.readBytes(null);
            case FIXED -> fixed(avro.getFixedSize());
            case ARRAY ->
                AvroNames.isMapEntry(avro.getElementType())
                        ? entries(avro.getElementType(), connect)
                        : array(reader(avro.getElementType(), connect.valueSchema()));
            case MAP -> map(reader(avro.getValueType(), connect.valueSchema()));
            case RECORD -> record(avro, connect);
            case UNION, NULL -> throw new DataException("An Avro " + avro.getType() + " has no value of its own");
        };
    }

    private static ValueReader integer(org.apache.kafka.connect.data.Schema connect) {
        return switch (connect.type()) {
            case INT8 -> in -> (byte) in.readInt();
            case INT16 -> in -> (short) in.readInt();
            default -> Decoder::readInt;
        };
    }

    private static ValueReader symbol(Schema avro) {
        List<String> symbols = avro.getEnumSymbols();
        return in -> symbols.get(in.readEnum());
    }

    private static ValueReader fixed(int size) {
        return in -> {
            byte[] bytes = new byte[size];
            in.readFixed(bytes);
            return ByteBuffer.wrap(bytes);
        };
    }

    private static ValueReader array(ValueReader element) {
        return in -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (long block = in.readArrayStart(); block != 0; block = in.arrayNext()) {
                for (long i = 0; i < block; i++) {
                    values.add(element.read(in));
                }
            }
            return values;
        };
    }

    private static ValueReader map(ValueReader element) {
        return in -> {
            Map<String, @Nullable Object> values = new HashMap<>();
            for (long block = in.readMapStart(); block != 0; block = in.mapNext()) {
                for (long i = 0; i < block; i++) {
                    String key = in.readString();
                    values.put(key, element.read(in));
                }
            }
            return values;
        };
    }

    private static ValueReader entries(Schema entry, org.apache.kafka.connect.data.Schema connect) {
        // Fields of a foreign entry record may stand in either order.
        boolean keyFirst = entry.getField(AvroNames.KEY).pos() == 0;
        ValueReader key = reader(entry.getField(AvroNames.KEY).schema(), connect.keySchema());
        ValueReader value = reader(entry.getField(AvroNames.VALUE).schema(), connect.valueSchema());
        return in -> {
            Map<@Nullable Object, @Nullable Object> values = new HashMap<>();
            for (long block = in.readArrayStart(); block != 0; block = in.arrayNext()) {
                for (long i = 0; i < block; i++) {
                    Object first = (keyFirst ? key : value).read(in);
                    Object second = (keyFirst ? value : key).read(in);
                    values.put(keyFirst ? first : second, keyFirst ? second : first);
                }
            }
            return values;
        };
    }

    private static ValueReader record(Schema avro, org.apache.kafka.connect.data.Schema connect) {
        List<Field> fields = connect.fields();
        List<ValueReader> readers = new ArrayList<>();
        for (Schema.Field field : avro.getFields()) {
            readers.add(reader(field.schema(), connect.field(field.name()).schema()));
        }
        return in -> readRecord(in, connect, fields, readers);
    }

    private static Struct readRecord(
            Decoder in, org.apache.kafka.connect.data.Schema connect, List<Field> fields, List<ValueReader> readers)
            throws IOException {
        Struct struct = new Struct(connect);
        for (int i = 0; i < readers.size(); i++) {
            struct.put(fields.get(i), readers.get(i).read(in));
        }
        return struct;
    }
}
