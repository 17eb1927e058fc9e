// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import java.util.Locale;

/** Text form of TIME values, which are kept as signed microseconds (-838:59:59.999999 to 838:59:59.999999). */
public final class MySqlTime {
    private static final long MICROS_PER_SECOND = 1_000_000L;

    private MySqlTime() {}

    /**
     * Returns {@code [-]HH:mm:ss[.ffffff]}, a literal that MySQL reads back as this value.
     *
     * @param micros signed microseconds
     * @param fractionalDigits 0..6
     */
    public static String text(long micros, int fractionalDigits) {
        long magnitude = Math.abs(micros);
        long seconds = magnitude / MICROS_PER_SECOND;
        String whole = String.format(
                Locale.ROOT,
                "%s%02d:%02d:%02d",
                micros < 0 ? "-" : "",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60);
        if (fractionalDigits == 0) {
            return whole;
        }
        String fraction = String.format(Locale.ROOT, "%06d", magnitude % MICROS_PER_SECOND);
        return whole + "." + fraction.substring(0, fractionalDigits);
    }

    /**
     * Reads {@code [-]H+:mm:ss[.fraction]} into signed microseconds.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static long parse(String text) {
        boolean negative = text.startsWith("-");
        String[] parts = text.substring(negative ? 1 : 0).split("[:.]", -1);
        if (parts.length < 3 || parts.length > 4) {
            throw new IllegalArgumentException("Not a MySQL time: '" + text + "'");
        }
        long seconds = Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60 + Long.parseLong(parts[2]);
        long micros = parts.length == 4 ? Long.parseLong((parts[3] + "000000").substring(0, 6)) : 0;
        long magnitude = seconds * MICROS_PER_SECOND + micros;
        return negative ? -magnitude : magnitude;
    }
}
