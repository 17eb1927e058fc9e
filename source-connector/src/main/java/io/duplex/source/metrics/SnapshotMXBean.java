// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Debezium's MBean of {@code context=snapshot}. */
public interface SnapshotMXBean extends CommonMXBean {
    int getTotalTableCount();

    int getRemainingTableCount();

    boolean getSnapshotRunning();

    boolean getSnapshotPaused();

    boolean getSnapshotCompleted();

    boolean getSnapshotAborted();

    boolean getSnapshotSkipped();

    long getSnapshotDurationInSeconds();

    long getSnapshotPausedDurationInSeconds();

    Map<String, Long> getRowsScanned();

    @Nullable
    String getChunkId();

    @Nullable
    String getChunkFrom();

    @Nullable
    String getChunkTo();

    @Nullable
    String getTableFrom();

    @Nullable
    String getTableTo();

    Map<String, Long> getTableChunkCounts();

    Map<String, Long> getTableChunksCompletedCounts();

    boolean getHoldingGlobalLock();
}
