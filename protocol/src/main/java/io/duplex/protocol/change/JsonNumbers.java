// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** How numbers inside JSON documents are printed, and what a printed one was. */
public final class JsonNumbers {
    /** Decimal exponents within which the server writes all digits out, as it does with every fraction above 1. */
    private static final int PLAIN_EXPONENTS = 15;

    /** Every decimal of so many digits is a double of its own. */
    private static final int DISTINCT_DIGITS = 15;

    private static final int MOST_DIGITS = 17;

    /** Integers of so many characters are of 64 bits. */
    private static final int PLAIN_INTEGER = 18;

    /** Of MySQL's DECIMAL. */
    private static final int MOST_DECIMAL_DIGITS = 65;

    private static final int MOST_DECIMAL_SCALE = 30;

    private JsonNumbers() {}

    /** Prints a double as the server does: the fewest digits that make it again, whole ones from 1e15 on with exponents. */
    public static String text(double value) {
        String told = Double.toString(value);
        if (isFewestDigits(told)) {
            return told;
        }
        BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        // The decimal point stands before the digit of this number, as in 0.digits * 10^point.
        int point = digits.length() - shortest.scale();
        StringBuilder text = new StringBuilder(24);
        if (value < 0) {
            text.append('-');
        }
        boolean fraction = digits.length() > point;
        if (point < 1 - PLAIN_EXPONENTS || (point > PLAIN_EXPONENTS && !fraction)) {
            exponential(text, digits, point - 1);
        } else {
            plain(text, digits, point);
        }
        return text.toString();
    }

    /** Prints a double as Debezium does: with all its digits, and never with an exponent. */
    public static String debeziumText(double value) {
        String told = Double.toString(value);
        return told.indexOf('E') >= 0 ? new BigDecimal(value).toPlainString() : told;
    }

    /**
     * Tells whether only a DECIMAL is printed so: neither the server nor Debezium prints an integer or a double so.
     *
     * @param number as JSON writes numbers
     */
    public static boolean isDecimal(String number) {
        boolean whole = number.indexOf('.') < 0;
        if ((whole && number.length() <= PLAIN_INTEGER) || number.indexOf('e') >= 0 || number.indexOf('E') >= 0) {
            return false;
        }
        double nearest = Double.parseDouble(number);
        if (number.equals(Double.toString(nearest))) {
            return false;
        }
        BigDecimal value = new BigDecimal(number);
        if (whole && isOf64Bits(value.toBigInteger())) {
            return false;
        }
        return value.precision() <= MOST_DECIMAL_DIGITS
                && value.scale() <= MOST_DECIMAL_SCALE
                && !number.equals(text(nearest))
                && !number.equals(debeziumText(nearest));
    }

    private static boolean isOf64Bits(BigInteger integer) {
        return integer.bitLength() < Long.SIZE || (integer.signum() > 0 && integer.bitLength() == Long.SIZE);
    }

    private static void plain(StringBuilder text, String digits, int point) {
        if (point <= 0) {
            text.append("0.").append("0".repeat(-point)).append(digits);
        } else if (point < digits.length()) {
            text.append(digits, 0, point).append('.').append(digits, point, digits.length());
        } else {
            text.append(digits).append("0".repeat(point - digits.length())).append(".0");
        }
    }

    private static void exponential(StringBuilder text, String digits, int exponent) {
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent);
    }

    /** Tells of most doubles at once that their text is plain and has no digit too many, as no other text of so few has. */
    private static boolean isFewestDigits(String told) {
        return told.length() <= DISTINCT_DIGITS + 1
                && told.indexOf('E') < 0
                && (told.endsWith(".0") || !told.endsWith("0"));
    }

    /** Java's own text of a double sometimes has more digits than are needed. */
    private static BigDecimal shortest(double value) {
        BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean subnormal = value < Double.MIN_NORMAL;
        if (!subnormal && printed.precision() <= DISTINCT_DIGITS) {
            return printed;
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = subnormal ? 1 : DISTINCT_DIGITS; digits <= MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded;
            }
        }
        return exact;
    }
}
