// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Reads the number at the beginning of a text, as MySQL does. */
final class NumberText {
    private NumberText() {}

    /** Returns the number, 0 when the text begins with none. */
    static double real(byte[] text) {
        int start = afterSpaces(text);
        int end = numberEnd(text, start);
        if (end == start) {
            return 0;
        }
        double value = Double.parseDouble(new String(text, start, end - start, StandardCharsets.US_ASCII));
        if (Double.isInfinite(value)) {
            return value > 0 ? Double.MAX_VALUE : -Double.MAX_VALUE;
        }
        return value;
    }

    private static int afterSpaces(byte[] text) {
        int start = 0;
        while (start < text.length && (text[start] == ' ' || (text[start] >= 9 && text[start] <= 13))) {
            start++;
        }
        return start;
    }

    private static int numberEnd(byte[] text, int start) {
        int digits = afterSign(text, start);
        int end = digitsEnd(text, digits);
        int count = end - digits;
        if (end < text.length && text[end] == '.') {
            int fraction = digitsEnd(text, end + 1);
            count += fraction - end - 1;
            end = fraction;
        }
        return count == 0 ? start : exponentEnd(text, end);
    }

    private static int afterSign(byte[] text, int at) {
        return at < text.length && (text[at] == '-' || text[at] == '+') ? at + 1 : at;
    }

    private static int exponentEnd(byte[] text, int at) {
        if (at >= text.length || (text[at] | 0x20) != 'e') {
            return at;
        }
        int digits = afterSign(text, at + 1);
        int end = digitsEnd(text, digits);
        return end > digits ? end : at;
    }

    private static int digitsEnd(byte[] text, int from) {
        int at = from;
        while (at < text.length && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Returns the bits of CAST AS SIGNED and UNSIGNED: what lies beyond the range is the range's end. */
    static long integer(byte[] text) {
        int at = afterSpaces(text);
        boolean negative = at < text.length && text[at] == '-';
        if (at < text.length && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        int end = digitsEnd(text, at);
        if (end == at) {
            return 0;
        }
        java.math.BigInteger value =
                new java.math.BigInteger(new String(text, at, end - at, StandardCharsets.US_ASCII));
        if (negative) {
            return value.bitLength() > 63 ? Long.MIN_VALUE : -value.longValue();
        }
        return value.bitLength() > 64 ? -1L : value.longValue();
    }

    /** Returns the number when the whole text is one in plain form. */
    static java.util.Optional<BigDecimal> plain(String text) {
        return text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?")
                ? java.util.Optional.of(new BigDecimal(text))
                : java.util.Optional.empty();
    }
}
