// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import org.jspecify.annotations.Nullable;

/** What Debezium's snapshot and streaming MBeans have in common; -1 stands for what is not known. */
public interface CommonMXBean {
    @Nullable
    String getLastEvent();

    long getMilliSecondsSinceLastEvent();

    long getTotalNumberOfEventsSeen();

    long getTotalNumberOfCreateEventsSeen();

    long getTotalNumberOfUpdateEventsSeen();

    long getTotalNumberOfDeleteEventsSeen();

    long getNumberOfEventsFiltered();

    long getNumberOfErroneousEvents();

    int getQueueTotalCapacity();

    int getQueueRemainingCapacity();

    long getMaxQueueSizeInBytes();

    long getCurrentQueueSizeInBytes();

    String[] getCapturedTables();

    void reset();
}
