// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

/**
 * A column's DEFAULT clause.
 *
 * @param kind what the text is
 * @param text a literal's value without quotes and introducer (bit literals stay as {@code b'101'}), or an
 *     expression's source text; empty for {@link Kind#NULL}
 */
public record ColumnDefault(Kind kind, String text) {

    /** How a default's text is to be understood. */
    public enum Kind {
        /** {@code DEFAULT NULL}, written or implied by a nullable column. */
        NULL,
        /** A number, string, date or bit literal. */
        LITERAL,
        /** {@code CURRENT_TIMESTAMP} in any of its spellings, with its precision. */
        CURRENT_TIMESTAMP,
        /** Any other expression (MySQL 8.0.13 and later). */
        EXPRESSION
    }

    /** {@code DEFAULT NULL}. */
    public static final ColumnDefault NULL = new ColumnDefault(Kind.NULL, "");

    /** Returns a literal default of this text. */
    public static ColumnDefault literal(String text) {
        return new ColumnDefault(Kind.LITERAL, text);
    }
}
