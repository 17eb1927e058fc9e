// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import java.util.List;

/** Tells several listeners, in order. */
record SnapshotListeners(List<SnapshotListener> all) implements SnapshotListener {
    SnapshotListeners {
        all = List.copyOf(all);
    }

    @Override
    public void started(String id, boolean goesOn) {
        all.forEach(listener -> listener.started(id, goesOn));
    }

    @Override
    public void locked(boolean held, boolean global) {
        all.forEach(listener -> listener.locked(held, global));
    }

    @Override
    public void tablesKnown(List<TableId> tables) {
        all.forEach(listener -> listener.tablesKnown(tables));
    }

    @Override
    public void tableStarted(TableId table, long estimatedRows, int chunks) {
        all.forEach(listener -> listener.tableStarted(table, estimatedRows, chunks));
    }

    @Override
    public void chunkStarted(TableId table, Chunk chunk) {
        all.forEach(listener -> listener.chunkStarted(table, chunk));
    }

    @Override
    public void rowsCopied(TableId table, long rows) {
        all.forEach(listener -> listener.rowsCopied(table, rows));
    }

    @Override
    public void chunkCompleted(TableId table, Chunk chunk) {
        all.forEach(listener -> listener.chunkCompleted(table, chunk));
    }

    @Override
    public void tableCompleted(TableId table, long rows) {
        all.forEach(listener -> listener.tableCompleted(table, rows));
    }

    @Override
    public void paused() {
        all.forEach(SnapshotListener::paused);
    }

    @Override
    public void resumed() {
        all.forEach(SnapshotListener::resumed);
    }

    @Override
    public void completed() {
        all.forEach(SnapshotListener::completed);
    }

    @Override
    public void aborted() {
        all.forEach(SnapshotListener::aborted);
    }

    @Override
    public void skipped() {
        all.forEach(SnapshotListener::skipped);
    }
}
