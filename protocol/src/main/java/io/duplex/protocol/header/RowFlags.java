// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import java.util.Optional;

/**
 * Header {@code duplex.row}: checks that were off in the session that changed the row. Absent when all were on.
 *
 * @param noForeignKeyChecks {@code foreign_key_checks=0}
 * @param relaxedUniqueChecks {@code unique_checks=0}
 */
public record RowFlags(boolean noForeignKeyChecks, boolean relaxedUniqueChecks) {
    /** Name of the header. */
    public static final String NAME = "duplex.row";

    /** All checks on. */
    public static final RowFlags NONE = new RowFlags(false, false);

    /** Returns the header's text, empty when the header is not needed. */
    public Optional<String> encode() {
        if (equals(NONE)) {
            return Optional.empty();
        }
        return Optional.of(HeaderText.create()
                .put("foreign-key-checks", noForeignKeyChecks ? 0 : 1)
                .put("unique-checks", relaxedUniqueChecks ? 0 : 1)
                .toString());
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static RowFlags decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new RowFlags(fields.number("foreign-key-checks", 1) == 0, fields.number("unique-checks", 1) == 0);
    }
}
