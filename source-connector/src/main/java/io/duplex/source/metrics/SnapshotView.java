// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.table.TableId;
import io.duplex.source.metrics.SnapshotMetrics.State;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows a snapshot as Debezium does. */
final class SnapshotView implements SnapshotMXBean {
    private final SnapshotMetrics metrics;
    private final SourceMetrics.Limits limits;

    SnapshotView(SnapshotMetrics metrics, SourceMetrics.Limits limits) {
        this.metrics = metrics;
        this.limits = limits;
    }

    @Override
    public @Nullable String getLastEvent() {
        return metrics.lastEvent;
    }

    @Override
    public long getMilliSecondsSinceLastEvent() {
        return metrics.millisSinceLastEvent();
    }

    @Override
    public long getTotalNumberOfEventsSeen() {
        return metrics.events.get();
    }

    /** Rows of a snapshot are read, not created; Debezium counts them in the total only, too. */
    @Override
    public long getTotalNumberOfCreateEventsSeen() {
        return 0;
    }

    @Override
    public long getTotalNumberOfUpdateEventsSeen() {
        return 0;
    }

    @Override
    public long getTotalNumberOfDeleteEventsSeen() {
        return 0;
    }

    /** Tables that are not captured are not read at all. */
    @Override
    public long getNumberOfEventsFiltered() {
        return 0;
    }

    @Override
    public long getNumberOfErroneousEvents() {
        return metrics.erroneous.get();
    }

    @Override
    public int getQueueTotalCapacity() {
        return limits.queueEvents();
    }

    /** Rows become records as they are asked for, none waits. */
    @Override
    public int getQueueRemainingCapacity() {
        return limits.queueEvents();
    }

    @Override
    public long getMaxQueueSizeInBytes() {
        return limits.queueBytes();
    }

    @Override
    public long getCurrentQueueSizeInBytes() {
        return 0;
    }

    @Override
    public String[] getCapturedTables() {
        return metrics.tables.stream().map(TableId::toString).toArray(String[]::new);
    }

    @Override
    public int getTotalTableCount() {
        return metrics.tables.size();
    }

    @Override
    public int getRemainingTableCount() {
        return metrics.remaining.size();
    }

    @Override
    public boolean getSnapshotRunning() {
        return metrics.state == State.RUNNING;
    }

    @Override
    public boolean getSnapshotPaused() {
        return metrics.state == State.PAUSED;
    }

    @Override
    public boolean getSnapshotCompleted() {
        return metrics.state == State.COMPLETED;
    }

    @Override
    public boolean getSnapshotAborted() {
        return metrics.state == State.ABORTED;
    }

    @Override
    public boolean getSnapshotSkipped() {
        return metrics.state == State.SKIPPED;
    }

    @Override
    public long getSnapshotDurationInSeconds() {
        return metrics.duration().toSeconds();
    }

    @Override
    public long getSnapshotPausedDurationInSeconds() {
        return metrics.pausedFor().toSeconds();
    }

    @Override
    public Map<String, Long> getRowsScanned() {
        return metrics.rows;
    }

    @Override
    public @Nullable String getChunkId() {
        return metrics.chunk.id();
    }

    @Override
    public @Nullable String getChunkFrom() {
        return metrics.chunk.ends().from();
    }

    @Override
    public @Nullable String getChunkTo() {
        return metrics.chunk.ends().to();
    }

    /** Copies go from the first key on, whatever it is. */
    @Override
    public @Nullable String getTableFrom() {
        return metrics.chunk.table().from();
    }

    @Override
    public @Nullable String getTableTo() {
        return metrics.chunk.table().to();
    }

    @Override
    public Map<String, Long> getTableChunkCounts() {
        return metrics.chunks;
    }

    @Override
    public Map<String, Long> getTableChunksCompletedCounts() {
        return metrics.chunksDone;
    }

    @Override
    public boolean getHoldingGlobalLock() {
        return metrics.globalLock;
    }

    @Override
    public void reset() {
        metrics.reset();
    }
}
