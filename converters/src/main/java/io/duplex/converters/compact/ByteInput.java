// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.connect.errors.DataException;

/** Bytes that are being read; what they lack is an error. Not thread-safe. */
final class ByteInput {
    private final byte[] bytes;
    private int at;

    ByteInput(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    int position() {
        return at;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }

    int readByte() {
        require(1);
        return bytes[at++];
    }

    long readNumber() {
        long value = readUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DataException("a number is longer than 64 bits");
    }

    long readFixed(int count) {
        require(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[at++] & 0xffL) << (8 * i);
        }
        return value;
    }

    /** How many bytes, or elements of at least one byte, follow. */
    int readCount() {
        long count = readUnsigned();
        if (count < 0 || count > bytes.length - at) {
            throw new DataException("of " + count + " bytes or elements only " + (bytes.length - at) + " are there");
        }
        return (int) count;
    }

    void skip(int count) {
        require(count);
        at += count;
    }

    byte[] readBytes() {
        int length = readCount();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String readText() {
        int length = readCount();
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    private void require(int count) {
        if (bytes.length - at < count) {
            throw new DataException("the record ends after " + bytes.length + " bytes, amid a value");
        }
    }
}
