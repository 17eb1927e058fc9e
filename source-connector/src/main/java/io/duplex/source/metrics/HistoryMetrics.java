// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.metrics.Counter;
import java.time.Clock;
import java.util.function.Supplier;

/** Counts and shows what is done with the schema history, as Debezium does. The task's thread tells it. */
public final class HistoryMetrics implements SchemaHistoryMXBean {
    private static final long NEVER = -1;

    private final Clock clock;
    private final Counter recovered = new Counter();
    private final Counter applied = new Counter();
    private volatile Status status = Status.STOPPED;
    private volatile long recoveryMillis = NEVER;
    private volatile Change lastRecovered = Change.NONE;
    private volatile Change lastApplied = Change.NONE;

    private enum Status {
        STOPPED,
        RECOVERING,
        RUNNING
    }

    /** A change and when it came; its text is made only for those who ask. */
    private record Change(Supplier<String> entry, long millis) {
        static final Change NONE = new Change(() -> "", NEVER);
    }

    /** Measures nothing yet. */
    public HistoryMetrics(Clock clock) {
        this.clock = clock;
    }

    /** The history can be written. */
    public void started() {
        status = Status.RUNNING;
    }

    /** The history is closed. */
    public void stopped() {
        status = Status.STOPPED;
    }

    /** The table model is being made anew. */
    public void recoveryStarted() {
        recoveryMillis = clock.millis();
        status = Status.RECOVERING;
    }

    /** The table model is made. */
    public void recoveryEnded() {
        status = Status.RUNNING;
    }

    /** An entry was read. */
    public void recovered(Supplier<String> entry) {
        recovered.add(1);
        lastRecovered = new Change(entry, clock.millis());
    }

    /** An entry moved the table model, in recovery or after it was written. */
    public void applied(Supplier<String> entry) {
        applied.add(1);
        lastApplied = new Change(entry, clock.millis());
    }

    @Override
    public String getStatus() {
        return status.name();
    }

    @Override
    public long getRecoveryStartTime() {
        return recoveryMillis == NEVER ? NEVER : recoveryMillis / 1000;
    }

    @Override
    public long getChangesRecovered() {
        return recovered.get();
    }

    @Override
    public long getChangesApplied() {
        return applied.get();
    }

    @Override
    public long getMilliSecondsSinceLastAppliedChange() {
        return since(lastApplied);
    }

    @Override
    public long getMilliSecondsSinceLastRecoveredChange() {
        return since(lastRecovered);
    }

    private long since(Change change) {
        return change.millis == NEVER ? NEVER : Math.max(0, clock.millis() - change.millis);
    }

    @Override
    public String getLastAppliedChange() {
        return lastApplied.entry.get();
    }

    @Override
    public String getLastRecoveredChange() {
        return lastRecovered.entry.get();
    }
}
