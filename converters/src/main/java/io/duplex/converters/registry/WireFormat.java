// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.connect.errors.DataException;

/** Confluent's frame: a zero byte, the schema id as four bytes big-endian, then the payload. */
public final class WireFormat {

    public static final int HEADER_LENGTH = 5;

    private static final byte MAGIC = 0;

    private WireFormat() {}

    public static void writeHeader(int id, ByteArrayOutputStream out) {
        out.writeBytes(ByteBuffer.allocate(HEADER_LENGTH).put(MAGIC).putInt(id).array());
    }

    public static int schemaId(byte[] message) {
        if (message.length < HEADER_LENGTH || message[0] != MAGIC) {
            throw new DataException(
                    "The record is not in the schema registry's wire format: it has " + message.length
                            + " bytes" + (message.length == 0 ? "" : " and starts with byte " + message[0])
                            + ", expected byte 0 and a four-byte schema id. Use the converter that the record was written with.");
        }
        return ByteBuffer.wrap(message, 1, Integer.BYTES).getInt();
    }
}
