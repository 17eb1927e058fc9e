// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * DECIMAL in the server's binary form: groups of nine digits in four bytes, shorter groups at both ends, the first bit
 * turned, and all bits turned for a negative number.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/decimal_8cc.html">decimal2bin</a>
 */
final class DecimalValues {
    private static final int DIGITS = 9;
    private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
    private static final long BILLION = 1_000_000_000L;

    private DecimalValues() {}

    static int length(int precision, int scale) {
        return length(precision - scale) + length(scale);
    }

    private static int length(int digits) {
        return digits / DIGITS * 4 + BYTES_OF_DIGITS[digits % DIGITS];
    }

    /** Reads a value; the bytes are changed. */
    static BigDecimal of(byte[] bytes, int precision, int scale) {
        boolean negative = (bytes[0] & 0x80) == 0;
        bytes[0] ^= (byte) 0x80;
        if (negative) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ~bytes[i];
            }
        }
        Groups groups = new Groups(bytes);
        int whole = precision - scale;
        groups.take(whole % DIGITS);
        groups.takeFull(whole / DIGITS);
        groups.takeFull(scale / DIGITS);
        groups.take(scale % DIGITS);
        BigInteger unscaled = groups.value();
        return new BigDecimal(negative ? unscaled.negate() : unscaled, scale);
    }

    private static final class Groups {
        private final byte[] bytes;
        private int at;
        private BigInteger large = BigInteger.ZERO;
        private long small;
        private int smallDigits;

        Groups(byte[] bytes) {
            this.bytes = bytes;
        }

        void takeFull(int count) {
            for (int i = 0; i < count; i++) {
                take(DIGITS);
            }
        }

        /** Appends a group; numbers of up to 18 digits never leave a long. */
        void take(int digits) {
            if (digits == 0) {
                return;
            }
            int length = BYTES_OF_DIGITS[digits];
            long group = 0;
            for (byte b : Arrays.copyOfRange(bytes, at, at + length)) {
                group = group << 8 | (b & 0xff);
            }
            at += length;
            if (smallDigits + digits > 2 * DIGITS) {
                flush();
            }
            small = small * power(digits) + group;
            smallDigits += digits;
        }

        private void flush() {
            large = large.multiply(BigInteger.valueOf(power(smallDigits))).add(BigInteger.valueOf(small));
            small = 0;
            smallDigits = 0;
        }

        private static long power(int digits) {
            long power = 1;
            for (int i = 0; i < digits; i++) {
                power *= 10;
            }
            return Math.min(power, BILLION * BILLION);
        }

        BigInteger value() {
            if (large.signum() == 0) {
                return BigInteger.valueOf(small);
            }
            flush();
            return large;
        }
    }
}
