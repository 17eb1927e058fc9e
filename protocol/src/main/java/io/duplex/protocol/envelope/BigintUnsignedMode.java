// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** Option {@code bigint.unsigned.handling.mode}: what a BIGINT UNSIGNED becomes. */
public enum BigintUnsignedMode {
    /** INT64; values above its range come out negative. */
    LONG("long"),
    /** Connect's Decimal. */
    PRECISE("precise");

    private final String value;

    BigintUnsignedMode(String value) {
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
    public static BigintUnsignedMode parse(String text) {
        return OptionValues.parse("bigint.unsigned.handling.mode", text, values(), BigintUnsignedMode::value);
    }
}
