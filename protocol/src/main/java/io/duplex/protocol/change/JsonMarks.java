// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import java.nio.charset.StandardCharsets;

/**
 * Marks in a JSON text before values of SQL types that JSON does not have: before the strings that stand for dates, times
 * and bytes, and before DECIMAL numbers. The mark is a tab,
 * which is space to every reader of JSON and which no server writes: within strings it is escaped.
 */
public final class JsonMarks {
    /** Stands before the string's quotation mark, or the number. */
    public static final char MARK = '\t';

    private JsonMarks() {}

    /** Returns the server's own text. */
    public static byte[] removed(byte[] json) {
        int marks = 0;
        for (byte b : json) {
            marks += b == MARK ? 1 : 0;
        }
        if (marks == 0) {
            return json;
        }
        byte[] plain = new byte[json.length - marks];
        int length = 0;
        for (byte b : json) {
            if (b != MARK) {
                plain[length++] = b;
            }
        }
        return plain;
    }

    /** Returns the server's own text, decoded. */
    public static String text(byte[] json) {
        return new String(removed(json), StandardCharsets.UTF_8);
    }
}
