// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.List;

/** The DDL statements of a source in order, from which the table model is made anew at each start. */
public interface SchemaHistory extends AutoCloseable {
    /** Takes entries in order. */
    @FunctionalInterface
    interface Reader {
        /** Takes the entry at this place. */
        void accept(long place, HistoryRecord entry);
    }

    /**
     * The places of the entries. Not each holds one.
     *
     * @param end behind the last entry
     */
    record Extent(long begin, long end) {}

    /** Tells whether anything was ever recorded. */
    boolean exists();

    /** Adds entries in order; all are durable when this returns. After a failure any of them may be there. */
    void record(List<HistoryRecord> entries);

    /** Adds an entry; it is durable when this returns. */
    default void record(HistoryRecord entry) {
        record(List.of(entry));
    }

    /** Returns where the entries are now. */
    Extent extent();

    /** Hands over the entries from a place on, also those of other connectors that share the history. */
    void replay(long from, Reader reader);

    @Override
    void close();
}
