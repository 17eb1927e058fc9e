// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

/** Debezium's MBean of {@code context=schema-history}; -1 stands for what has not happened. */
public interface SchemaHistoryMXBean {
    String getStatus();

    /** Seconds since 1970. */
    long getRecoveryStartTime();

    long getChangesRecovered();

    long getChangesApplied();

    long getMilliSecondsSinceLastAppliedChange();

    long getMilliSecondsSinceLastRecoveredChange();

    String getLastAppliedChange();

    String getLastRecoveredChange();
}
