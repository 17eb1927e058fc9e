// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** Option {@code value.fidelity}: what is said of values that Debezium says otherwise than the server. */
public enum Fidelity {
    /** The server's value. */
    EXACT("exact"),
    /** What Debezium says, with the server's value in the header of exact values. */
    DEBEZIUM("debezium");

    private final String value;

    Fidelity(String value) {
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
    public static Fidelity parse(String text) {
        return OptionValues.parse("value.fidelity", text, values(), Fidelity::value);
    }
}
