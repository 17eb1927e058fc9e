// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.gtid.GtidSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Header {@code duplex.snapshot} on every record of a snapshot: which snapshot, and its place in it.
 *
 * @param id differs for each snapshot
 * @param site site that was read, 0 when the source has no {@code site.id}
 * @param record running number of the record within the snapshot, from 1, DDL and rows alike
 * @param last whether this is the snapshot's last record: after it the target equals the source as of {@code executed}
 * @param executed GTIDs whose effect the snapshot shows
 * @param tableRows on the first row of a table: how many the source's server estimates
 * @param covered transactions of other sites whose effect the snapshot shows, by the GTIDs that they had at their origins
 * @param run grows when the copy goes on after its task was interrupted: records of an older run that follow are void
 */
public record SnapshotHeader(
        String id,
        int site,
        long record,
        boolean last,
        GtidSet executed,
        GtidSet covered,
        Run run,
        OptionalLong tableRows) {
    /**
     * One uninterrupted piece of a copy.
     *
     * @param number 0 for the first one, then growing
     * @param from how many records of earlier runs count; those beyond are void, and this run's begin behind it
     * @param initial whether the source knows of no complete snapshot before this one: if the target knows of one, its
     *     task ended before Kafka Connect had stored the offset, or the offset was removed
     */
    public record Run(long number, long from, boolean initial) {
        /** The first one of a snapshot that comes after others. */
        public static final Run FIRST = new Run(0, 0, false);

        /** The first one of a first snapshot. */
        public static final Run INITIAL = new Run(0, 0, true);

        /** One that goes on. */
        public Run(long number, long from) {
            this(number, from, false);
        }
    }

    /** Names a record that does not tell about its table, of a site that has nothing from others. */
    public SnapshotHeader(String id, int site, long record, boolean last, GtidSet executed, Run run) {
        this(id, site, record, last, executed, GtidSet.EMPTY, run, OptionalLong.empty());
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
        if (!covered.isEmpty()) {
            text.put("covered", covered);
        }
        if (run.number() > 0) {
            text.put("run", run.number()).put("from", run.from());
        }
        if (run.initial()) {
            text.put("initial", true);
        }
        tableRows.ifPresent(rows -> text.put("rows", rows));
        return text.toString();
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
                GtidSet.parse(fields.get("covered").orElse("")),
                new Run(
                        fields.number("run", 0),
                        fields.number("from", 0),
                        fields.get("initial").map(Boolean::parseBoolean).orElse(false)),
                fields.get("rows").map(Long::parseLong).map(OptionalLong::of).orElseGet(OptionalLong::empty));
    }

    /** Reads the headers of one record after the other, which differ in their number only. Not thread-safe. */
    public static final class Reader {
        private static final String RECORD = ";record=";

        private String text = "";
        private int from = -1;
        private int to;
        private @Nullable SnapshotHeader last;

        /**
         * Reads {@link SnapshotHeader#encode}'s text.
         *
         * @throws IllegalArgumentException when the text has another form
         */
        public SnapshotHeader read(String next) {
            SnapshotHeader before = last;
            int end = from < 0 ? -1 : next.indexOf(';', from);
            SnapshotHeader header = before != null
                            && end > from
                            && next.regionMatches(0, text, 0, from)
                            && next.length() - end == text.length() - to
                            && next.regionMatches(end, text, to, text.length() - to)
                    ? before.numbered(Long.parseLong(next, from, end, 10))
                    : decode(next);
            text = next;
            int at = next.indexOf(RECORD);
            from = at < 0 ? -1 : at + RECORD.length();
            to = from < 0 ? -1 : next.indexOf(';', from);
            last = to < 0 ? null : header;
            return header;
        }
    }

    private SnapshotHeader numbered(long number) {
        return new SnapshotHeader(id, site, number, last, executed, covered, run, tableRows);
    }
}
