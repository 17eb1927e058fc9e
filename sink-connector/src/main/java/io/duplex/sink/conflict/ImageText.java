// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedImage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON that has every value exactly: an object of columns, in which a value is null, a whole number, a string, or
 * an object that tells what its string is: {@code {"decimal": "1.50"}}, {@code {"double": "0.1"}}, {@code {"time":
 * "2024-02-29 12:00:00.000000"}} and {@code {"hex": "00FF"}}.
 */
public final class ImageText {
    static final String DECIMAL = "decimal";
    static final String DOUBLE = "double";
    static final String TIME = "time";
    static final String HEX = "hex";

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private ImageText() {}

    /** Returns the row's text. */
    public static String of(DecodedImage image) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < image.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            string(text, image.name(i));
            text.append(": ");
            value(text, image.get(i));
        }
        return text.append('}').toString();
    }

    /** Returns the text of several rows. */
    public static String of(List<DecodedImage> images) {
        return images.stream().map(ImageText::of).collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * Reads {@link #of(DecodedImage)}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static DecodedImage parse(String text) {
        return new ImageParser(text).image();
    }

    /**
     * Reads {@link #of(List)}'s text, or that of one row.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static List<DecodedImage> parseAll(String text) {
        return new ImageParser(text).images();
    }

    private static void value(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("null");
        } else if (value instanceof Long number) {
            text.append(number.longValue());
        } else if (value instanceof String characters) {
            string(text, characters);
        } else {
            Optional<String> told = told(value);
            text.append("{\"").append(tag(value)).append("\": ");
            string(text, told.orElseGet(value::toString));
            text.append('}');
        }
    }

    private static String tag(Object value) {
        if (value instanceof BigDecimal || value instanceof BigInteger) {
            return DECIMAL;
        }
        if (value instanceof Double || value instanceof Float) {
            return DOUBLE;
        }
        return value instanceof MySqlDateTime ? TIME : HEX;
    }

    private static Optional<String> told(Object value) {
        if (value instanceof byte[] bytes) {
            return Optional.of(UPPER.formatHex(bytes));
        }
        if (value instanceof BigDecimal decimal) {
            return Optional.of(decimal.toPlainString());
        }
        if (value instanceof Float approximate) {
            return Optional.of(Double.toString(approximate.doubleValue()));
        }
        return value instanceof MySqlDateTime time ? Optional.of(time.text(6)) : Optional.empty();
    }

    private static void string(StringBuilder text, String characters) {
        text.append('"');
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || (Character.isSurrogate(c) && !paired(characters, i))) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private static boolean paired(String characters, int at) {
        char c = characters.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < characters.length() && Character.isLowSurrogate(characters.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(characters.charAt(at - 1));
    }
}
