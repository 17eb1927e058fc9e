// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Text form that all of Duplex's headers share: {@code name=value;name=value}.
 *
 * <p>The first name must be a word, because Connect's default header converter turns texts that look like numbers,
 * dates, lists or maps into such. Characters outside printable ASCII, and {@code % ; = " \}, are percent-encoded.
 */
public final class HeaderText {
    private final Map<String, String> fields;

    private HeaderText(Map<String, String> fields) {
        this.fields = fields;
    }

    /** Returns an empty text to be filled. */
    public static HeaderText create() {
        return new HeaderText(new LinkedHashMap<>());
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException when a field has no {@code =}, or no name
     */
    public static HeaderText parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split(";", -1)) {
            int equals = field.indexOf('=');
            if (equals < 1 || field.charAt(0) < 'a' || field.charAt(0) > 'z') {
                throw new IllegalArgumentException(
                        "Not a Duplex header: '" + text + "'. header.converter must be the same"
                                + " at the source and the sink; Connect's default passes Duplex's headers on unchanged.");
            }
            fields.put(field.substring(0, equals), decode(field.substring(equals + 1)));
        }
        return new HeaderText(fields);
    }

    /** Sets a field; names are lower-case words. */
    public HeaderText put(String name, Object value) {
        fields.put(name, value.toString());
        return this;
    }

    /** Sets a field when there is a value. */
    public HeaderText put(String name, Optional<?> value) {
        value.ifPresent(v -> put(name, v));
        return this;
    }

    /** Returns the names of the fields in the order of the text. */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /**
     * Returns the field's value.
     *
     * @throws IllegalArgumentException when it is missing
     */
    public String require(String name) {
        return get(name)
                .orElseThrow(() -> new IllegalArgumentException("Duplex header without '" + name + "': " + fields));
    }

    /** Returns the field as a number, or the default when it is missing. */
    public long number(String name, long missing) {
        return get(name).map(Long::parseLong).orElse(missing);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        fields.forEach((name, value) -> {
            text.append(text.isEmpty() ? "" : ";").append(name).append('=');
            encode(value, text);
        });
        return text.toString();
    }

    private static void encode(String value, StringBuilder text) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c <= ' ' || c >= 0x7f || "%;=\"\\".indexOf(c) >= 0) {
                text.append('%');
                text.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
                text.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            } else {
                text.append(c);
            }
        }
    }

    private static String decode(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(value, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
