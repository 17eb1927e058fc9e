// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Debezium's MBean of {@code context=streaming}. */
public interface StreamingMXBean extends CommonMXBean {
    boolean isConnected();

    Map<String, String> getSourceEventPosition();

    long getMilliSecondsBehindSource();

    @Nullable
    Long getMilliSecondsBehindSourceMinValue();

    @Nullable
    Long getMilliSecondsBehindSourceMaxValue();

    @Nullable
    Double getMilliSecondsBehindSourceAverageValue();

    @Nullable
    Double getMilliSecondsBehindSourceP50();

    @Nullable
    Double getMilliSecondsBehindSourceP95();

    @Nullable
    Double getMilliSecondsBehindSourceP99();

    long getNumberOfCommittedTransactions();

    @Nullable
    String getLastTransactionId();

    long getNumberOfUnchangedEventsSkipped();

    void resetLagBehindSource();

    String getBinlogFilename();

    long getBinlogPosition();

    String getGtidSet();

    long getNumberOfSkippedEvents();

    long getNumberOfDisconnects();

    long getNumberOfRolledBackTransactions();

    long getNumberOfNotWellFormedTransactions();

    long getNumberOfLargeTransactions();

    boolean getIsGtidModeEnabled();

    Map<String, Long> getNumberOfCreateEventsSeen();

    Map<String, Long> getNumberOfUpdateEventsSeen();

    Map<String, Long> getNumberOfDeleteEventsSeen();

    Map<String, Long> getNumberOfTruncateEventsSeen();

    void pause();

    void resume();
}
