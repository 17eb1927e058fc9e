// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.change.MySqlDateTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Header {@code duplex.exact} on a row record: values that Debezium's mapping cannot say, by field name of the row.
 * They replace what the record says. Absent when the record says everything exactly.
 *
 * <p>Value classes: {@code null} (SQL NULL in a column with a default), {@code Long} and {@code BigInteger} (integers,
 * ENUM index, SET bits, TIME microseconds), {@code Double}, {@code BigDecimal}, {@link MySqlDateTime} (zero and
 * impossible dates, cut precision), {@code byte[]} (text in the source column's character set). A {@link BinaryText}
 * does not replace the record's text but tells that it is binary.
 *
 * @param before values of the row image before the change
 * @param after values of the row image after the change
 */
public record ExactValues(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
    /** Name of the header. */
    public static final String NAME = "duplex.exact";

    /** Nothing to add to the record. */
    public static final ExactValues NONE = new ExactValues(Map.of(), Map.of());

    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final int MICRO_DIGITS = 6;

    public ExactValues {
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }

    /** Returns the header's text, empty when the header is not needed. */
    public Optional<String> encode() {
        if (before.isEmpty() && after.isEmpty()) {
            return Optional.empty();
        }
        HeaderText text = HeaderText.create();
        encode(BEFORE, before, text);
        encode(AFTER, after, text);
        return Optional.of(text.toString());
    }

    private static void encode(String image, Map<String, @Nullable Object> values, HeaderText text) {
        int number = 0;
        for (Map.Entry<String, @Nullable Object> entry : values.entrySet()) {
            String name = image + "-" + number++;
            text.put(name, entry.getKey());
            putValue(name, entry.getValue(), text);
        }
    }

    private static void putValue(String name, @Nullable Object value, HeaderText text) {
        if (value == null) {
            text.put(name + "-null", "");
        } else if (value instanceof byte[] bytes) {
            text.put(name + "-bytes", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        } else if (value instanceof BinaryText form) {
            text.put(name + "-binary", form);
        } else if (value instanceof MySqlDateTime time) {
            text.put(name + "-date", time.text(MICRO_DIGITS));
        } else if (value instanceof Double) {
            text.put(name + "-double", value);
        } else if (value instanceof BigDecimal decimal) {
            text.put(name + "-decimal", decimal.toPlainString());
        } else {
            text.put(name + "-number", value);
        }
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static ExactValues decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new ExactValues(decode(BEFORE, fields), decode(AFTER, fields));
    }

    private static Map<String, @Nullable Object> decode(String image, HeaderText fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int number = 0; fields.get(image + "-" + number).isPresent(); number++) {
            String name = image + "-" + number;
            values.put(fields.require(name), value(name, fields).orElse(null));
        }
        return values;
    }

    private static Optional<Object> value(String name, HeaderText fields) {
        if (fields.get(name + "-null").isPresent()) {
            return Optional.empty();
        }
        return fields.get(name + "-bytes")
                .<Object>map(Base64.getUrlDecoder()::decode)
                .or(() -> fields.get(name + "-binary").map(BinaryText::valueOf))
                .or(() -> fields.get(name + "-date").map(MySqlDateTime::parse))
                .or(() -> fields.get(name + "-double").map(Double::valueOf))
                .or(() -> fields.get(name + "-decimal").map(BigDecimal::new))
                .or(() -> Optional.of(integer(fields.require(name + "-number"))));
    }

    private static Object integer(String text) {
        BigInteger number = new BigInteger(text);
        return number.bitLength() < Long.SIZE ? number.longValue() : (Object) number;
    }
}
