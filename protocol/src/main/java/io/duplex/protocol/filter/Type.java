// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Text.Strength;

/**
 * The static type of an expression, and with it the class of its values.
 *
 * @param kind of the value
 * @param sign of numbers; an unsigned INT is a {@code Long} whose bits are the value
 * @param digits before the point, of INT and DECIMAL
 * @param scale digits after the point, of DECIMAL and of the seconds of DATETIME and TIME
 * @param text of TEXT, ENUM and SET
 */
record Type(Kind kind, Sign sign, int digits, int scale, Text text) {
    static final Type NULL = new Type(Kind.NULL, Sign.SIGNED, 0, 0, Text.NONE);
    static final Type TRUTH = integer(false, 1);
    static final Type BIGINT = integer(false, 19);
    static final Type BIGINT_UNSIGNED = integer(true, 20);
    static final Type REAL = new Type(Kind.REAL, Sign.SIGNED, 0, 0, Text.NONE);
    static final Type DATE = new Type(Kind.DATE, Sign.SIGNED, 0, 0, Text.NONE);

    /** How the server takes a number. */
    enum Sign {
        SIGNED,
        UNSIGNED,
        /** Not negative, and unsigned in some versions only. */
        EITHER;

        static Sign of(boolean unsigned) {
            return unsigned ? UNSIGNED : SIGNED;
        }
    }

    /** What values are. */
    enum Kind {
        /** Only ever NULL. */
        NULL,
        /** {@code Long}. */
        INT,
        /** {@code BigDecimal}. */
        DECIMAL,
        /** {@code Double}. */
        REAL,
        /** {@code byte[]} in the character set. */
        TEXT,
        /** {@code Long}, the index or mask. */
        LABELS,
        /** {@code MySqlDateTime} without time. */
        DATE,
        /** {@code MySqlDateTime}. */
        DATETIME,
        /** {@code Long}, signed microseconds. */
        TIME,
        /** A column that only IS NULL may look at. */
        OPAQUE
    }

    static Type integer(boolean unsigned, int digits) {
        return new Type(Kind.INT, Sign.of(unsigned), digits, 0, Text.NONE);
    }

    /** A whole number that is not negative, and that only some versions of the server take for unsigned. */
    static Type count(int digits) {
        return new Type(Kind.INT, Sign.EITHER, digits, 0, Text.NONE);
    }

    static Type decimal(int digits, int scale) {
        return new Type(Kind.DECIMAL, Sign.SIGNED, digits, scale, Text.NONE);
    }

    static Type text(Text text) {
        return new Type(Kind.TEXT, Sign.SIGNED, 0, 0, text);
    }

    static Type temporal(Kind kind, int scale) {
        return new Type(kind, Sign.SIGNED, 0, scale, Text.NONE);
    }

    /** Text that the server makes in the connection's character set, with a collation that nobody can know here. */
    static Type connectionText() {
        return text(new Text("utf8mb4", Text.UNKNOWN_COLLATION, Strength.IMPLICIT));
    }

    boolean is(Kind first, Kind... others) {
        for (Kind other : others) {
            if (kind == other) {
                return true;
            }
        }
        return kind == first;
    }

    boolean unsigned() {
        return sign == Sign.UNSIGNED;
    }

    /** Whether arithmetic with the number could fail on some servers and not on others. */
    boolean count() {
        return sign == Sign.EITHER;
    }

    Type signed(Sign other) {
        return new Type(kind, other, digits, scale, text);
    }

    /** Returns how a DECIMAL or REAL made of two numbers is taken. */
    static Sign both(Type left, Type right) {
        return left.sign == Sign.SIGNED || right.sign == Sign.SIGNED ? Sign.SIGNED : Sign.EITHER;
    }

    /** INT or DECIMAL. */
    boolean exact() {
        return is(Kind.INT, Kind.DECIMAL);
    }

    boolean numeric() {
        return is(Kind.INT, Kind.DECIMAL, Kind.REAL);
    }

    boolean temporal() {
        return is(Kind.DATE, Kind.DATETIME, Kind.TIME);
    }

    /** Whether values may lie above the greatest signed number. */
    boolean huge() {
        return kind == Kind.INT && unsigned() && digits > 18;
    }
}
