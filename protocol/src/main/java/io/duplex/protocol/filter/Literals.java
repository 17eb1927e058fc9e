// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.filter.Text.Strength;
import io.duplex.protocol.filter.Type.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Compiles literals. */
final class Literals {
    private static final BigInteger MAX_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);

    private Literals() {}

    static Typed of(Term term) {
        String text = term.detail();
        return switch (term.op()) {
            case Term.NULL -> literal(term, Type.NULL, null);
            case Term.INTEGER -> integer(term, text);
            case Term.DECIMAL -> decimal(term, new BigDecimal(text));
            case Term.REAL -> real(term, Double.parseDouble(text));
            case Term.TEXT ->
                literal(
                        term,
                        Type.text(new Text("utf8mb4", Text.UNKNOWN_COLLATION, Strength.COERCIBLE)),
                        text.getBytes(StandardCharsets.UTF_8));
            case Term.BINARY_TEXT -> literal(term, Type.text(Text.BYTES), text.getBytes(StandardCharsets.UTF_8));
            case Term.HEX -> literal(term, Type.text(Text.BYTES), HexFormat.of().parseHex(text));
            case Term.DATE -> literal(term, Type.DATE, Temporal.date(term.source(), text));
            case Term.TIME ->
                literal(term, Type.temporal(Kind.TIME, Temporal.digits(text)), Temporal.time(term.source(), text));
            default -> literal(term, Type.temporal(Kind.DATETIME, Temporal.digits(text)), dateTime(term, text));
        };
    }

    private static Typed literal(Term term, Type type, @org.jspecify.annotations.Nullable Object value) {
        return Typed.literal(type, value, term.source());
    }

    private static MySqlDateTime dateTime(Term term, String text) {
        return Temporal.dateTime(term.source(), text);
    }

    private static Typed integer(Term term, String text) {
        if (!text.matches("[0-9]+")) {
            throw term.refused("write the number in decimal digits.");
        }
        BigInteger value = new BigInteger(text);
        int digits = value.toString().length();
        if (value.compareTo(MAX_SIGNED) <= 0) {
            return literal(term, Type.integer(false, digits), value.longValue());
        }
        if (value.bitLength() <= 64) {
            return literal(term, Type.integer(true, digits), value.longValue());
        }
        return decimal(term, new BigDecimal(value));
    }

    private static Typed decimal(Term term, BigDecimal value) {
        int digits = Math.max(1, value.precision() - value.scale());
        if (digits + value.scale() > 65 || value.scale() > 30) {
            throw term.refused("a number has at most 65 digits, 30 of them after the point.");
        }
        return literal(term, Type.decimal(digits, value.scale()), value);
    }

    private static Typed real(Term term, double value) {
        if (Double.isInfinite(value)) {
            throw term.refused("the number is out of range.");
        }
        return literal(term, Type.REAL, value);
    }
}
