// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** The envelope's {@code op}. */
public enum Operation {
    CREATE("c"),
    READ("r"),
    UPDATE("u"),
    DELETE("d"),
    TRUNCATE("t"),
    MESSAGE("m");

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    /** Returns the letter in the envelope. */
    public String code() {
        return code;
    }

    /**
     * Returns the operation of this letter.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Operation ofCode(String code) {
        for (Operation operation : values()) {
            if (operation.code.equals(code)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("Unknown op '" + code + "' in a change record");
    }
}
