// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.connect.errors.DataException;

/**
 * Confluent's frames: a zero byte and the schema id as four bytes big-endian, or a one and the 16 bytes of the schema's GUID. They stand in
 * front of the payload, or, as newer serializers may write them, in a header of the record.
 */
public final class WireFormat {

    public static final String KEY_HEADER = "__key_schema_id";
    public static final String VALUE_HEADER = "__value_schema_id";

    private static final int HEADER_LENGTH = 5;
    private static final int GUID_HEADER_LENGTH = 17;
    private static final byte MAGIC = 0;
    private static final byte GUID_MAGIC = 1;

    private WireFormat() {}

    public static void writeHeader(int id, ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(HEADER_LENGTH).put(MAGIC).putInt(id).array());
    }

    /** The schema that a frame names; {@link SchemaKey#length} bytes of it are the name. */
    public static SchemaKey schema(byte[] frame) {
        if (frame.length >= HEADER_LENGTH && frame[0] == MAGIC) {
            return SchemaKey.ofId(ByteBuffer.wrap(frame, 1, Integer.BYTES).getInt(), HEADER_LENGTH);
        }
        if (frame.length >= GUID_HEADER_LENGTH && frame[0] == GUID_MAGIC) {
            ByteBuffer guid = ByteBuffer.wrap(frame, 1, 2 * Long.BYTES);
            return SchemaKey.ofGuid(new UUID(guid.getLong(), guid.getLong()), GUID_HEADER_LENGTH);
        }
        throw new DataException("The record is not in the schema registry's wire format: it has " + frame.length
                + " bytes" + (frame.length == 0 ? "" : " and starts with byte " + frame[0])
                + ", expected byte 0 and a four-byte schema id. Use the converter that the record was written with.");
    }
}
