// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.SnapshotBatch;
import java.util.List;

/**
 * Rows of a first copy that are written beside others of it: all show one state of the source, so none has a key of
 * another. They commit in their order, as the copy's progress is a number.
 */
record CopiedBatch(SnapshotBatch batch) implements Cargo {
    @Override
    public Coordinates begin() {
        return batch.first();
    }

    @Override
    public boolean isOn(Lane lane) {
        return lane.hasCopied(batch.header());
    }

    @Override
    public WriteSet touches(Lane lane) {
        return new WriteSet();
    }

    @Override
    public void writeTo(Lane lane, boolean first) {
        lane.copy(batch);
    }

    @Override
    public List<CopiedBatch> parts() {
        return List.of(this);
    }

    @Override
    public void countIn(StreamMetrics metrics) {
        metrics.copied(batch.rows());
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }
}
