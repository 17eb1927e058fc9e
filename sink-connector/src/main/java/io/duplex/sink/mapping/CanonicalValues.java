// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of records as the target's column will hold them, in the form that row filters take. */
final class CanonicalValues {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private CanonicalValues() {}

    /**
     * Returns the canonical value of a column, see {@link io.duplex.protocol.change.RowChange}.
     *
     * @throws IllegalArgumentException when the column cannot hold it
     */
    static @Nullable Object of(@Nullable Object value, Column column) {
        if (value == null) {
            return null;
        }
        return switch (column.type()) {
            case FLOAT -> number(value, column).floatValue();
            case DOUBLE -> number(value, column).doubleValue();
            case DECIMAL -> number(value, column).setScale(column.scale().orElse(0), RoundingMode.HALF_UP);
            case BIT -> bits(value, column);
            case TIME -> require(value, Long.class, column);
            case BINARY ->
                padded(require(value, byte[].class, column), column.length().orElse(1));
            default ->
                switch (column.type().family()) {
                    case INTEGER -> integer(value, column);
                    case TEMPORAL -> require(value, MySqlDateTime.class, column);
                    case TEXT -> text(value, column);
                    case LABELS -> labels(value, column);
                    case JSON ->
                        value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : bytes(value, column);
                    default -> bytes(value, column);
                };
        };
    }

    private static Object integer(Object value, Column column) {
        if (value instanceof Long number && (number >= 0 || !column.unsigned())) {
            return number;
        }
        BigInteger whole = number(value, column).toBigIntegerExact();
        // Debezium's bigint.unsigned.handling.mode=long shows values above 2^63 as negative.
        BigInteger exact = whole.signum() < 0 && column.unsigned() ? whole.add(TWO_TO_64) : whole;
        return exact.bitLength() < Long.SIZE ? (Object) exact.longValue() : exact;
    }

    private static BigDecimal number(Object value, Column column) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        if (value instanceof Number || value instanceof String) {
            return new BigDecimal(value.toString());
        }
        throw unfit(value, column);
    }

    private static byte[] bits(Object value, Column column) {
        int length = (column.length().orElse(1) + 7) / 8;
        byte[] bits = value instanceof Long number ? BigInteger.valueOf(number).toByteArray() : bytes(value, column);
        byte[] fitted = new byte[length];
        int kept = Math.min(length, bits.length);
        System.arraycopy(bits, bits.length - kept, fitted, length - kept, kept);
        return fitted;
    }

    private static byte[] padded(byte[] bytes, int length) {
        return bytes.length < length ? Arrays.copyOf(bytes, length) : bytes;
    }

    private static byte[] text(Object value, Column column) {
        if (value instanceof String text) {
            MySqlCharset charset = column.charset()
                    .flatMap(MySqlCharsets::of)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "the character set of column " + column.name() + " is not known to the connector"));
            return charset.encode(text);
        }
        return bytes(value, column);
    }

    private static Long labels(Object value, Column column) {
        if (value instanceof Long number) {
            return number;
        }
        String labels = require(value, String.class, column);
        long mask = 0;
        for (String label : labels.split(",", -1)) {
            int index = column.labels().indexOf(label);
            if (index < 0 && !labels.isEmpty()) {
                throw new IllegalArgumentException(
                        "column " + column.name() + " has no label '" + label + "' on the target");
            }
            if (column.type() == io.duplex.protocol.table.ColumnType.ENUM) {
                return index + 1L;
            }
            mask |= index < 0 ? 0 : 1L << index;
        }
        return mask;
    }

    private static byte[] bytes(Object value, Column column) {
        return require(value, byte[].class, column);
    }

    private static <T> T require(Object value, Class<T> type, Column column) {
        if (!type.isInstance(value)) {
            throw unfit(value, column);
        }
        return type.cast(value);
    }

    private static IllegalArgumentException unfit(Object value, Column column) {
        return new IllegalArgumentException("column " + column.name() + " of type " + column.type() + " cannot hold a "
                + value.getClass().getSimpleName() + "; a row filter needs exact records (the source's defaults)");
    }
}
