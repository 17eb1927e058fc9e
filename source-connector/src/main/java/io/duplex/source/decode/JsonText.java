// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.JsonNumbers;
import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.source.binlog.EventBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Prints a JSON value from its binary form as MySQL 8.0 does. (5.7's own text says 1 for the double 1.0, and would make
 * an integer of it.)
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/json__binary_8h.html">binary form</a>
 */
final class JsonText {
    static final int SMALL_OBJECT = 0;
    static final int LARGE_OBJECT = 1;
    static final int SMALL_ARRAY = 2;
    static final int LARGE_ARRAY = 3;
    static final int LITERAL = 4;
    private static final int INT16 = 5;
    private static final int UINT16 = 6;
    private static final int INT32 = 7;
    private static final int UINT32 = 8;
    private static final int INT64 = 9;
    private static final int UINT64 = 10;
    private static final int DOUBLE = 11;
    private static final int STRING = 12;
    private static final int OPAQUE = 15;

    private static final int DATE = 10;
    private static final int TIME = 11;
    private static final int DATETIME = 12;
    private static final int TIMESTAMP = 7;
    private static final int DECIMAL = 246;

    private static final int BASE64_LINE = 76;
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(BASE64_LINE, new byte[] {'\n'});
    private static final String HEX = "0123456789abcdef";

    private final byte[] bytes;
    private final Utf8Output text;

    /** Prints values of a document's bytes to {@code text}, with {@link JsonMarks}. */
    JsonText(byte[] bytes, Utf8Output text) {
        this.bytes = bytes;
        this.text = text;
    }

    /** Returns the text in utf8mb4, with {@link JsonMarks}. */
    static byte[] of(byte[] binary) {
        if (binary.length == 0) {
            return "null".getBytes(StandardCharsets.US_ASCII);
        }
        JsonText json = new JsonText(binary, new Utf8Output(binary.length + 16));
        json.value(binary[0] & 0xff, 1);
        return json.text.toBytes();
    }

    private EventBytes at(int offset) {
        EventBytes reader = new EventBytes(bytes);
        reader.skip(offset);
        return reader;
    }

    void value(int type, int offset) {
        switch (type) {
            case SMALL_OBJECT -> object(offset, 2);
            case LARGE_OBJECT -> object(offset, 4);
            case SMALL_ARRAY -> array(offset, 2);
            case LARGE_ARRAY -> array(offset, 4);
            case LITERAL -> literal(at(offset).uint8());
            case INT16 -> print(Long.toString(at(offset).sint(2)));
            case UINT16 -> print(Long.toString(at(offset).uint(2)));
            case INT32 -> print(Long.toString(at(offset).sint(4)));
            case UINT32 -> print(Long.toString(at(offset).uint(4)));
            case INT64 -> print(Long.toString(at(offset).sint(8)));
            case UINT64 -> print(Long.toUnsignedString(at(offset).uint(8)));
            case DOUBLE ->
                print(JsonNumbers.text(Double.longBitsToDouble(at(offset).uint(8))));
            case STRING -> {
                EventBytes reader = at(offset);
                int length = length(reader);
                string(bytes.length - reader.remaining(), length);
            }
            case OPAQUE -> opaque(offset);
            default -> throw new IllegalArgumentException("JSON type " + type + " is not known");
        }
    }

    private void literal(int literal) {
        print(
                switch (literal) {
                    case 0 -> "null";
                    case 1 -> "true";
                    case 2 -> "false";
                    default -> throw new IllegalArgumentException("JSON literal " + literal + " is not known");
                });
    }

    private void array(int offset, int width) {
        EventBytes head = at(offset);
        int count = (int) head.uint(width);
        head.skip(width);
        print("[");
        for (int i = 0; i < count; i++) {
            print(i == 0 ? "" : ", ");
            entry(head, offset, width);
        }
        print("]");
    }

    private void object(int offset, int width) {
        EventBytes head = at(offset);
        int count = (int) head.uint(width);
        head.skip(width);
        EventBytes values = at(offset + 2 * width + count * (width + 2));
        print("{");
        for (int i = 0; i < count; i++) {
            print(i == 0 ? "" : ", ");
            int keyOffset = (int) head.uint(width);
            string(offset + keyOffset, head.uint16());
            print(": ");
            entry(values, offset, width);
        }
        print("}");
    }

    /** Hands out an object's members without printing them. */
    void members(int type, int offset, BiConsumer<byte[], JsonNode> out) {
        int width = type == SMALL_OBJECT ? 2 : 4;
        EventBytes head = at(offset);
        int count = (int) head.uint(width);
        head.skip(width);
        EventBytes values = at(offset + 2 * width + count * (width + 2));
        for (int i = 0; i < count; i++) {
            int start = offset + (int) head.uint(width);
            out.accept(Arrays.copyOfRange(bytes, start, start + head.uint16()), node(values, offset, width));
        }
    }

    /** Hands out an array's elements without printing them. */
    void elements(int type, int offset, Consumer<JsonNode> out) {
        int width = type == SMALL_ARRAY ? 2 : 4;
        EventBytes head = at(offset);
        int count = (int) head.uint(width);
        head.skip(width);
        for (int i = 0; i < count; i++) {
            out.accept(node(head, offset, width));
        }
    }

    private JsonNode node(EventBytes entries, int base, int width) {
        int type = entries.uint8();
        int start = entries.skip(width);
        return new JsonNode(
                bytes,
                type,
                inlined(type, width) ? start : base + (int) at(start).uint(width));
    }

    /** Small values stand in the entry itself, others where it points to. */
    private void entry(EventBytes entries, int base, int width) {
        int type = entries.uint8();
        int start = entries.skip(width);
        if (inlined(type, width)) {
            value(type, start);
        } else {
            value(type, base + (int) at(start).uint(width));
        }
    }

    private static boolean inlined(int type, int width) {
        return switch (type) {
            case LITERAL, INT16, UINT16 -> true;
            case INT32, UINT32 -> width == 4;
            default -> false;
        };
    }

    /** Seven bits a byte, the highest bit tells that another byte follows. */
    private static int length(EventBytes reader) {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int b = reader.uint8();
            length |= (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                return length;
            }
        }
    }

    private void string(int offset, int length) {
        string(bytes, offset, length, text);
    }

    static void string(byte[] bytes, int offset, int length, Utf8Output text) {
        text.write('"');
        int from = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            int c = bytes[i] & 0xff;
            if (c == '"' || c == '\\' || c < ' ') {
                text.write(bytes, from, i);
                escape(c, text);
                from = i + 1;
            }
        }
        text.write(bytes, from, end);
        text.write('"');
    }

    private static void escape(int c, Utf8Output text) {
        text.write('\\');
        switch (c) {
            case '"', '\\' -> text.write(c);
            case '\b' -> text.write('b');
            case '\f' -> text.write('f');
            case '\n' -> text.write('n');
            case '\r' -> text.write('r');
            case '\t' -> text.write('t');
            default -> {
                text.write("u00");
                text.write(HEX.charAt(c >> 4));
                text.write(HEX.charAt(c & 15));
            }
        }
    }

    /** A value of an SQL type that JSON does not have. */
    private void opaque(int offset) {
        EventBytes reader = at(offset);
        int type = reader.uint8();
        int length = length(reader);
        EventBytes content = reader.slice(length);
        switch (type) {
            case DECIMAL -> {
                int precision = content.uint8();
                int scale = content.uint8();
                mark();
                print(DecimalValues.of(content.readRest(), precision, scale).toPlainString());
            }
            case DATE -> opaque(dateTime(content.sint(8)).dateText());
            case DATETIME, TIMESTAMP -> opaque(dateTime(content.sint(8)).text(6));
            case TIME -> opaque(MySqlTime.text(time(content.sint(8)), 6));
            default -> opaque("base64:type" + type + ":" + base64(content.readRest()));
        }
    }

    private void mark() {
        text.write(JsonMarks.MARK);
    }

    private void opaque(String printed) {
        mark();
        print('"' + printed + '"');
    }

    /** The upper 40 bits are the packed date and time, the lower 24 the microseconds. */
    private static MySqlDateTime dateTime(long packed) {
        return TemporalValues.unpackDateTime(packed >> 24, (int) (packed & 0xff_ffff));
    }

    private static long time(long packed) {
        long magnitude = Math.abs(packed);
        return TemporalValues.signed(packed < 0, magnitude >> 24, magnitude & 0xff_ffff);
    }

    /** The server breaks lines of base64, and the breaks are characters of the JSON string. */
    private static String base64(byte[] content) {
        return BASE64.encodeToString(content).replace("\n", "\\n");
    }

    private void print(String ascii) {
        text.write(ascii);
    }

    @Override
    public String toString() {
        return Arrays.toString(bytes);
    }
}
