// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** Option {@code binary.handling.mode}: what binary columns become. */
public enum BinaryMode {
    /** BYTES. */
    BYTES("bytes"),
    /** Text in base64. */
    BASE64("base64"),
    /** Text in base64 with the alphabet for URLs. */
    BASE64_URL_SAFE("base64-url-safe"),
    /** Text in lower-case hexadecimal digits. */
    HEX("hex");

    private final String value;

    BinaryMode(String value) {
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
    public static BinaryMode parse(String text) {
        return OptionValues.parse("binary.handling.mode", text, values(), BinaryMode::value);
    }
}
