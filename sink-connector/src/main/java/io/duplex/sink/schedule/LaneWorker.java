// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.util.List;

/**
 * Brings one group after the other through one lane. What fails while earlier groups are not durable may fail because of
 * them, so it counts only when it fails as the first.
 */
final class LaneWorker {
    private final Lane lane;
    private final LaneOrder order;
    private final Retries.Policy policy;
    private boolean connected;
    private boolean first;

    /** Connects with the first group. */
    LaneWorker(Lane lane, LaneOrder order, Retries.Policy policy) {
        this.lane = lane;
        this.order = order;
        this.policy = policy;
    }

    /**
     * Returns when the group is durable.
     *
     * @throws StreamFailure when it cannot be applied
     */
    void apply(Flight flight) {
        Retries retries = new Retries(policy);
        boolean done = false;
        try {
            while (!done) {
                done = tryOnce(flight, retries);
            }
        } finally {
            if (!done) {
                lane.rollback();
            }
        }
        order.committed(flight);
    }

    private boolean tryOnce(Flight flight, Retries retries) {
        try {
            return attempt(flight);
        } catch (ApplyFailure failure) {
            return undo(flight, failure, retries);
        }
    }

    private boolean attempt(Flight flight) {
        Cargo cargo = flight.cargo();
        // Now, not after a failure: what was not durable when it happened may be so a moment later.
        first = order.isFirst(flight);
        connect();
        if (cargo.isOn(lane)) {
            return true;
        }
        if (!order.isReady(flight)) {
            order.ready(flight, cargo.touches(lane));
        }
        order.awaitWrite(flight);
        cargo.writeTo(lane);
        order.written(flight);
        if (!order.awaitCommit(flight)) {
            lane.rollback();
            order.undone(flight);
            return false;
        }
        lane.commit();
        return true;
    }

    private void connect() {
        if (!connected) {
            lane.connect();
            connected = true;
        }
    }

    /** Returns whether the group took effect all the same. */
    private boolean undo(Flight flight, ApplyFailure failure, Retries retries) {
        order.undone(flight);
        List<? extends Cargo> parts = flight.cargo().parts();
        connected &= failure.kind() != FailureKind.RECONNECT;
        if (failure.kind() != FailureKind.RECONNECT && !first) {
            order.awaitFirst(flight);
            return false;
        }
        if (failure.kind() == FailureKind.STOP && parts.size() > 1) {
            order.write(flight);
            parts.forEach(this::applySingly);
            return true;
        }
        failed(flight.cargo(), failure, retries);
        return false;
    }

    /** As the first, so that nobody else is waited for: tells which transaction fails, and why. */
    private void applySingly(Cargo single) {
        Retries retries = new Retries(policy);
        boolean done = false;
        while (!done) {
            try {
                connect();
                // The answer to a COMMIT may have been lost after the server has done it.
                if (!single.isOn(lane)) {
                    single.writeTo(lane);
                    lane.commit();
                }
                done = true;
            } catch (ApplyFailure failure) {
                connected &= failure.kind() != FailureKind.RECONNECT;
                failed(single, failure, retries);
            }
        }
    }

    private void failed(Cargo cargo, ApplyFailure failure, Retries retries) {
        try {
            retries.failed(failure, cargo.begin().toString());
        } catch (ApplyFailure stopped) {
            throw new StreamFailure(cargo.begin(), stopped);
        }
    }
}
