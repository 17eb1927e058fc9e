// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.metrics.Rate;
import java.util.Map;

/** Shows what only Duplex tells. */
final class SourceView implements SourceMXBean {
    private final StreamingMetrics streaming;
    private final SnapshotMetrics snapshot;
    private final BinlogWatch binlog;
    private final Rate rows;
    private final Rate bytes;
    private final Rate transactions;

    SourceView(StreamingMetrics streaming, SnapshotMetrics snapshot, BinlogWatch binlog) {
        this.streaming = streaming;
        this.snapshot = snapshot;
        this.binlog = binlog;
        this.rows = new Rate(streaming.rows::get);
        this.bytes = new Rate(streaming.bytes::get);
        this.transactions = new Rate(streaming.transactions::get);
    }

    /** Belongs to one thread. */
    void sample(long nanos) {
        rows.sample(nanos);
        bytes.sample(nanos);
        transactions.sample(nanos);
    }

    @Override
    public String getCurrentServer() {
        return streaming.server;
    }

    @Override
    public long getReconnects() {
        return Math.max(0, streaming.connects.get() - 1);
    }

    @Override
    public String getExecutedGtidSet() {
        return streaming.place.executed().toString();
    }

    @Override
    public long getEchoTransactionsDropped() {
        return streaming.gauges.echoTransactions().getAsLong();
    }

    @Override
    public long getEchoStatementsDropped() {
        return streaming.gauges.echoStatements().getAsLong();
    }

    @Override
    public long getRows() {
        return streaming.rows.get();
    }

    @Override
    public double getRowsPerSecond() {
        return rows.perSecond();
    }

    @Override
    public long getBytes() {
        return streaming.bytes.get();
    }

    @Override
    public double getBytesPerSecond() {
        return bytes.perSecond();
    }

    @Override
    public long getTransactions() {
        return streaming.transactions.get();
    }

    @Override
    public double getTransactionsPerSecond() {
        return transactions.perSecond();
    }

    @Override
    public long getLargestTransactionRows() {
        return streaming.largest.rows();
    }

    @Override
    public long getLargestTransactionBytes() {
        return streaming.largest.bytes();
    }

    @Override
    public String getLargestTransaction() {
        return streaming.largest.gtid();
    }

    @Override
    public int getQueueEvents() {
        return streaming.gauges.queueEvents().getAsInt();
    }

    @Override
    public long getQueueBytes() {
        return streaming.gauges.queueBytes().getAsLong();
    }

    @Override
    public Map<String, Long> getCreatesByTable() {
        return streaming.tables.of(Operation.CREATE);
    }

    @Override
    public Map<String, Long> getUpdatesByTable() {
        return streaming.tables.of(Operation.UPDATE);
    }

    @Override
    public Map<String, Long> getDeletesByTable() {
        return streaming.tables.of(Operation.DELETE);
    }

    @Override
    public Map<String, Long> getTruncatesByTable() {
        return streaming.tables.of(Operation.TRUNCATE);
    }

    @Override
    public long getBytesBehindSource() {
        return binlog.distance().bytes();
    }

    @Override
    public long getOlderBinlogFiles() {
        return binlog.distance().olderFiles();
    }

    @Override
    public long getSecondsUntilPurge() {
        return binlog.distance().secondsUntilPurge();
    }

    @Override
    public long getSnapshotRows() {
        return snapshot.copied();
    }

    @Override
    public long getSnapshotRowsEstimated() {
        return snapshot.estimated();
    }

    @Override
    public double getSnapshotRowsPerSecond() {
        return snapshot.rowsPerSecond();
    }

    @Override
    public long getSnapshotSecondsLeft() {
        return snapshot.secondsLeft();
    }
}
