// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How conflicts about the rows of one table are decided.
 *
 * @param versionColumn whose higher value wins, for {@link Resolution#LATEST}
 * @param deltaColumns counters, in lower case: what changes add to them is added whoever wins
 */
public record TablePolicy(Resolution resolution, Optional<String> versionColumn, Set<String> deltaColumns) {
    /** Every conflict stops the task. */
    public static final TablePolicy STOP = new TablePolicy(Resolution.ERROR, Optional.empty(), Set.of());

    public TablePolicy {
        deltaColumns = Set.copyOf(deltaColumns);
    }

    /** Tells whether the task goes on after a conflict. */
    public boolean resolves() {
        return resolution != Resolution.ERROR;
    }

    /** Tells whether the column is a counter. */
    public boolean isCounter(String column) {
        return deltaColumns.contains(column.toLowerCase(Locale.ROOT));
    }
}
