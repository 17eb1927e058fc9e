// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.MySqlCharsets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a value that a source tells is the one that a row of the target has: to the byte, not to a collation. */
final class SameValues {
    private SameValues() {}

    static boolean are(@Nullable Object told, @Nullable Object present, Column column) {
        if (told == null || present == null) {
            return told == present;
        }
        if (told.equals(present)) {
            return true;
        }
        return switch (column.type().family()) {
            case INTEGER -> numbers(told, present, column);
            case NUMBER ->
                column.type() == ColumnType.DECIMAL ? numbers(told, present, column) : close(told, present, column);
            case TEMPORAL -> false;
            case TEXT -> bytes(told, present) || text(told, present, column);
            case SPATIAL -> bytes(told, present);
            case BYTES -> bytesOrBits(told, present, column);
            case LABELS -> labels(told, present, column);
            case JSON -> JsonTexts.same(json(told), json(present));
        };
    }

    private static boolean numbers(Object told, Object present, Column column) {
        return ValueBinders.number(told, column).compareTo(ValueBinders.number(present, column)) == 0;
    }

    /** In the column's own precision. */
    private static boolean close(Object told, Object present, Column column) {
        double one = approximate(told, column);
        double other = approximate(present, column);
        return column.type() == ColumnType.FLOAT ? (float) one == (float) other : one == other;
    }

    private static double approximate(Object value, Column column) {
        return value instanceof Float || value instanceof Double
                ? ((Number) value).doubleValue()
                : ValueBinders.number(value, column).doubleValue();
    }

    private static boolean bytes(Object told, Object present) {
        return told instanceof byte[] one && present instanceof byte[] other && Arrays.equals(one, other);
    }

    /** Bytes may be told of what is a text here. */
    private static boolean text(Object told, Object present, Column column) {
        return told instanceof byte[] bytes
                && present instanceof String text
                && column.charset()
                        .flatMap(MySqlCharsets::of)
                        .filter(charset -> charset.decode(bytes).equals(text) && charset.exact(bytes, text))
                        .isPresent();
    }

    private static boolean bytesOrBits(Object told, Object present, Column column) {
        if (column.type() == ColumnType.BIT) {
            return bits(told).equals(bits(present));
        }
        if (column.type() == ColumnType.BINARY && told instanceof byte[] one && present instanceof byte[] other) {
            return Arrays.equals(one, 0, end(one), other, 0, end(other));
        }
        return bytes(told, present);
    }

    /** Without the zeros with which BINARY is filled up. */
    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static BigInteger bits(Object value) {
        if (value instanceof byte[] bigEndian) {
            return new BigInteger(1, bigEndian);
        }
        return new BigDecimal(value.toString()).toBigInteger();
    }

    private static boolean labels(Object told, Object present, Column column) {
        return label(told, column).equals(label(present, column));
    }

    private static Optional<Long> label(Object value, Column column) {
        if (value instanceof String text) {
            return ValueBinders.labelNumber(text, column);
        }
        return value instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    private static String json(Object value) {
        return value instanceof byte[] utf8 ? new String(utf8, StandardCharsets.UTF_8) : value.toString();
    }
}
