// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.gtid.GtidSet;

/**
 * Header {@code duplex.snapshot} on every record of a snapshot: which snapshot, and its place in it.
 *
 * @param id differs for each run of a snapshot
 * @param site site that was read, 0 when the source has no {@code site.id}
 * @param record running number of the record within the snapshot, from 1, DDL and rows alike
 * @param last whether this is the snapshot's last record: after it the target equals the source as of {@code executed}
 * @param executed GTIDs whose effect the snapshot shows
 */
public record SnapshotHeader(String id, int site, long record, boolean last, GtidSet executed) {
    /** Name of the header. */
    public static final String NAME = "duplex.snapshot";

    /** Returns the header's text. */
    public String encode() {
        return HeaderText.create()
                .put("snapshot", id)
                .put("site", site)
                .put("record", record)
                .put("last", last)
                .put("executed", executed)
                .toString();
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static SnapshotHeader decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new SnapshotHeader(
                fields.require("snapshot"),
                (int) fields.number("site", 0),
                fields.number("record", 0),
                Boolean.parseBoolean(fields.require("last")),
                GtidSet.parse(fields.require("executed")));
    }
}
