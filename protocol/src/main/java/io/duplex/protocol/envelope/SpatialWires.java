// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** How geometries (SRID and WKB) and vectors (little-endian floats) travel, both ways. */
final class SpatialWires {
    private static final int SRID_BYTES = 4;
    private static final int POINT_HEADER_BYTES = 5;
    private static final int POINT_BYTES = POINT_HEADER_BYTES + 2 * Double.BYTES;

    private SpatialWires() {}

    static ColumnWire geometry() {
        SchemaBuilder schema = ColumnWires.semantic(Schema.Type.STRUCT, SemanticTypes.GEOMETRY)
                .doc("Geometry")
                .field("wkb", Schema.BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
        return new ColumnWire(schema, field -> new StructEncoder(field, false), "");
    }

    static ColumnWire point() {
        SchemaBuilder schema = ColumnWires.semantic(Schema.Type.STRUCT, SemanticTypes.POINT)
                .doc("Geometry (POINT)")
                .field("x", Schema.FLOAT64_SCHEMA)
                .field("y", Schema.FLOAT64_SCHEMA)
                .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
                .field("srid", Schema.OPTIONAL_INT32_SCHEMA);
        return new ColumnWire(schema, field -> new StructEncoder(field, true), "");
    }

    private record StructEncoder(Schema schema, boolean point) implements ColumnEncoder {
        @Override
        public Object encode(Object value, Deviations deviations) {
            byte[] bytes = (byte[]) value;
            Struct struct = new Struct(schema);
            byte[] wkb = Arrays.copyOfRange(bytes, SRID_BYTES, bytes.length);
            int srid = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
            if (point) {
                putCoordinates(wkb, struct);
            }
            struct.put("wkb", wkb);
            if (srid != 0) {
                struct.put("srid", srid);
            }
            return struct;
        }

        private static void putCoordinates(byte[] wkb, Struct struct) {
            boolean whole = wkb.length >= POINT_BYTES;
            ByteBuffer buffer = ByteBuffer.wrap(wkb);
            buffer.order(whole && wkb[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            struct.put("x", whole ? buffer.getDouble(POINT_HEADER_BYTES) : 0.0);
            struct.put("y", whole ? buffer.getDouble(POINT_HEADER_BYTES + Double.BYTES) : 0.0);
        }
    }

    /** Returns SRID and WKB of a geometry or point struct. */
    static byte[] decodeGeometry(Struct struct) {
        Object field = struct.getWithoutDefault("wkb");
        byte[] wkb = field == null ? pointWkb(struct) : ValueDecoders.bytes(field);
        Integer srid = struct.getInt32("srid");
        return ByteBuffer.allocate(SRID_BYTES + wkb.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(srid == null ? 0 : srid)
                .put(wkb)
                .array();
    }

    private static byte[] pointWkb(Struct struct) {
        return ByteBuffer.allocate(POINT_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(1)
                .putDouble(struct.getFloat64("x"))
                .putDouble(struct.getFloat64("y"))
                .array();
    }

    static ColumnWire vector() {
        SchemaBuilder schema = SchemaBuilder.array(Schema.FLOAT32_SCHEMA)
                .name(SemanticTypes.FLOAT_VECTOR)
                .version(1);
        return ColumnWire.total(schema, (value, deviations) -> {
            ByteBuffer buffer = ByteBuffer.wrap((byte[]) value).order(ByteOrder.LITTLE_ENDIAN);
            List<Float> floats = new ArrayList<>(buffer.remaining() / Float.BYTES);
            boolean negativeZero = false;
            while (buffer.remaining() >= Float.BYTES) {
                float element = buffer.getFloat();
                negativeZero |= ColumnWires.isNegativeZero(element);
                floats.add(element);
            }
            if (negativeZero) {
                deviations.add(value);
            }
            return floats;
        });
    }

    /** Returns the vector's bytes. */
    static byte[] decodeVector(List<?> elements) {
        ByteBuffer buffer = ByteBuffer.allocate(elements.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        elements.forEach(element -> buffer.putFloat(((Number) element).floatValue()));
        return buffer.array();
    }
}
