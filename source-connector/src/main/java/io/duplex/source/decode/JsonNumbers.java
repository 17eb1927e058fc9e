// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Prints a double inside JSON as the server does: the fewest digits that make it again, exponents from 1e15 on. */
final class JsonNumbers {
    /** Decimal exponents within which the server writes all digits out. */
    private static final int PLAIN_EXPONENTS = 15;

    /** Every decimal of so many digits is a double of its own. */
    private static final int DISTINCT_DIGITS = 15;

    private static final int MOST_DIGITS = 17;

    private JsonNumbers() {}

    static String text(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().toString();
        // The decimal point stands before the digit of this number, as in 0.digits * 10^point.
        int point = digits.length() - shortest.scale();
        StringBuilder text = new StringBuilder(24);
        if (value < 0) {
            text.append('-');
        }
        if (point < 1 - PLAIN_EXPONENTS || point > PLAIN_EXPONENTS) {
            exponential(text, digits, point - 1);
        } else {
            plain(text, digits, point);
        }
        return text.toString();
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
