// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import java.util.Optional;

/**
 * Header {@code duplex.row}: what is unusual about a changed row. Absent when nothing is.
 *
 * @param noForeignKeyChecks {@code foreign_key_checks=0} in the session that changed it
 * @param relaxedUniqueChecks {@code unique_checks=0} in that session
 * @param copied whether a snapshot asked for by a signal copies the table meanwhile: the row as it was before may be
 *     missing on the target, and the row as it is now may be there
 */
public record RowFlags(boolean noForeignKeyChecks, boolean relaxedUniqueChecks, boolean copied) {
    /** Name of the header. */
    public static final String NAME = "duplex.row";

    /** All checks on, and nothing is copied. */
    public static final RowFlags NONE = new RowFlags(false, false);

    /** A row of a table that is not being copied. */
    public RowFlags(boolean noForeignKeyChecks, boolean relaxedUniqueChecks) {
        this(noForeignKeyChecks, relaxedUniqueChecks, false);
    }

    /** Returns the same checks for a row of a table that is being copied. */
    public RowFlags whileCopied() {
        return new RowFlags(noForeignKeyChecks, relaxedUniqueChecks, true);
    }

    /** Returns the header's text, empty when the header is not needed. */
    public Optional<String> encode() {
        if (equals(NONE)) {
            return Optional.empty();
        }
        HeaderText text = HeaderText.create()
                .put("foreign-key-checks", noForeignKeyChecks ? 0 : 1)
                .put("unique-checks", relaxedUniqueChecks ? 0 : 1);
        return Optional.of((copied ? text.put("copied", 1) : text).toString());
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static RowFlags decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new RowFlags(
                fields.number("foreign-key-checks", 1) == 0,
                fields.number("unique-checks", 1) == 0,
                fields.number("copied", 0) == 1);
    }
}
