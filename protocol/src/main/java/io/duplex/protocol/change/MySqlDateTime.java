// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.util.Optional;

/**
 * A DATE, DATETIME or TIMESTAMP value by its parts, so that zero and invalid dates stay what they are.
 *
 * <p>A DATE has zero time parts; a TIMESTAMP is in UTC and all zero for {@code '0000-00-00 00:00:00'}.
 *
 * @param year 0..9999
 * @param month 0..12
 * @param day 0..31
 * @param hour 0..23
 * @param minute 0..59
 * @param second 0..59
 * @param micros 0..999999
 */
public record MySqlDateTime(int year, int month, int day, int hour, int minute, int second, int micros) {

    /** {@code 0000-00-00 00:00:00}. */
    public static final MySqlDateTime ZERO = new MySqlDateTime(0, 0, 0, 0, 0, 0, 0);

    /** Returns a DATE value. */
    public static MySqlDateTime ofDate(int year, int month, int day) {
        return new MySqlDateTime(year, month, day, 0, 0, 0, 0);
    }

    /** Returns the value of these calendar parts, cut to microseconds. */
    public static MySqlDateTime of(LocalDateTime t) {
        return new MySqlDateTime(
                t.getYear(),
                t.getMonthValue(),
                t.getDayOfMonth(),
                t.getHour(),
                t.getMinute(),
                t.getSecond(),
                t.getNano() / 1000);
    }

    /** Tells whether the date part is a day of the calendar (a zero or impossible date is not). */
    public boolean inCalendar() {
        return month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
    }

    /** Returns the date part, empty when it is no day of the calendar. */
    public Optional<LocalDate> date() {
        return inCalendar() ? Optional.of(LocalDate.of(year, month, day)) : Optional.empty();
    }

    /** Returns the value as calendar date and time, empty when the date part is no day of the calendar. */
    public Optional<LocalDateTime> dateTime() {
        return date().map(d -> d.atTime(hour, minute, second, micros * 1000));
    }

    /** Returns {@code yyyy-MM-dd}. */
    public String dateText() {
        StringBuilder text = new StringBuilder(10);
        appendDate(text);
        return text.toString();
    }

    /**
     * Returns {@code yyyy-MM-dd HH:mm:ss[.ffffff]}, a literal that MySQL reads back as this value.
     *
     * @param fractionalDigits 0..6
     */
    public String text(int fractionalDigits) {
        StringBuilder text = new StringBuilder(26);
        appendDate(text);
        text.append(' ');
        appendPadded(text, hour, 2);
        text.append(':');
        appendPadded(text, minute, 2);
        text.append(':');
        appendPadded(text, second, 2);
        if (fractionalDigits > 0) {
            text.append('.');
            appendPadded(text, micros, 6);
            text.setLength(text.length() - 6 + fractionalDigits);
        }
        return text.toString();
    }

    /**
     * Reads {@code yyyy-MM-dd} or {@code yyyy-MM-dd HH:mm:ss[.fraction]}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static MySqlDateTime parse(String text) {
        int length = text.length();
        if (length < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            throw new IllegalArgumentException("Not a MySQL date: '" + text + "'");
        }
        int year = Integer.parseInt(text, 0, 4, 10);
        int month = Integer.parseInt(text, 5, 7, 10);
        int day = Integer.parseInt(text, 8, 10, 10);
        if (length == 10) {
            return ofDate(year, month, day);
        }
        if (length < 19 || text.charAt(13) != ':' || text.charAt(16) != ':') {
            throw new IllegalArgumentException("Not a MySQL date and time: '" + text + "'");
        }
        int micros = length > 20 ? Integer.parseInt((text.substring(20) + "000000").substring(0, 6)) : 0;
        return new MySqlDateTime(
                year,
                month,
                day,
                Integer.parseInt(text, 11, 13, 10),
                Integer.parseInt(text, 14, 16, 10),
                Integer.parseInt(text, 17, 19, 10),
                micros);
    }

    private void appendDate(StringBuilder text) {
        appendPadded(text, year, 4);
        text.append('-');
        appendPadded(text, month, 2);
        text.append('-');
        appendPadded(text, day, 2);
    }

    private static void appendPadded(StringBuilder text, int value, int width) {
        String digits = Integer.toString(value);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        text.append(digits);
    }
}
