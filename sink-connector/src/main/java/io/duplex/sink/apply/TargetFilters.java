// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.mapping.RowFilterOptions;

/**
 * The row filters of a task.
 *
 * @param server evaluates, for all sessions, what the connector cannot
 */
record TargetFilters(RowFilterOptions options, FilterSession server) {
    /** Returns the filters over tables as one session sees them. */
    ChosenRows over(TargetTables tables) {
        return new ChosenRows(options, server, tables);
    }
}
