// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the body of an event from its beginning to its end, in the words of the protocol. Numbers are little-endian
 * unless the method says otherwise. Reading past the end is an {@link IndexOutOfBoundsException}.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html">integers</a>
 */
public final class EventBytes {
    private final byte[] bytes;
    private final int end;
    private int at;

    public EventBytes(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private EventBytes(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** Returns a reader over the next bytes, which this one passes over. */
    public EventBytes slice(int length) {
        int start = skip(length);
        return new EventBytes(bytes, start, start + length);
    }

    public int remaining() {
        return end - at;
    }

    public boolean hasRemaining() {
        return at < end;
    }

    /** Passes over bytes and returns where they began. */
    public int skip(int length) {
        if (length < 0 || length > end - at) {
            throw new IndexOutOfBoundsException(
                    "Event ends early: " + length + " more bytes wanted, " + (end - at) + " left");
        }
        int start = at;
        at += length;
        return start;
    }

    /** Reads an unsigned byte. */
    public int uint8() {
        return bytes[skip(1)] & 0xff;
    }

    public int uint16() {
        int start = skip(2);
        return (bytes[start] & 0xff) | (bytes[start + 1] & 0xff) << 8;
    }

    public long uint32() {
        return uint(4);
    }

    /** Reads an unsigned number of 1 to 8 bytes. */
    public long uint(int length) {
        int start = skip(length);
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | (bytes[start + i] & 0xff);
        }
        return value;
    }

    /** Reads a signed number of 1 to 8 bytes. */
    public long sint(int length) {
        int unused = 64 - 8 * length;
        return uint(length) << unused >> unused;
    }

    /** Reads an unsigned big-endian number of 1 to 8 bytes. */
    public long bigEndian(int length) {
        int start = skip(length);
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | (bytes[start + i] & 0xff);
        }
        return value;
    }

    /** Reads a length-encoded ("packed") integer. */
    public long packed() {
        int first = uint8();
        return switch (first) {
            case 0xfc -> uint16();
            case 0xfd -> uint(3);
            case 0xfe -> uint(8);
            default -> first;
        };
    }

    /** Reads an integer of the format of tagged GTID events: trailing one bits of the first byte count further bytes. */
    public long variableLength() {
        int first = uint8();
        int extra = Integer.numberOfTrailingZeros(~first);
        if (extra == 0) {
            return first >> 1;
        }
        long rest = uint(extra);
        return extra >= 7 ? rest : rest << (7 - extra) | first >> (extra + 1);
    }

    /** Reads a signed integer of the format of tagged GTID events. */
    public long variableLengthSigned() {
        long value = variableLength();
        return (value & 1) == 0 ? value >>> 1 : -(value >>> 1) - 1;
    }

    public byte[] read(int length) {
        int start = skip(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    /** Reads all that is left. */
    public byte[] readRest() {
        return read(remaining());
    }

    /** Reads text in the server's own character set, which names are in. */
    public String name(int length) {
        int start = skip(length);
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /** Reads a name that ends with a zero byte. */
    public String nameToZero() {
        int length = 0;
        while (bytes[at + length] != 0) {
            length++;
        }
        String name = name(length);
        skip(1);
        return name;
    }

    /** Reads a set of bits, the lowest bit of the first byte first. */
    public Bits bits(int count) {
        int start = skip((count + 7) / 8);
        return new Bits(bytes, start);
    }

    /** Bits within an event; a view, valid as long as the event is. */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    public record Bits(byte[] bytes, int start) {
        public boolean get(int index) {
            return (bytes[start + (index >> 3)] & 1 << (index & 7)) != 0;
        }

        /** Counts the bits that are set among the first ones. */
        public int count(int among) {
            int set = 0;
            for (int i = 0; i < among; i++) {
                set += get(i) ? 1 : 0;
            }
            return set;
        }
    }
}
