// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** Option {@code time.precision.mode}: what DATE, TIME and DATETIME become. */
public enum TimePrecision {
    /** Days, microseconds, and milli- or microseconds by the column's precision. */
    ADAPTIVE_TIME_MICROSECONDS("adaptive_time_microseconds"),
    /** Connect's own types, which know only milliseconds. */
    CONNECT("connect"),
    /** Days, and microseconds for all others. */
    MICROSECONDS("microseconds"),
    /** Days, and nanoseconds for all others. */
    NANOSECONDS("nanoseconds"),
    /** ISO 8601 text. */
    ISOSTRING("isostring");

    private final String value;

    TimePrecision(String value) {
        this.value = value;
    }

    /** Returns the option's value as configurations spell it. */
    public String value() {
        return value;
    }

    /**
     * Reads a configured value without regard to case.
     *
     * @throws IllegalArgumentException when there is no such value
     */
    public static TimePrecision parse(String text) {
        return OptionValues.parse("time.precision.mode", text, values(), TimePrecision::value);
    }
}
