// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import java.util.Map;

/** What Debezium's MBeans do not tell, as {@code duplex:type=source,server=<topic.prefix>}; -1: not known. */
public interface SourceMXBean {
    /** {@code host:port} of the server that is read, or was last. */
    String getCurrentServer();

    /** Connections to the binlog after the first one. */
    long getReconnects();

    /** GTIDs of all transactions that were read whole. */
    String getExecutedGtidSet();

    long getEchoTransactionsDropped();

    long getEchoStatementsDropped();

    /** Captured rows read from the binlog. */
    long getRows();

    /** Over the last minute. */
    double getRowsPerSecond();

    /** Bytes of binlog read, as they stand in the file. */
    long getBytes();

    /** Over the last minute. */
    double getBytesPerSecond();

    long getTransactions();

    /** Over the last minute. */
    double getTransactionsPerSecond();

    /** Row changes of the transaction that had most. */
    long getLargestTransactionRows();

    long getLargestTransactionBytes();

    /** GTID of the transaction with most bytes, empty before the first one. */
    String getLargestTransaction();

    /** Events read ahead. */
    int getQueueEvents();

    /** Bytes of the events read ahead. */
    long getQueueBytes();

    Map<String, Long> getCreatesByTable();

    Map<String, Long> getUpdatesByTable();

    Map<String, Long> getDeletesByTable();

    Map<String, Long> getTruncatesByTable();

    /** Bytes of binlog on the server that are not read yet. */
    long getBytesBehindSource();

    /** Binlog files on the server that are older than the one that is read; 0: that one is deleted next. */
    long getOlderBinlogFiles();

    /** Seconds for which the server keeps what is read next at least; 0: it may be deleted at any time. */
    long getSecondsUntilPurge();

    long getSnapshotRows();

    /** As the server guesses, never less than were copied. */
    long getSnapshotRowsEstimated();

    double getSnapshotRowsPerSecond();

    long getSnapshotSecondsLeft();
}
