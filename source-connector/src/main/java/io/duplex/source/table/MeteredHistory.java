// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.metrics.HistoryMetrics;
import java.util.List;

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
    public void record(List<HistoryRecord> entries) {
        history.record(entries);
        entries.forEach(entry -> metrics.applied(entry::toJson));
    }

    @Override
    public Extent extent() {
        return history.extent();
    }

    @Override
    public void replay(long from, Reader reader) {
        metrics.recoveryStarted();
        history.replay(from, (place, entry) -> {
            metrics.recovered(entry::toJson);
            reader.accept(place, entry);
        });
        metrics.recoveryEnded();
    }

    @Override
    public void close() {
        history.close();
        metrics.stopped();
    }
}
