// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.util.List;

/** Literals of dates and times, for each number of fractional digits. */
final class TemporalValues {
    static final List<String> DATES = List.of(
            "'0000-00-00'",
            "'2024-00-00'",
            "'2024-02-00'",
            "'2024-00-15'",
            "'2024-02-30'",
            "'2023-02-31'",
            "'0000-00-01'",
            "'0000-01-00'",
            "'0000-01-01'",
            "'0000-02-29'",
            "'0000-12-31'",
            "'0001-01-01'",
            "'0001-02-29'",
            "'0069-12-31'",
            "'0070-01-01'",
            "'0099-12-31'",
            "'1000-01-01'",
            "'1582-10-10'",
            "'1969-12-31'",
            "'1970-01-01'",
            "'2024-02-29'",
            "'9999-12-31'");

    private TemporalValues() {}

    static List<String> dateTimes(int digits) {
        String fraction = fraction(digits, "987654");
        List<String> values = new java.util.ArrayList<>();
        for (int i = 0; i < DATES.size(); i++) {
            String date = DATES.get(i).substring(1, 11);
            values.add("'" + date + (i % 2 == 0 ? " 00:00:00'" : " 23:59:59" + fraction + "'"));
        }
        values.add("'0000-00-00 12:34:56" + fraction + "'");
        values.add("'9999-12-31 23:59:59" + fraction(digits, "999999") + "'");
        values.add("'1969-12-31 23:59:59" + fraction(digits, "000001") + "'");
        values.add("'2024-06-15 12:34:56" + fraction(digits, "100000") + "'");
        return values;
    }

    static List<String> timestamps(int digits) {
        return List.of(
                "'0000-00-00 00:00:00'",
                "'1970-01-01 00:00:01'",
                "'1970-01-01 00:00:01" + fraction(digits, "000001") + "'",
                "'2038-01-19 03:14:07" + fraction(digits, "999999") + "'",
                "'2024-02-29 12:34:56" + fraction(digits, "120000") + "'",
                "'2001-09-09 01:46:40'");
    }

    static List<String> times(int digits) {
        return List.of(
                "'-838:59:59'",
                "'838:59:59'",
                "'-838:59:59" + fraction(digits, "999999") + "'",
                "'838:59:59" + fraction(digits, "999999") + "'",
                "'-838:59:58" + fraction(digits, "999999") + "'",
                "'838:59:58" + fraction(digits, "999999") + "'",
                "'-00:00:00" + fraction(digits, "000001") + "'",
                "'00:00:00" + fraction(digits, "100000") + "'",
                "'00:00:00'",
                "'-00:00:01'",
                "'-23:59:59" + fraction(digits, "500000") + "'",
                "'24:00:00'",
                "'23:59:59" + fraction(digits, "999999") + "'");
    }

    private static String fraction(int digits, String micros) {
        return digits == 0 ? "" : "." + micros.substring(0, digits);
    }
}
