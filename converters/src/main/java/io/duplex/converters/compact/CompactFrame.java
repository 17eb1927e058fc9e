// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import org.apache.kafka.connect.errors.DataException;

/** What a record begins with: a {@code D}, the version of the format, and the schema with its length. */
final class CompactFrame {
    private static final byte MAGIC = 'D';
    private static final byte VERSION = 1;

    private CompactFrame() {}

    static byte[] head(byte[] schema) {
        ByteOutput out = new ByteOutput();
        out.writeByte(MAGIC);
        out.writeByte(VERSION);
        out.writeBytes(schema);
        return out.toBytes();
    }

    /** Returns the message from its schema's length on. */
    static ByteInput open(byte[] message) {
        if (message.length < 3 || message[0] != MAGIC) {
            throw new DataException("the record of " + message.length
                    + " bytes was not written by CompactConverter" + began(message)
                    + ". Use the converter that it was written with");
        }
        if (message[1] != VERSION) {
            throw new DataException("the record has version " + message[1]
                    + " of CompactConverter's format, of which this one knows only " + VERSION
                    + ". Install a newer Duplex");
        }
        return new ByteInput(message, 2);
    }

    private static String began(byte[] message) {
        if (message.length == 0) {
            return "";
        }
        return message[0] == '{'
                ? ": it looks like JSON"
                : message[0] == 0 ? ": it looks like a schema registry's" : ": it begins with byte " + message[0];
    }
}
