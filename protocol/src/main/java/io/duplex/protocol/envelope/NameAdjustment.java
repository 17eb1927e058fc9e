// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Locale;

/** Options {@code schema.name.adjustment.mode} and {@code field.name.adjustment.mode}: making names fit for Avro. */
public enum NameAdjustment {
    /** Names stay as they are. */
    NONE("none"),
    /** Characters that Avro does not allow become an underscore. */
    AVRO("avro"),
    /** Characters that Avro does not allow, and underscores, become {@code _uXXXX}. */
    AVRO_UNICODE("avro_unicode");

    private final String value;

    NameAdjustment(String value) {
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
    public static NameAdjustment parse(String text) {
        return OptionValues.parse("*.name.adjustment.mode", text, values(), NameAdjustment::value);
    }

    /** Returns the schema's full name, in which dots stay. */
    String schemaName(String name) {
        return adjust(name, true);
    }

    /** Returns the field's name, in which a dot is no separator. */
    String fieldName(String name) {
        return adjust(name, false);
    }

    private String adjust(String name, boolean dots) {
        if (this == NONE) {
            return name;
        }
        StringBuilder adjusted = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean follows = isDigit(c) || (dots && c == '.');
            if (isLetter(c) || (c == '_' && this == AVRO) || (i > 0 && follows)) {
                adjusted.append(c);
            } else {
                adjusted.append(replacement(c, i == 0));
            }
        }
        return adjusted.toString();
    }

    private String replacement(char c, boolean first) {
        if (this == AVRO_UNICODE) {
            return String.format(Locale.ROOT, "_u%04x", (int) c);
        }
        return first && Character.isDigit(c) ? "_" + c : "_";
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
