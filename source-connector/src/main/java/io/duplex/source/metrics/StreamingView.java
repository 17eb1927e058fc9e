// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.table.TableId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what was streamed as Debezium does. */
final class StreamingView implements StreamingMXBean {
    private final StreamingMetrics metrics;
    private final SourceMetrics.Limits limits;

    StreamingView(StreamingMetrics metrics, SourceMetrics.Limits limits) {
        this.metrics = metrics;
        this.limits = limits;
    }

    @Override
    public @Nullable String getLastEvent() {
        return metrics.lastEvent(limits.eventNames());
    }

    @Override
    public long getMilliSecondsSinceLastEvent() {
        return metrics.millisSinceLastEvent();
    }

    @Override
    public long getTotalNumberOfEventsSeen() {
        return metrics.events.get();
    }

    @Override
    public long getTotalNumberOfCreateEventsSeen() {
        return metrics.creates.get();
    }

    @Override
    public long getTotalNumberOfUpdateEventsSeen() {
        return metrics.updates.get();
    }

    @Override
    public long getTotalNumberOfDeleteEventsSeen() {
        return metrics.deletes.get();
    }

    @Override
    public long getNumberOfEventsFiltered() {
        return metrics.filtered.get();
    }

    @Override
    public long getNumberOfErroneousEvents() {
        return metrics.erroneous.get();
    }

    @Override
    public int getQueueTotalCapacity() {
        return limits.queueEvents();
    }

    @Override
    public int getQueueRemainingCapacity() {
        return Math.max(0, limits.queueEvents() - metrics.gauges.queueEvents().getAsInt());
    }

    @Override
    public long getMaxQueueSizeInBytes() {
        return limits.queueBytes();
    }

    @Override
    public long getCurrentQueueSizeInBytes() {
        return metrics.gauges.queueBytes().getAsLong();
    }

    @Override
    public String[] getCapturedTables() {
        return metrics.captured.stream().map(TableId::toString).toArray(String[]::new);
    }

    @Override
    public boolean isConnected() {
        return metrics.connected;
    }

    @Override
    public Map<String, String> getSourceEventPosition() {
        StreamingMetrics.Place place = metrics.place;
        return Map.of(
                "filename", place.file(),
                "position", Long.toString(place.pos()),
                "gtid", place.executed().toString());
    }

    @Override
    public long getMilliSecondsBehindSource() {
        return metrics.lag();
    }

    @Override
    public @Nullable Long getMilliSecondsBehindSourceMinValue() {
        return metrics.lags.least().orElse(null);
    }

    @Override
    public @Nullable Long getMilliSecondsBehindSourceMaxValue() {
        return metrics.lags.most().orElse(null);
    }

    @Override
    public @Nullable Double getMilliSecondsBehindSourceAverageValue() {
        return metrics.lags.average().orElse(null);
    }

    @Override
    public @Nullable Double getMilliSecondsBehindSourceP50() {
        return metrics.lags.quantile(0.5).orElse(null);
    }

    @Override
    public @Nullable Double getMilliSecondsBehindSourceP95() {
        return metrics.lags.quantile(0.95).orElse(null);
    }

    @Override
    public @Nullable Double getMilliSecondsBehindSourceP99() {
        return metrics.lags.quantile(0.99).orElse(null);
    }

    @Override
    public long getNumberOfCommittedTransactions() {
        return metrics.transactions.get();
    }

    @Override
    public @Nullable String getLastTransactionId() {
        Gtid last = metrics.lastTransaction;
        return last == null ? null : last.toString();
    }

    @Override
    public long getNumberOfUnchangedEventsSkipped() {
        return metrics.skipsUnchanged ? metrics.unchanged.get() : -1;
    }

    @Override
    public void resetLagBehindSource() {
        metrics.resetLag();
    }

    @Override
    public String getBinlogFilename() {
        return metrics.place.file();
    }

    @Override
    public long getBinlogPosition() {
        return metrics.place.pos();
    }

    @Override
    public String getGtidSet() {
        return metrics.place.executed().toString();
    }

    /** An event that cannot be read stops the connector. */
    @Override
    public long getNumberOfSkippedEvents() {
        return 0;
    }

    @Override
    public long getNumberOfDisconnects() {
        return metrics.disconnects.get();
    }

    /** One that ends in ROLLBACK after rows stops the connector; without rows it counts as committed. */
    @Override
    public long getNumberOfRolledBackTransactions() {
        return 0;
    }

    @Override
    public long getNumberOfNotWellFormedTransactions() {
        return metrics.broken.get();
    }

    /** Debezium counts those that do not fit its look-ahead buffer; here none is held in memory. */
    @Override
    public long getNumberOfLargeTransactions() {
        return 0;
    }

    /** Without GTIDs the connector does not start. */
    @Override
    public boolean getIsGtidModeEnabled() {
        return true;
    }

    @Override
    public Map<String, Long> getNumberOfCreateEventsSeen() {
        return metrics.activity.of(Operation.CREATE);
    }

    @Override
    public Map<String, Long> getNumberOfUpdateEventsSeen() {
        return metrics.activity.of(Operation.UPDATE);
    }

    @Override
    public Map<String, Long> getNumberOfDeleteEventsSeen() {
        return metrics.activity.of(Operation.DELETE);
    }

    @Override
    public Map<String, Long> getNumberOfTruncateEventsSeen() {
        return metrics.activity.of(Operation.TRUNCATE);
    }

    @Override
    public void pause() {
        metrics.activityPaused = true;
    }

    @Override
    public void resume() {
        metrics.activityPaused = false;
    }

    @Override
    public void reset() {
        metrics.reset();
    }
}
