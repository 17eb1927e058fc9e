// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import java.util.Arrays;
import java.util.Locale;

/** {@code snapshot.mode}: what is copied before the binlog is read. */
public enum SnapshotMode {
    /** Copy once, when there is no offset yet. */
    INITIAL(true, true),
    /** As {@link #INITIAL}, and read no binlog afterwards. */
    INITIAL_ONLY(true, false),
    /** Copy at each start. */
    ALWAYS(true, true),
    /** Copy when there is no offset, or when the server no longer has what follows it. */
    WHEN_NEEDED(true, true),
    /** Read only the tables' definitions, when there is no offset yet. */
    NO_DATA(false, true),
    /** Read the tables' definitions into a lost schema history, and go on from the offset. */
    RECOVERY(false, true);

    private final boolean rows;
    private final boolean streams;

    SnapshotMode(boolean rows, boolean streams) {
        this.rows = rows;
        this.streams = streams;
    }

    boolean copiesRows() {
        return rows;
    }

    /** Tells whether the binlog is read afterwards. */
    public boolean streams() {
        return streams;
    }

    /** Returns the values of the option, Debezium's older names too. */
    static String[] names() {
        String[] own = Arrays.stream(values())
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        String[] all = Arrays.copyOf(own, own.length + 3);
        all[own.length] = "never";
        all[own.length + 1] = "schema_only";
        all[own.length + 2] = "schema_only_recovery";
        return all;
    }

    static SnapshotMode parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "never", "schema_only" -> NO_DATA;
            case "schema_only_recovery" -> RECOVERY;
            default -> valueOf(text.toUpperCase(Locale.ROOT));
        };
    }
}
