// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.LooseRows;
import java.util.List;

/**
 * Rows of a snapshot out of tables' topics, written beside others of it. One key may be in several, where a source has begun
 * its snapshot again: they commit in their order, and what is on the target already is left out when they are written.
 */
record LooseBatch(LooseRows rows) implements Cargo {
    @Override
    public Coordinates begin() {
        return rows.first();
    }

    @Override
    public boolean isOn(Lane lane) {
        return false;
    }

    @Override
    public WriteSet touches(Lane lane) {
        return new WriteSet();
    }

    @Override
    public void writeTo(Lane lane, boolean first) {
        lane.copy(rows);
    }

    @Override
    public List<LooseBatch> parts() {
        return List.of(this);
    }

    @Override
    public void countIn(StreamMetrics metrics) {
        metrics.copied(rows.rows(), Received.LooseRow::table);
    }

    @Override
    public boolean keepsOrder() {
        return true;
    }
}
