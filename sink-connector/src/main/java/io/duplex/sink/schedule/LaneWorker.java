// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

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
        TransactionGroup group = flight.group();
        // Now, not after a failure: what was not durable when it happened may be so a moment later.
        first = order.isFirst(flight);
        connect();
        if (isDurable(group)) {
            return true;
        }
        if (!order.isReady(flight)) {
            order.ready(flight, lane.writeSet(group));
        }
        order.awaitWrite(flight);
        lane.write(group);
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

    /** The answer to a COMMIT may have been lost after the server has done it. */
    private boolean isDurable(TransactionGroup group) {
        return lane.has(group.last().header().gtid());
    }

    /** Returns whether the group took effect all the same. */
    private boolean undo(Flight flight, ApplyFailure failure, Retries retries) {
        order.undone(flight);
        TransactionGroup group = flight.group();
        connected &= failure.kind() != FailureKind.RECONNECT;
        if (failure.kind() != FailureKind.RECONNECT && !first) {
            order.awaitFirst(flight);
            return false;
        }
        if (failure.kind() == FailureKind.STOP && !group.isSingle()) {
            order.write(flight);
            group.singles().forEach(this::applySingly);
            return true;
        }
        failed(group, failure, retries);
        return false;
    }

    /** As the first, so that nobody else is waited for: tells which transaction fails, and why. */
    private void applySingly(TransactionGroup single) {
        Retries retries = new Retries(policy);
        boolean done = false;
        while (!done) {
            try {
                connect();
                if (!isDurable(single)) {
                    lane.write(single);
                    lane.commit();
                }
                done = true;
            } catch (ApplyFailure failure) {
                connected &= failure.kind() != FailureKind.RECONNECT;
                failed(single, failure, retries);
            }
        }
    }

    private void failed(TransactionGroup group, ApplyFailure failure, Retries retries) {
        try {
            retries.failed(failure, group.first().first().toString());
        } catch (ApplyFailure stopped) {
            throw new StreamFailure(group.first().first(), stopped);
        }
    }
}
