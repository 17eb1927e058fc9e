// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Optional;

/** Turns DEFAULT clauses into the defaults of fields. */
final class ColumnDefaults {
    private static final MySqlDateTime EPOCH = MySqlDateTime.ofDate(1970, 1, 1);
    private static final Deviations IGNORED = Deviations.ignored();

    private ColumnDefaults() {}

    /**
     * Returns the field's default.
     *
     * @param encoder the column's
     */
    static Optional<Object> of(Column column, ColumnWire wire, ColumnEncoder encoder) {
        return column.defaultValue().flatMap(value -> switch (value.kind()) {
            case NULL, EXPRESSION -> Optional.empty();
            case CURRENT_TIMESTAMP -> currentTimestamp(column, wire, encoder);
            case LITERAL -> literal(column, value, wire, encoder);
        });
    }

    private static Optional<Object> currentTimestamp(Column column, ColumnWire wire, ColumnEncoder encoder) {
        if (column.type() == ColumnType.TIMESTAMP) {
            return unsayable(column, wire);
        }
        return Optional.ofNullable(encoder.encode(EPOCH, IGNORED));
    }

    private static Optional<Object> unsayable(Column column, ColumnWire wire) {
        return column.nullable() ? Optional.empty() : Optional.of(wire.fallback());
    }

    private static Optional<Object> literal(
            Column column, ColumnDefault value, ColumnWire wire, ColumnEncoder encoder) {
        String text = value.text();
        try {
            return switch (column.type().family()) {
                case TEXT, LABELS -> Optional.of(DebeziumColumn.written(text));
                case INTEGER -> Optional.of(integer(column, text.trim(), encoder));
                case NUMBER -> said(number(column, text.trim()), encoder);
                case BYTES ->
                    column.type() == ColumnType.BIT
                            ? said(bits(column, DebeziumColumn.bitDigits(value).orElse(text)), encoder)
                            : said(DebeziumColumn.written(text).getBytes(StandardCharsets.UTF_8), encoder);
                case TEMPORAL -> temporal(column, text.trim(), encoder).or(() -> unsayable(column, wire));
                case JSON, SPATIAL -> Optional.empty();
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            // The server took the literal, so it is one in a form that we do not read: no default is safer than a
            // wrong.
            return column.type().family() == ColumnType.Family.TEMPORAL ? unsayable(column, wire) : Optional.empty();
        }
    }

    private static Optional<Object> said(Object canonical, ColumnEncoder encoder) {
        return Optional.ofNullable(encoder.encode(canonical, IGNORED));
    }

    private static Object integer(Column column, String text, ColumnEncoder encoder) {
        if (column.type() == ColumnType.YEAR) {
            return TemporalWires.adjustedYear(Integer.parseInt(text));
        }
        Object canonical;
        if (truth(text).isPresent()) {
            canonical = truth(text).get();
        } else if (text.length() > Long.toString(Long.MAX_VALUE).length() - 1) {
            BigInteger exact =
                    new BigDecimal(text).setScale(0, RoundingMode.HALF_UP).toBigInteger();
            canonical = exact.bitLength() < Long.SIZE ? (Object) exact.longValue() : exact;
        } else {
            canonical = Math.round(Double.parseDouble(text));
        }
        Object said = encoder.encode(canonical, IGNORED);
        return said == null ? canonical : said;
    }

    private static Optional<Long> truth(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Optional.of(1L);
        }
        return text.equalsIgnoreCase("false") ? Optional.of(0L) : Optional.empty();
    }

    private static Object number(Column column, String text) {
        String digits = truth(text).map(String::valueOf).orElse(text);
        return column.type() == ColumnType.DECIMAL
                ? new BigDecimal(digits).setScale(DebeziumColumn.scale(column), RoundingMode.HALF_UP)
                : (Object) Double.valueOf(digits);
    }

    private static byte[] bits(Column column, String digits) {
        int length = (column.length().orElse(1) + 7) / 8;
        byte[] magnitude = new BigInteger(digits, 2).toByteArray();
        byte[] bits = new byte[length];
        int copied = Math.min(length, magnitude.length);
        System.arraycopy(magnitude, magnitude.length - copied, bits, length - copied, copied);
        return bits;
    }

    private static Optional<Object> temporal(Column column, String text, ColumnEncoder encoder) {
        if (column.type() == ColumnType.TIME) {
            return said(MySqlTime.parse(text), encoder);
        }
        MySqlDateTime time = text.equals("0") ? MySqlDateTime.ZERO : MySqlDateTime.parse(text);
        return said(time, encoder);
    }
}
