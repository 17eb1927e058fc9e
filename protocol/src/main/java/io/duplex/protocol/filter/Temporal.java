// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import java.util.regex.Pattern;

/** Date and time texts, of which only the forms are taken that every server reads alike. */
final class Temporal {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("-?\\d{2,3}:[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?");
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2} ([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?");
    private static final long LAST_DAY = java.time.LocalDate.of(2038, 1, 19).toEpochDay();
    private static final long MAX_TIME = 839L * 3600 * 1_000_000;

    private Temporal() {}

    static MySqlDateTime date(String source, String text) {
        if (!DATE.matcher(text).matches()) {
            throw new FilterRefusedException(source, "write a date as 'YYYY-MM-DD'.");
        }
        return inCalendar(source, MySqlDateTime.parse(text));
    }

    static MySqlDateTime dateTime(String source, String text) {
        if (!DATE_TIME.matcher(text).matches()) {
            throw new FilterRefusedException(source, "write a date with time as 'YYYY-MM-DD hh:mm:ss[.ffffff]'.");
        }
        return inCalendar(source, MySqlDateTime.parse(text));
    }

    static MySqlDateTime dateOrDateTime(String source, String text) {
        return text.length() == 10 ? date(source, text) : dateTime(source, text);
    }

    private static MySqlDateTime inCalendar(String source, MySqlDateTime value) {
        if (!value.inCalendar() || value.year() == 0) {
            throw new FilterRefusedException(source, "it is no day of the calendar after the year 0.");
        }
        return value;
    }

    static long time(String source, String text) {
        if (!TIME.matcher(text).matches()) {
            throw new FilterRefusedException(source, "write a time as '[-]hh:mm:ss[.ffffff]'.");
        }
        long value = MySqlTime.parse(text);
        if (Math.abs(value) >= MAX_TIME) {
            throw new FilterRefusedException(source, "a time lies between -838:59:59 and 838:59:59.");
        }
        return value;
    }

    /** Tells whether it lies a day or more inside the range of TIMESTAMP, whose ends servers treat differently. */
    static boolean fitsTimestamp(MySqlDateTime value) {
        long day = value.date().map(java.time.LocalDate::toEpochDay).orElse(0L);
        return day > 0 && day < LAST_DAY;
    }

    /** Returns how many digits follow the seconds. */
    static int digits(String text) {
        int point = text.indexOf('.');
        return point < 0 ? 0 : text.length() - point - 1;
    }

    /** Returns a number that orders as the dates do; it is no count of anything. */
    static long packed(MySqlDateTime value) {
        long day = (value.year() * 13L + value.month()) * 32 + value.day();
        long second = (value.hour() * 60L + value.minute()) * 60 + value.second();
        return (day * 86_400 + second) * 1_000_000 + value.micros();
    }
}
