// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A schema as bytes, with all that Connect knows of it, and any names. A struct that is equal to an earlier one, as the
 * row after a change is to the row before it, is told by the earlier one's number.
 */
final class SchemaFormat {
    /** A type's code is its place here, from 1 on. */
    private static final List<Schema.Type> TYPES = List.of(
            Schema.Type.INT8,
            Schema.Type.INT16,
            Schema.Type.INT32,
            Schema.Type.INT64,
            Schema.Type.FLOAT32,
            Schema.Type.FLOAT64,
            Schema.Type.BOOLEAN,
            Schema.Type.STRING,
            Schema.Type.BYTES,
            Schema.Type.ARRAY,
            Schema.Type.MAP,
            Schema.Type.STRUCT);

    private static final int EARLIER = 0;
    private static final int OPTIONAL = 1;
    private static final int NAME = 2;
    private static final int VERSION = 4;
    private static final int DOC = 8;
    private static final int PARAMETERS = 16;
    private static final int DEFAULT = 32;

    private final List<Schema> structs = new ArrayList<>();

    private SchemaFormat() {}

    static byte[] write(Schema schema) {
        ByteOutput out = new ByteOutput();
        new SchemaFormat().write(schema, out);
        return out.toBytes();
    }

    static Schema read(byte[] bytes) {
        return new SchemaFormat().read(new ByteInput(bytes, 0));
    }

    private void write(Schema schema, ByteOutput out) {
        int earlier = structs.indexOf(schema);
        if (earlier >= 0) {
            out.writeByte(EARLIER);
            out.writeUnsigned(earlier);
            return;
        }
        out.writeByte(TYPES.indexOf(schema.type()) + 1);
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        Object defaultValue = schema.defaultValue();
        out.writeByte((schema.isOptional() ? OPTIONAL : 0)
                | (schema.name() == null ? 0 : NAME)
                | (schema.version() == null ? 0 : VERSION)
                | (schema.doc() == null ? 0 : DOC)
                | (parameters.isEmpty() ? 0 : PARAMETERS)
                | (defaultValue == null ? 0 : DEFAULT));
        Optional.ofNullable(schema.name()).ifPresent(out::writeText);
        Optional.ofNullable(schema.version()).ifPresent(out::writeNumber);
        Optional.ofNullable(schema.doc()).ifPresent(out::writeText);
        if (!parameters.isEmpty()) {
            out.writeUnsigned(parameters.size());
            parameters.forEach((name, value) -> {
                out.writeText(name);
                out.writeText(value);
            });
        }
        writeParts(schema, out);
        if (defaultValue != null) {
            ValueFormat.writer(schema).write(defaultValue, out);
        }
        if (schema.type() == Schema.Type.STRUCT) {
            structs.add(schema);
        }
    }

    private void writeParts(Schema schema, ByteOutput out) {
        switch (schema.type()) {
            case ARRAY -> write(schema.valueSchema(), out);
            case MAP -> {
                write(schema.keySchema(), out);
                write(schema.valueSchema(), out);
            }
            case STRUCT -> {
                out.writeUnsigned(schema.fields().size());
                for (Field field : schema.fields()) {
                    out.writeText(field.name());
                    write(field.schema(), out);
                }
            }
            default -> {
                // has none
            }
        }
    }

    private Schema read(ByteInput in) {
        int code = in.readByte();
        if (code == EARLIER) {
            long number = in.readUnsigned();
            if (number < 0 || number >= structs.size()) {
                throw new DataException("the schema refers to a struct that is not there");
            }
            return structs.get((int) number);
        }
        if (code < 0 || code > TYPES.size()) {
            throw new DataException("the schema has the unknown type " + code);
        }
        Head head = Head.read(TYPES.get(code - 1), in);
        Parts parts = readParts(head.type(), in);
        Schema schema = head.with(parts, null);
        if (head.has(DEFAULT)) {
            schema = head.with(parts, ValueFormat.reader(schema).read(in));
        }
        if (head.type() == Schema.Type.STRUCT) {
            structs.add(schema);
        }
        return schema;
    }

    private Parts readParts(Schema.Type type, ByteInput in) {
        return switch (type) {
            case ARRAY -> new Parts(null, null, read(in));
            case MAP -> new Parts(null, read(in), read(in));
            case STRUCT -> {
                int count = in.readCount();
                List<Field> fields = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    String name = in.readText();
                    fields.add(new Field(name, i, read(in)));
                }
                yield new Parts(fields, null, null);
            }
            default -> new Parts(null, null, null);
        };
    }

    /** What a schema consists of. */
    private record Parts(
            @Nullable List<Field> fields,
            @Nullable Schema key,
            @Nullable Schema value) {}

    /** What a schema is called. */
    private record Head(
            Schema.Type type,
            int flags,
            @Nullable String name,
            @Nullable Integer version,
            @Nullable String doc,
            @Nullable Map<String, String> parameters) {

        static Head read(Schema.Type type, ByteInput in) {
            int flags = in.readByte();
            String name = (flags & NAME) == 0 ? null : in.readText();
            Integer version = (flags & VERSION) == 0 ? null : (Integer) (int) in.readNumber();
            String doc = (flags & DOC) == 0 ? null : in.readText();
            return new Head(type, flags, name, version, doc, (flags & PARAMETERS) == 0 ? null : readParameters(in));
        }

        private static Map<String, String> readParameters(ByteInput in) {
            int count = in.readCount();
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                String parameter = in.readText();
                parameters.put(parameter, in.readText());
            }
            return parameters;
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        Schema with(Parts parts, @Nullable Object defaultValue) {
            return new ConnectSchema(
                    type,
                    has(OPTIONAL),
                    defaultValue,
                    name,
                    version,
                    doc,
                    parameters,
                    parts.fields(),
                    parts.key(),
                    parts.value());
        }
    }
}
