// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are being written. Not thread-safe. */
final class ByteOutput {
    private static final int FIRST_SIZE = 1024;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;

    void writeByte(int value) {
        grow(1);
        bytes[size++] = (byte) value;
    }

    /** Small numbers take few bytes, whatever their sign. */
    void writeNumber(long value) {
        writeUnsigned((value << 1) ^ (value >> 63));
    }

    /** Seven bits a byte, the lowest first. */
    void writeUnsigned(long value) {
        grow(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** The lowest {@code count} bytes of the value, the lowest first. */
    void writeFixed(long value, int count) {
        grow(count);
        for (int i = 0; i < count; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
    }

    void writeRaw(byte[] value) {
        grow(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** With the length in front. */
    void writeBytes(byte[] value) {
        writeUnsigned(value.length);
        writeRaw(value);
    }

    void writeText(String value) {
        writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void grow(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, 1 << 30)));
        }
    }
}
