// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.JsonNumbers;
import java.util.regex.Pattern;

/**
 * How Debezium writes a JSON document that it read from the binlog: without spaces, and doubles with all their digits
 * and never with an exponent. Values of SQL types that JSON does not have, before which {@link JsonMarks} stand, stay as
 * the server writes them, or become Debezium's.
 */
final class TextOfJson {
    private static final String BYTES = "base64:type";
    private static final String CONTROL = "\\u00";
    private static final Pattern FRACTION_ENDS = Pattern.compile("[.]?0+$");

    private final String server;
    private final boolean asDebezium;
    private final StringBuilder text;
    private boolean exact = true;
    private int at;
    private int control = -1;

    private TextOfJson(String server, boolean asDebezium) {
        this.asDebezium = asDebezium;
        this.server = server;
        this.text = new StringBuilder(server.length());
    }

    /**
     * Returns the text instead of the server's own.
     *
     * @param asDebezium whether values of other SQL types are Debezium's
     */
    static TextOfJson of(String server, boolean asDebezium) {
        TextOfJson json = new TextOfJson(server, asDebezium);
        json.write();
        return json;
    }

    /** Tells whether the server would read the same document from this text. */
    boolean exact() {
        return exact;
    }

    private void write() {
        while (at < server.length()) {
            char c = server.charAt(at);
            if (c == '"') {
                string();
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                number();
            } else if (c == JsonMarks.MARK) {
                at++;
                // As plain JSON it would be a string, or a double.
                exact = false;
                marked();
            } else {
                if (c != ' ') {
                    text.append(c);
                }
                at++;
            }
        }
    }

    /** Writes a time without zeros at the end of its fraction, and bytes without their type and breaks of lines. */
    private void marked() {
        if (server.charAt(at) != '"') {
            text.append(token());
            return;
        }
        int end = server.indexOf('"', at + 1);
        String value = server.substring(at + 1, end);
        String said = value;
        if (asDebezium && value.startsWith(BYTES)) {
            said = value.substring(value.indexOf(':', BYTES.length()) + 1).replace("\\n", "");
        } else if (asDebezium && value.indexOf('.') >= 0) {
            said = FRACTION_ENDS.matcher(value).replaceFirst("");
        }
        text.append('"').append(said).append('"');
        at = end + 1;
    }

    private void string() {
        int start = at++;
        while (server.charAt(at) != '"') {
            at += server.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
        copied(start);
    }

    /** Copies a string; of control characters Debezium writes the hexadecimal digits in upper case. */
    private void copied(int start) {
        int from = start;
        for (int i = control(from); i < at; i = control(i + 6)) {
            if (escapes(start, i)) {
                text.append(server, from, i + 4);
                text.append(Character.toUpperCase(server.charAt(i + 4)));
                text.append(Character.toUpperCase(server.charAt(i + 5)));
                from = i + 6;
            }
        }
        text.append(server, from, at);
    }

    /** Returns where the next control character may be; the whole text is searched once, not once for each string. */
    private int control(int from) {
        if (control < from) {
            int found = server.indexOf(CONTROL, from);
            control = found < 0 ? server.length() : found;
        }
        return control;
    }

    private boolean escapes(int start, int backslash) {
        int before = backslash;
        while (before > start && server.charAt(before - 1) == '\\') {
            before--;
        }
        return (backslash - before) % 2 == 0;
    }

    private void number() {
        String number = token();
        boolean whole = number.indexOf('.') < 0 && number.indexOf('e') < 0;
        text.append(whole ? number : fraction(number));
    }

    /** Returns a number as the server wrote it. */
    private String token() {
        int start = at;
        while (at < server.length() && ",]} ".indexOf(server.charAt(at)) < 0) {
            at++;
        }
        return server.substring(start, at);
    }

    private String fraction(String number) {
        double nearest = Double.parseDouble(number);
        if (number.equals(Double.toString(nearest)) || JsonNumbers.isDecimal(number)) {
            return number;
        }
        String told = JsonNumbers.debeziumText(nearest);
        exact &= told.equals(number);
        return told;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
