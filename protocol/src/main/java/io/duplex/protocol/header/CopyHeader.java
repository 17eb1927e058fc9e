// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.gtid.GtidSet;

/**
 * Header {@code duplex.copy} on rows that a snapshot asked for by a signal tells between two transactions of a stream.
 * Where such a row stands, it has the values that the source had after {@code executed}, or later ones, whose changes
 * follow and say {@link RowFlags#copied}. So a target that has nothing but {@code executed} may write the row over
 * whatever it has, as often as it likes; a target that has more has had the row, too.
 *
 * @param site site that was read, 0 when the source has no {@code site.id}
 * @param executed what stands before the row in the stream
 */
public record CopyHeader(int site, GtidSet executed) {
    /** Name of the header. */
    public static final String NAME = "duplex.copy";

    /** Returns the header's text. */
    public String encode() {
        return HeaderText.create().put("site", site).put("executed", executed).toString();
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static CopyHeader decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new CopyHeader((int) fields.number("site", 0), GtidSet.parse(fields.require("executed")));
    }
}
