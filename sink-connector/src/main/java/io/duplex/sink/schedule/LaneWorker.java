// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.metrics.LaneClock;
import io.duplex.sink.metrics.LanePhase;
import java.util.List;
import java.util.Optional;

/**
 * Brings one group after the other through one lane. What fails while earlier groups are not durable may fail because of
 * them, so it counts only when it fails as the first.
 */
final class LaneWorker {
    private final Lane lane;
    private final LaneOrder order;
    private final Retries.Policy policy;
    private final LaneClock clock;
    private boolean connected;
    private boolean first;

    /** Connects with the first group. */
    LaneWorker(Lane lane, LaneOrder order, Retries.Policy policy, LaneClock clock) {
        this.lane = lane;
        this.order = order;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Returns when the group is durable.
     *
     * @throws StreamFailure when it cannot be applied
     */
    void apply(Flight flight) {
        Retries retries = new Retries(policy);
        boolean done = false;
        clock.enter(LanePhase.PREPARING);
        try {
            while (!done) {
                done = tryOnce(flight, retries);
            }
        } finally {
            if (!done) {
                lane.rollback();
            }
            clock.enter(LanePhase.IDLE);
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
        if (cargo.isSentAtCommit()) {
            cargo.writeTo(lane, first);
            clock.enter(LanePhase.WAITING);
            order.awaitTurn(flight);
        } else if (!write(flight)) {
            return false;
        }
        clock.enter(LanePhase.COMMITTING);
        lane.commit();
        // Before anything else is done: the next one waits to commit.
        order.committed(flight);
        count(cargo);
        return true;
    }

    /** Returns whether it may commit; if not, nothing of it is on the target. */
    private boolean write(Flight flight) {
        clock.enter(LanePhase.WAITING);
        order.awaitWrite(flight);
        clock.enter(LanePhase.WRITING);
        flight.cargo().writeTo(lane, first);
        order.written(flight);
        clock.enter(LanePhase.WAITING);
        boolean commits = order.awaitCommit(flight);
        if (!commits) {
            policy.metrics().gaveWay();
            clock.enter(LanePhase.PREPARING);
            lane.rollback();
            order.undone(flight);
        }
        return commits;
    }

    private void count(Cargo cargo) {
        cargo.countIn(policy.metrics());
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
        clock.enter(LanePhase.PREPARING);
        List<? extends Cargo> parts = flight.cargo().parts();
        connected &= failure.kind() != FailureKind.RECONNECT;
        if (failure.kind() != FailureKind.RECONNECT && !first) {
            clock.enter(LanePhase.WAITING);
            order.awaitFirst(flight);
            clock.enter(LanePhase.PREPARING);
            return false;
        }
        if (failure.kind() == FailureKind.STOP && parts.size() > 1) {
            policy.metrics().split();
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
                    clock.enter(LanePhase.WRITING);
                    single.writeTo(lane, true);
                    clock.enter(LanePhase.COMMITTING);
                    lane.commit();
                    count(single);
                }
                done = true;
            } catch (ApplyFailure failure) {
                clock.enter(LanePhase.PREPARING);
                connected &= failure.kind() != FailureKind.RECONNECT;
                failed(single, failure, retries);
            }
        }
    }

    private void failed(Cargo cargo, ApplyFailure failure, Retries retries) {
        try {
            retries.failed(failure, cargo.begin().toString());
        } catch (ApplyFailure stopped) {
            Optional<Gtid> refused = stopped.isOfRows() && cargo instanceof TransactionGroup group && group.isSingle()
                    ? Optional.of(group.first().header().gtid())
                    : Optional.empty();
            throw new StreamFailure(cargo.begin(), stopped, refused);
        }
    }
}
