// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** Option {@code decimal.handling.mode}: what a DECIMAL becomes. */
public enum DecimalMode {
    /** Connect's Decimal. */
    PRECISE("precise"),
    /** FLOAT64, which may round. */
    DOUBLE("double"),
    /** Its digits as text. */
    STRING("string");

    private final String value;

    DecimalMode(String value) {
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
    public static DecimalMode parse(String text) {
        return OptionValues.parse("decimal.handling.mode", text, values(), DecimalMode::value);
    }
}
