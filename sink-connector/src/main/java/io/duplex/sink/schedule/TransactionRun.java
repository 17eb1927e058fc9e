// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.List;

/**
 * Consecutive source transactions of one origin that keep target transactions of their own and are sent together, so
 * that none waits for the answer to the one before.
 *
 * @param group the same, as if they shared one
 */
record TransactionRun(TransactionGroup group) implements Cargo {
    @Override
    public Coordinates begin() {
        return group.begin();
    }

    @Override
    public boolean isOn(Lane lane) {
        return group.isOn(lane);
    }

    @Override
    public WriteSet touches(Lane lane) {
        return group.touches(lane);
    }

    @Override
    public void writeTo(Lane lane, boolean first) {
        lane.prepare(group.singles());
    }

    @Override
    public List<TransactionGroup> parts() {
        return group.parts();
    }

    @Override
    public void countIn(StreamMetrics metrics) {
        group.countIn(metrics);
    }

    @Override
    public List<ReplicatedTransaction> transactions() {
        return group.transactions();
    }

    @Override
    public boolean isSentAtCommit() {
        return true;
    }

    @Override
    public boolean keepsOrder() {
        return group.keepsOrder();
    }
}
