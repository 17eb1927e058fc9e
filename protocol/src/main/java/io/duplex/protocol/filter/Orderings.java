// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.filter.Type.Kind;
import io.duplex.protocol.table.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Chooses how two sides of a comparison are compared, as MySQL does by their types. */
final class Orderings {
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private Orderings() {}

    static Ordering of(Call call, Typed left, Typed right) {
        if (left.constant() && right.constant()) {
            throw call.refused("it compares two constants.");
        }
        Typed first = literalFor(left, right);
        Typed second = literalFor(right, left);
        refuse(call, first, second);
        refuse(call, second, first);
        if (first.type().temporal() || second.type().temporal()) {
            return temporal(call, first, second);
        }
        if (first.type().is(Kind.TEXT, Kind.LABELS) && second.type().is(Kind.TEXT, Kind.LABELS)) {
            return ofTexts(call, first, second);
        }
        if (first.kind() == Kind.INT && second.kind() == Kind.INT) {
            return integers(first, second);
        }
        if (first.type().exact() && second.type().exact()) {
            return new Ordering(
                    Conversions.decimal(first).evaluator(),
                    Conversions.decimal(second).evaluator(),
                    (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b));
        }
        return new Ordering(
                Conversions.real(first).evaluator(),
                Conversions.real(second).evaluator(),
                (a, b) -> compare((Double) a, (Double) b));
    }

    private static int compare(double left, double right) {
        return left < right ? -1 : left == right ? 0 : 1;
    }

    private static void refuse(Call call, Typed side, Typed other) {
        if (side.kind() == Kind.OPAQUE) {
            throw Conversions.opaque(side);
        }
        boolean year = side.column().filter(c -> c.type() == ColumnType.YEAR).isPresent();
        if (year && !other.literal() && other.column().isEmpty()) {
            throw call.refused("a YEAR column can be compared with a number or a column.");
        }
        if (year && other.literal() && (other.kind() != Kind.INT || Conversions.number(other.value()) < 100)) {
            throw call.refused("write the year with four digits.");
        }
    }

    /** A literal beside a column is read as the column's type when that is exact, as the server does. */
    private static Typed literalFor(Typed side, Typed other) {
        if (!side.literal() || side.kind() != Kind.TEXT || !other.type().numeric()) {
            return side;
        }
        byte[] bytes = (byte[]) side.value();
        if (bytes == null) {
            return side;
        }
        return side.type().text().binary() ? hexNumber(side, bytes, other) : number(side, bytes, other);
    }

    private static Typed hexNumber(Typed side, byte[] bytes, Typed other) {
        BigInteger value = new BigInteger(1, bytes);
        if (value.bitLength() > 53 || other.kind() != Kind.INT) {
            throw side.refused("write the number in decimal digits.");
        }
        return Typed.literal(Type.integer(true, 16), value.longValue(), side.source());
    }

    private static Typed number(Typed side, byte[] bytes, Typed other) {
        BigDecimal number = NumberText.plain(new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> side.refused("compare a number with a number."));
        boolean bits = other.column().filter(c -> c.type() == ColumnType.BIT).isPresent();
        boolean exact = number.scale() == 0 && number.abs().longValue() <= EXACT_IN_DOUBLE;
        if (bits || other.kind() == Kind.DECIMAL || !exact) {
            throw side.refused("write the number without quotes.");
        }
        return Typed.literal(Type.integer(false, 16), number.longValue(), side.source());
    }

    private static Ordering integers(Typed left, Typed right) {
        boolean leftUnsigned = left.type().huge();
        boolean rightUnsigned = right.type().huge();
        Order order;
        if (leftUnsigned && rightUnsigned) {
            order = (a, b) -> Long.compareUnsigned((Long) a, (Long) b);
        } else if (leftUnsigned) {
            order = (a, b) -> (Long) a < 0 || (Long) b < 0 ? 1 : Long.compare((Long) a, (Long) b);
        } else if (rightUnsigned) {
            order = (a, b) -> (Long) a < 0 || (Long) b < 0 ? -1 : Long.compare((Long) a, (Long) b);
        } else {
            order = (a, b) -> Long.compare((Long) a, (Long) b);
        }
        return new Ordering(left.evaluator(), right.evaluator(), order);
    }

    static Ordering ofTexts(Call call, Typed left, Typed right) {
        Texts.Joined joined = Texts.join(call, List.of(left, right));
        Collation collation = Collations.of(call, joined.text());
        return new Ordering(
                joined.parts().get(0).evaluator(),
                joined.parts().get(1).evaluator(),
                (a, b) -> collation.compare((byte[]) a, (byte[]) b));
    }

    private static Ordering temporal(Call call, Typed left, Typed right) {
        Typed first = temporalLiteral(left, right);
        Typed second = temporalLiteral(right, left);
        if (first.kind() == Kind.TIME && second.kind() == Kind.TIME) {
            return new Ordering(first.evaluator(), second.evaluator(), (a, b) -> Long.compare((Long) a, (Long) b));
        }
        if (!first.type().is(Kind.DATE, Kind.DATETIME) || !second.type().is(Kind.DATE, Kind.DATETIME)) {
            throw call.refused("compare a date with a date, DATE'YYYY-MM-DD' or TIMESTAMP'YYYY-MM-DD hh:mm:ss', and a "
                    + "time with a time, TIME'hh:mm:ss'.");
        }
        return new Ordering(
                first.evaluator(),
                second.evaluator(),
                (a, b) -> Long.compare(Temporal.packed((MySqlDateTime) a), Temporal.packed((MySqlDateTime) b)));
    }

    private static Typed temporalLiteral(Typed side, Typed other) {
        byte[] bytes = side.literal() && side.kind() == Kind.TEXT ? (byte[]) side.value() : null;
        if (bytes == null) {
            return side;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (other.kind() == Kind.TIME) {
            if (Temporal.digits(text) > other.type().scale()) {
                throw side.refused("write at most " + other.type().scale() + " digits after the seconds.");
            }
            return Typed.literal(other.type(), Temporal.time(side.source(), text), side.source());
        }
        MySqlDateTime value = Temporal.dateOrDateTime(side.source(), text);
        boolean timestamp =
                other.column().filter(c -> c.type() == ColumnType.TIMESTAMP).isPresent();
        if (timestamp && !Temporal.fitsTimestamp(value)) {
            throw side.refused("a TIMESTAMP lies between 1970-01-02 and 2038-01-18.");
        }
        return Typed.literal(Type.temporal(Kind.DATETIME, Temporal.digits(text)), value, side.source());
    }
}
