// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.metrics.Rate;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/** Shows one stream's metrics. */
final class StreamView implements SinkMXBean {
    private static final double NANOS_OF_A_SECOND = 1e9;
    private static final long NANOS_OF_A_MILLISECOND = 1_000_000;
    private static final double MICROS_OF_A_MILLISECOND = 1_000;

    private final SinkMetrics.Task task;
    private final StreamMetrics metrics;
    private final Rate transactions;
    private final Rate rows;
    private final Map<LanePhase, Rate> phases = new EnumMap<>(LanePhase.class);

    StreamView(SinkMetrics.Task task, StreamMetrics metrics) {
        this.task = task;
        this.metrics = metrics;
        this.transactions = new Rate(() -> metrics.applied().transactions());
        this.rows = new Rate(metrics::totalRows);
        for (LanePhase phase : LanePhase.values()) {
            phases.put(phase, new Rate(() -> metrics.nanos(phase)));
        }
    }

    /** Belongs to one thread. */
    void sample(long nanos) {
        transactions.sample(nanos);
        rows.sample(nanos);
        phases.values().forEach(rate -> rate.sample(nanos));
    }

    @Override
    public String getChannel() {
        return task.channel();
    }

    @Override
    public String getTarget() {
        return task.target();
    }

    @Override
    public long getAppliedTransactions() {
        return metrics.applied().transactions();
    }

    @Override
    public double getAppliedTransactionsPerSecond() {
        return transactions.perSecond();
    }

    @Override
    public long getAppliedRows() {
        return metrics.totalRows();
    }

    @Override
    public double getAppliedRowsPerSecond() {
        return rows.perSecond();
    }

    @Override
    public long getAppliedDdlStatements() {
        return metrics.applied().ddl();
    }

    @Override
    public long getPendingTransactions() {
        return metrics.state.queue().units();
    }

    @Override
    public long getDuplicateTransactions() {
        return metrics.duplicates.sum();
    }

    @Override
    public long getEchoTransactions() {
        return metrics.echoes.sum();
    }

    @Override
    public long getErrantTransactions() {
        return metrics.errantTransactions.sum();
    }

    @Override
    public long getErrantRecords() {
        return metrics.errantRecords.sum();
    }

    @Override
    public long getConflictingTransactions() {
        return metrics.conflicting.sum();
    }

    @Override
    public Map<String, Long> getConflictsByDecision() {
        return metrics.conflictsByDecision.counts();
    }

    @Override
    public Map<String, Long> getConflictsByKind() {
        return metrics.conflictsByKind.counts();
    }

    @Override
    public Map<String, Long> getConflictsByTable() {
        return metrics.conflictsByTable.counts();
    }

    @Override
    public Map<String, Long> getInsertsByTable() {
        return metrics.rows(Operation.CREATE);
    }

    @Override
    public Map<String, Long> getUpdatesByTable() {
        return metrics.rows(Operation.UPDATE);
    }

    @Override
    public Map<String, Long> getDeletesByTable() {
        return metrics.rows(Operation.DELETE);
    }

    @Override
    public Map<String, Long> getCopiedRowsByTable() {
        return metrics.rows(Operation.READ);
    }

    @Override
    public Map<String, Long> getCopiedRowsEstimatedByTable() {
        return new TreeMap<>(metrics.estimates);
    }

    @Override
    public boolean getSnapshotRunning() {
        return metrics.state.copying();
    }

    @Override
    public Map<String, Double> getLagMillisByOrigin() {
        return lags(lag -> OptionalDouble.of((double) lag.last()));
    }

    @Override
    public Map<String, Double> getLagMillisP50ByOrigin() {
        return lags(lag -> lag.quantile(0.5, System.nanoTime()));
    }

    @Override
    public Map<String, Double> getLagMillisP99ByOrigin() {
        return lags(lag -> lag.quantile(0.99, System.nanoTime()));
    }

    @Override
    public Map<String, Double> getLagMillisMaxByOrigin() {
        return lags(lag -> lag.most(System.nanoTime()));
    }

    private Map<String, Double> lags(Function<LagWindow, OptionalDouble> shown) {
        Map<String, Double> lags = new TreeMap<>();
        metrics.lags.forEach((site, lag) ->
                shown.apply(lag).ifPresent(micros -> lags.put(String.valueOf(site), micros / MICROS_OF_A_MILLISECOND)));
        return lags;
    }

    @Override
    public Map<String, Long> getWorkerMillisByPhase() {
        Map<String, Long> millis = new TreeMap<>();
        for (LanePhase phase : LanePhase.values()) {
            millis.put(phase.text(), metrics.nanos(phase) / NANOS_OF_A_MILLISECOND);
        }
        return millis;
    }

    @Override
    public Map<String, Double> getWorkerShareByPhase() {
        Map<String, Double> shares = new TreeMap<>();
        double all = NANOS_OF_A_SECOND * Math.max(1, metrics.workers());
        phases.forEach((phase, rate) -> shares.put(phase.text(), rate.perSecond() / all));
        return shares;
    }

    @Override
    public long getGroups() {
        return metrics.applied().groups();
    }

    @Override
    public long getLargestGroupTransactions() {
        return metrics.applied().largest();
    }

    @Override
    public long getSplits() {
        return metrics.splits.sum();
    }

    @Override
    public long getRetries() {
        return metrics.retries.sum();
    }

    @Override
    public long getGiveWays() {
        return metrics.giveWays.sum();
    }

    @Override
    public long getQueueRows() {
        return metrics.state.queue().rows();
    }

    @Override
    public long getQueueBytes() {
        return metrics.state.queue().bytes();
    }

    @Override
    public long getQueueRowsCapacity() {
        return task.queueRows();
    }

    @Override
    public long getQueueBytesCapacity() {
        return task.queueBytes();
    }

    @Override
    public long getQueueFullMillis() {
        return metrics.state.queue().fullNanos() / NANOS_OF_A_MILLISECOND;
    }

    @Override
    public long getThrottledMillis() {
        return metrics.throttledNanos.sum() / NANOS_OF_A_MILLISECOND;
    }

    @Override
    public String getAppliedGtidSet() {
        return metrics.state.appliedGtids();
    }

    @Override
    public String getLastAppliedGtid() {
        return metrics.applied().last().map(Gtid::toString).orElse("");
    }

    @Override
    public long getMilliSecondsSinceLastApplied() {
        StreamMetrics.Applied applied = metrics.applied();
        return applied.last().isEmpty()
                ? -1
                : Math.max(0, System.currentTimeMillis() - applied.at().toEpochMilli());
    }
}
