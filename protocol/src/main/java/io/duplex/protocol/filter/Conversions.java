// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.Type.Kind;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MySQL's implicit conversions between types. */
final class Conversions {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private Conversions() {}

    /** A conversion of a value that is not NULL. */
    @FunctionalInterface
    interface Step {
        Object of(Object value);
    }

    /** Returns an evaluator that converts what is not NULL. */
    static Evaluator map(Evaluator from, Step step) {
        return row -> {
            Object value = from.of(row);
            return value == null ? null : step.of(value);
        };
    }

    static long number(@Nullable Object value) {
        return value == null ? 0 : (Long) value;
    }

    /** Returns the number that the bits of an unsigned number mean. */
    static BigInteger big(long bits, boolean unsigned) {
        BigInteger value = BigInteger.valueOf(bits);
        return unsigned && bits < 0 ? value.add(TWO_TO_64) : value;
    }

    static double real(long bits, boolean unsigned) {
        return unsigned && bits < 0 ? big(bits, true).doubleValue() : (double) bits;
    }

    /** Returns 1, 0 or NULL; of numbers with a fraction, servers disagree about what is true. */
    static Typed truth(Typed from) {
        if (from.isNull()) {
            return from;
        }
        if (from.kind() != Kind.INT) {
            throw from.refused("it is no condition; compare it with something, such as <> 0.");
        }
        return Typed.computed(
                Type.TRUTH, map(from.evaluator(), v -> (Long) v != 0 ? 1L : 0L), from.constant(), from.source());
    }

    static FilterRefusedException opaque(Typed from) {
        return from.refused("values of this column's type cannot be evaluated exactly; only IS NULL can.");
    }

    static Typed real(Typed from) {
        Evaluator of = from.evaluator();
        boolean unsigned = from.type().unsigned();
        return switch (from.kind()) {
            case NULL, REAL -> from;
            case INT -> from.as(Type.REAL.signed(from.type().sign()), map(of, v -> real((Long) v, unsigned)));
            case LABELS -> from.as(Type.REAL, map(of, v -> (double) (Long) v));
            case DECIMAL -> from.as(Type.REAL.signed(from.type().sign()), map(of, v -> ((BigDecimal) v).doubleValue()));
            case TEXT -> {
                refuseStrange(from);
                if (from.literal()) {
                    throw from.refused("write the number without quotes, in decimal digits.");
                }
                yield from.as(Type.REAL, map(of, v -> NumberText.real((byte[]) v)));
            }
            case DATE, DATETIME, TIME ->
                throw from.refused(
                        "a date or time cannot be used as a number; use YEAR(), HOUR(), DATEDIFF() and the like.");
            case OPAQUE -> throw opaque(from);
        };
    }

    static void refuseStrange(Typed text) {
        if (!TextEncoding.supports(text.type().text().charset())) {
            throw text.refused("text in character set " + text.type().text().charset() + " is not supported here.");
        }
    }

    /** Returns the value as DECIMAL; only of INT and DECIMAL. */
    static Typed decimal(Typed from) {
        if (from.kind() != Kind.INT) {
            return from;
        }
        boolean unsigned = from.type().unsigned();
        return from.as(Type.decimal(from.type().digits(), 0).signed(from.type().sign()), map(from.evaluator(), v -> {
            long bits = (Long) v;
            return unsigned && bits < 0 ? new BigDecimal(big(bits, true)) : BigDecimal.valueOf(bits);
        }));
    }

    /** Returns the value as text, as CONCAT would see it. */
    static Typed text(Typed from) {
        Evaluator of = from.evaluator();
        boolean unsigned = from.type().unsigned();
        int scale = from.type().scale();
        return switch (from.kind()) {
            case NULL, TEXT -> from;
            case INT -> from.as(asciiText(from), map(of, v -> ascii(integerText((Long) v, unsigned))));
            case DECIMAL ->
                from.as(
                        asciiText(from),
                        map(
                                of,
                                v -> ascii(((BigDecimal) v)
                                        .setScale(scale, RoundingMode.HALF_UP)
                                        .toPlainString())));
            case DATE -> from.as(asciiText(from), map(of, v -> ascii(((MySqlDateTime) v).dateText())));
            case DATETIME -> from.as(asciiText(from), map(of, v -> ascii(((MySqlDateTime) v).text(scale))));
            case TIME -> from.as(asciiText(from), map(of, v -> ascii(MySqlTime.text((Long) v, scale))));
            case LABELS -> labels(from);
            case REAL -> throw from.refused("a floating point number as text is not supported; use a DECIMAL.");
            case OPAQUE -> throw opaque(from);
        };
    }

    /** Digits: weaker than any column, and in every character set the same. */
    private static Type asciiText(Typed from) {
        boolean padded = from.column()
                .map(c -> c.declaration().declaredType().contains("ZEROFILL"))
                .orElse(false);
        boolean odd = from.column()
                .map(c -> c.type() == ColumnType.BIT || c.type() == ColumnType.YEAR)
                .orElse(false);
        if (padded || odd) {
            throw from.refused("ZEROFILL, YEAR and BIT columns as text are not supported.");
        }
        return Type.text(new Text("utf8mb4", Text.UNKNOWN_COLLATION, Text.Strength.COERCIBLE));
    }

    static String integerText(long bits, boolean unsigned) {
        return unsigned ? Long.toUnsignedString(bits) : Long.toString(bits);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Typed labels(Typed from) {
        Column column = from.column().orElseThrow(() -> from.refused("use the ENUM or SET column itself."));
        Text text = from.type().text();
        List<byte[]> labels = new ArrayList<>();
        for (String label : column.labels()) {
            labels.add(TextEncoding.encode(label, text.charset())
                    .orElseThrow(() -> from.refused("label '" + label + "' has no exact form in " + text.charset())));
        }
        Step step = column.type() == ColumnType.ENUM
                ? v -> (Long) v == 0 ? new byte[0] : labels.get((int) ((Long) v - 1))
                : v -> joined((Long) v, labels);
        return from.as(Type.text(text), map(from.evaluator(), step));
    }

    private static byte[] joined(long mask, List<byte[]> labels) {
        java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
        boolean first = true;
        for (int i = 0; i < labels.size(); i++) {
            if (((mask >> i) & 1) != 0) {
                if (!first) {
                    text.write(',');
                }
                text.writeBytes(labels.get(i));
                first = false;
            }
        }
        return text.toByteArray();
    }

    /** Returns the value that a whole number has here, for arguments that must be INT. */
    static Typed integer(Typed from) {
        if (from.kind() == Kind.INT || from.isNull()) {
            return from;
        }
        throw from.refused("a whole number is needed here; use CAST(... AS SIGNED).");
    }

    static long at(Evaluator of, RowImage row) {
        return number(of.of(row));
    }
}
