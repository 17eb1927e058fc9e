// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.util.Arrays;

/** Text in UTF-8 as it grows: what {@link java.io.ByteArrayOutputStream} is, without a lock for each byte. */
final class Utf8Output {
    private static final int LEAST_GROWTH = 64;

    private byte[] bytes;
    private int length;

    /** Makes room for so many bytes; more is made when it is needed. */
    Utf8Output(int room) {
        bytes = new byte[room];
    }

    void write(int ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    /** Writes a text of ASCII characters. */
    void write(String ascii) {
        int more = ascii.length();
        room(more);
        for (int i = 0; i < more; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += more;
    }

    /** Writes bytes that are UTF-8 already, from {@code from} to before {@code to}. */
    void write(byte[] utf8, int from, int to) {
        int more = to - from;
        room(more);
        System.arraycopy(utf8, from, bytes, length, more);
        length += more;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        int wanted = Math.addExact(length, more);
        if (wanted > bytes.length) {
            int doubled = bytes.length > Integer.MAX_VALUE / 2 ? wanted : 2 * bytes.length;
            bytes = Arrays.copyOf(bytes, Math.max(wanted, doubled + LEAST_GROWTH));
        }
    }
}
