// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.source.binlog.EventBytes;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Dates and times of all binlog layouts, those before MySQL 5.6 too, kept by their parts.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/my__time_8h.html">packed forms</a>
 */
final class TemporalValues {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long DATETIME_ORIGIN = 0x80_0000_0000L;
    private static final int TIME_ORIGIN = 0x80_0000;

    private TemporalValues() {}

    static long year(EventBytes body) {
        int year = body.uint8();
        return year == 0 ? 0 : 1900 + year;
    }

    static MySqlDateTime date(EventBytes body) {
        int packed = (int) body.uint(3);
        return MySqlDateTime.ofDate(packed >> 9, packed >> 5 & 15, packed & 31);
    }

    /** Before 5.6.4: a number of the digits hhmmss. */
    static long oldTime(EventBytes body) {
        long digits = body.sint(3);
        long magnitude = Math.abs(digits);
        long seconds = magnitude / 10_000 * 3600 + magnitude / 100 % 100 * 60 + magnitude % 100;
        return (digits < 0 ? -seconds : seconds) * MICROS_PER_SECOND;
    }

    /** Before 5.6.4: a number of the digits yyyymmddhhmmss. */
    static MySqlDateTime oldDateTime(EventBytes body) {
        long digits = body.uint(8);
        int date = (int) (digits / 1_000_000);
        int time = (int) (digits % 1_000_000);
        return new MySqlDateTime(
                date / 10_000, date / 100 % 100, date % 100, time / 10_000, time / 100 % 100, time % 100, 0);
    }

    /** Before 5.6.4: seconds since 1970. */
    static MySqlDateTime oldTimestamp(EventBytes body) {
        return timestamp(body.uint32(), 0);
    }

    static MySqlDateTime timestamp2(EventBytes body, int fractionDigits) {
        return timestamp(body.bigEndian(4), fraction(body, fractionDigits));
    }

    private static MySqlDateTime timestamp(long seconds, int micros) {
        if (seconds == 0 && micros == 0) {
            return MySqlDateTime.ZERO;
        }
        return MySqlDateTime.of(LocalDateTime.ofEpochSecond(seconds, micros * 1000, ZoneOffset.UTC));
    }

    static MySqlDateTime datetime2(EventBytes body, int fractionDigits) {
        long packed = body.bigEndian(5) - DATETIME_ORIGIN;
        return unpackDateTime(packed, fraction(body, fractionDigits));
    }

    /** From 17 bits year and month, 5 bits each day and hour, 6 bits each minute and second. */
    static MySqlDateTime unpackDateTime(long packed, int micros) {
        int yearMonth = (int) (packed >> 22);
        return new MySqlDateTime(
                yearMonth / 13,
                yearMonth % 13,
                (int) (packed >> 17) & 31,
                (int) (packed >> 12) & 31,
                (int) (packed >> 6) & 63,
                (int) packed & 63,
                micros);
    }

    /**
     * Signed microseconds. The stored number is negative as a whole, fraction included, so that values compare as
     * bytes.
     */
    static long time2(EventBytes body, int fractionDigits) {
        int bytes = (fractionDigits + 1) / 2;
        long stored = body.bigEndian(3 + bytes) - ((long) TIME_ORIGIN << (8 * bytes));
        long magnitude = Math.abs(stored);
        long fraction = magnitude & ((1L << (8 * bytes)) - 1);
        return signed(stored < 0, magnitude >> (8 * bytes), scale(fraction, bytes));
    }

    /** From 10 bits hour, 6 bits each minute and second. */
    static long signed(boolean negative, long hms, long micros) {
        long seconds = (hms >> 12 & 1023) * 3600 + (hms >> 6 & 63) * 60 + (hms & 63);
        long magnitude = seconds * MICROS_PER_SECOND + micros;
        return negative ? -magnitude : magnitude;
    }

    private static int fraction(EventBytes body, int digits) {
        int bytes = (digits + 1) / 2;
        return bytes == 0 ? 0 : (int) scale(body.bigEndian(bytes), bytes);
    }

    /** One byte holds hundredths, two hold ten-thousandths, three hold millionths. */
    private static long scale(long fraction, int bytes) {
        return switch (bytes) {
            case 1 -> fraction * 10_000;
            case 2 -> fraction * 100;
            default -> fraction;
        };
    }
}
