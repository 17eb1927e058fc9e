// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.gtid.GtidSet;

/**
 * Header {@code duplex.snapshot} on every record of a snapshot: which snapshot, and its place in it.
 *
 * @param id differs for each snapshot
 * @param site site that was read, 0 when the source has no {@code site.id}
 * @param record running number of the record within the snapshot, from 1, DDL and rows alike
 * @param last whether this is the snapshot's last record: after it the target equals the source as of {@code executed}
 * @param executed GTIDs whose effect the snapshot shows
 * @param run grows when the copy goes on after its task was interrupted: records of an older run that follow are void
 */
public record SnapshotHeader(String id, int site, long record, boolean last, GtidSet executed, Run run) {
    /**
     * One uninterrupted piece of a copy.
     *
     * @param number 0 for the first one, then growing
     * @param from how many records of earlier runs count; those beyond are void, and this run's begin behind it
     */
    public record Run(long number, long from) {
        /** The first one. */
        public static final Run FIRST = new Run(0, 0);
    }

    /** Names a record of a snapshot's first run. */
    public SnapshotHeader(String id, int site, long record, boolean last, GtidSet executed) {
        this(id, site, record, last, executed, Run.FIRST);
    }

    /** Name of the header. */
    public static final String NAME = "duplex.snapshot";

    /** Returns the header's text. */
    public String encode() {
        HeaderText text = HeaderText.create()
                .put("snapshot", id)
                .put("site", site)
                .put("record", record)
                .put("last", last)
                .put("executed", executed);
        return (run.number() == 0 ? text : text.put("run", run.number()).put("from", run.from())).toString();
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
                GtidSet.parse(fields.require("executed")),
                new Run(fields.number("run", 0), fields.number("from", 0)));
    }
}
