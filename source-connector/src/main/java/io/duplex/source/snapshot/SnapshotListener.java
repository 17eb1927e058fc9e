// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import java.util.List;

/**
 * Is told how a snapshot goes: metrics, notifications and the log listen. All calls come from the task's thread, in the
 * order in which the methods stand here, and must return at once; rows are told in groups, not one by one.
 */
public interface SnapshotListener {
    /** Listens to nothing. */
    SnapshotListener NONE = new SnapshotListener() {};

    /**
     * A part of a table between two keys.
     *
     * @param number from 1
     * @param of how many there are in the table
     * @param after key values behind which it begins, empty for the first one
     * @param upTo key values with which it ends, empty for the last one
     */
    record Chunk(int number, int of, List<Object> after, List<Object> upTo) {
        /** The whole of a table. */
        public static final Chunk WHOLE = new Chunk(1, 1, List.of(), List.of());

        public Chunk {
            after = List.copyOf(after);
            upTo = List.copyOf(upTo);
        }
    }

    /**
     * A consistent state is about to be read, or the copy goes on where an earlier task ended.
     *
     * @param id of the snapshot, the same when it goes on
     * @param goesOn whether rows were copied by an earlier task
     */
    default void started(String id, boolean goesOn) {}

    /** The lock that holds up writers was taken ({@code global}: on the whole server) or released. */
    default void locked(boolean held, boolean global) {}

    /** The tables whose rows will be copied, in order; when the copy goes on, those that are left. */
    default void tablesKnown(List<TableId> tables) {}

    /**
     * A table's first row is about to be read.
     *
     * @param estimatedRows as the server guesses, -1 when it does not
     * @param chunks into how many parts the table is divided
     */
    default void tableStarted(TableId table, long estimatedRows, int chunks) {}

    /** The rows of a part are about to become records. */
    default void chunkStarted(TableId table, Chunk chunk) {}

    /** So many rows of the table became records, since the copy of the table began. */
    default void rowsCopied(TableId table, long rows) {}

    /** All rows of a part became records. */
    default void chunkCompleted(TableId table, Chunk chunk) {}

    /** All rows of a table became records. */
    default void tableCompleted(TableId table, long rows) {}

    /** No records come until {@link #resumed}. */
    default void paused() {}

    /** Records come again. */
    default void resumed() {}

    /** The last record was made. */
    default void completed() {}

    /** It ended before its last record: the task stops, or the connection was lost and another attempt may follow. */
    default void aborted() {}

    /** There is nothing to copy: the connector goes on from its offset. */
    default void skipped() {}

    /** Returns one that tells all of these. */
    static SnapshotListener all(List<SnapshotListener> listeners) {
        return new SnapshotListeners(listeners);
    }
}
