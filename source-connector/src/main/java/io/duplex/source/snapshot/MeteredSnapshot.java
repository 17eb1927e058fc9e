// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.source.metrics.SnapshotMetrics;
import java.util.List;

/** Has the metrics count what a snapshot does. */
public record MeteredSnapshot(SnapshotMetrics metrics) implements SnapshotListener {
    @Override
    public void started(String id, boolean goesOn) {
        metrics.started();
    }

    @Override
    public void locked(boolean held, boolean global) {
        metrics.globalLock(held && global);
    }

    @Override
    public void tablesKnown(List<TableId> tables) {
        metrics.tablesKnown(tables);
    }

    @Override
    public void tableStarted(TableId table, long estimatedRows, int chunks) {
        metrics.estimated(table, estimatedRows);
        metrics.tableStarted(table, chunks);
    }

    @Override
    public void chunkStarted(TableId table, Chunk chunk) {
        metrics.chunkStarted(table, chunk.number(), chunk.after(), chunk.upTo());
    }

    @Override
    public void rowsCopied(TableId table, long rows) {
        metrics.rowsCopied(table, rows);
    }

    @Override
    public void chunkCompleted(TableId table, Chunk chunk) {
        metrics.chunkCompleted(table);
    }

    @Override
    public void tableCompleted(TableId table, long rows) {
        metrics.tableCompleted(table, rows);
    }

    @Override
    public void paused() {
        metrics.paused();
    }

    @Override
    public void resumed() {
        metrics.resumed();
    }

    @Override
    public void completed() {
        metrics.completed();
    }

    @Override
    public void aborted() {
        metrics.aborted();
    }

    @Override
    public void skipped() {
        metrics.skipped();
    }
}
