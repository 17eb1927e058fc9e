// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.metrics.HistoryMetrics;
import java.util.function.Consumer;

/** A history whose use is counted. What recovery applies is counted where that is decided, {@link SchemaRecovery}. */
public final class MeteredHistory implements SchemaHistory {
    private final SchemaHistory history;
    private final HistoryMetrics metrics;

    /** Counts the use of this history, which is open. */
    public MeteredHistory(SchemaHistory history, HistoryMetrics metrics) {
        this.history = history;
        this.metrics = metrics;
        metrics.started();
    }

    @Override
    public boolean exists() {
        return history.exists();
    }

    @Override
    public void record(HistoryRecord entry) {
        history.record(entry);
        metrics.applied(entry::toJson);
    }

    @Override
    public void replay(Consumer<HistoryRecord> reader) {
        metrics.recoveryStarted();
        history.replay(entry -> {
            metrics.recovered(entry::toJson);
            reader.accept(entry);
        });
        metrics.recoveryEnded();
    }

    @Override
    public void close() {
        history.close();
        metrics.stopped();
    }
}
