// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import java.util.Map;

/**
 * One source's stream on its way into the target, as {@code duplex:type=sink,connector=<name>,source=<topic.prefix>}.
 * Counts begin with the task. Lags are from the commit where a user made the change to the commit on the target, by the
 * two servers' clocks; their keys are sites.
 */
public interface SinkMXBean {
    String getChannel();

    /** {@code host:port} of the target. */
    String getTarget();

    /** Source transactions that are durable on the target, DDL statements and those without rows there too. */
    long getAppliedTransactions();

    /** Over the last minute. */
    double getAppliedTransactionsPerSecond();

    long getAppliedRows();

    /** Over the last minute. */
    double getAppliedRowsPerSecond();

    long getAppliedDdlStatements();

    /** What waits for the target or is on its way there: transactions, DDL statements, parts of larger ones. */
    long getPendingTransactions();

    /** Transactions that came again and that the target had. */
    long getDuplicateTransactions();

    /** Transactions that came from the target itself: noted, without their rows. */
    long getEchoTransactions();

    /** Transactions that were handed to {@code errors.deadletterqueue.topic.name} instead of being applied. */
    long getErrantTransactions();

    /** Records outside of transactions that could not be read, likewise. */
    long getErrantRecords();

    /** Transactions of which a row met another one on the target than it left at the source. */
    long getConflictingTransactions();

    /** Rows of the table {@code conflict}, by what was decided, as long as the task runs. */
    Map<String, Long> getConflictsByDecision();

    Map<String, Long> getConflictsByKind();

    Map<String, Long> getConflictsByTable();

    Map<String, Long> getInsertsByTable();

    Map<String, Long> getUpdatesByTable();

    Map<String, Long> getDeletesByTable();

    /** Rows of snapshots. */
    Map<String, Long> getCopiedRowsByTable();

    /** How many rows the source's server guesses that each table has of which the copy has begun. */
    Map<String, Long> getCopiedRowsEstimatedByTable();

    boolean getSnapshotRunning();

    /** Of the transaction that was applied last. */
    Map<String, Double> getLagMillisByOrigin();

    /** Over the last minute, as are the other two. */
    Map<String, Double> getLagMillisP50ByOrigin();

    Map<String, Double> getLagMillisP99ByOrigin();

    Map<String, Double> getLagMillisMaxByOrigin();

    /** Time of all workers by what they do. */
    Map<String, Long> getWorkerMillisByPhase();

    /** Shares of the workers' time over the last minute, from 0 to 1. */
    Map<String, Double> getWorkerShareByPhase();

    /** Transactions of the target that had groups of source transactions. */
    long getGroups();

    long getLargestGroupTransactions();

    /** Groups that failed as a whole and were applied transaction by transaction. */
    long getSplits();

    /** Tries after deadlocks, lock wait timeouts and lost connections. */
    long getRetries();

    /** How often a group undid what it had written in favour of an earlier one. */
    long getGiveWays();

    long getQueueRows();

    long getQueueBytes();

    /** {@code apply.queue.max.rows}. */
    long getQueueRowsCapacity();

    /** {@code apply.queue.max.bytes}. */
    long getQueueBytesCapacity();

    /** How long Kafka's records waited for room in the queue. */
    long getQueueFullMillis();

    /** How long applying was held up on purpose. */
    long getThrottledMillis();

    String getAppliedGtidSet();

    /** Empty before the first one. */
    String getLastAppliedGtid();

    /** -1 before the first one. */
    long getMilliSecondsSinceLastApplied();
}
