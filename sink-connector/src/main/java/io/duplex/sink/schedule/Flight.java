// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A group, or another cargo, on its way into the target. All but the cargo is {@link LaneOrder}'s, under its lock. */
final class Flight {
    private final Cargo cargo;
    State state = State.ENTERED;
    int attempt;
    long writingSince;
    boolean blocking;

    @Nullable
    WriteSet writeSet;

    @Nullable
    Flight yieldedTo;

    final List<Link> links = new ArrayList<>();

    /** What its thread waits for, if it waits. */
    @Nullable
    BooleanSupplier awaited;

    /** Where its thread waits. */
    final Condition turn;

    enum State {
        /** What it touches is not known yet. */
        ENTERED,
        /** It is known what it touches; nothing of it is on the target. */
        READY,
        /** Its rows are being written. */
        WRITING,
        /** All is written and nothing committed. */
        WRITTEN,
        COMMITTED
    }

    /** An earlier group whose rows this one needs, and the attempt that had written them when this one began. */
    record Link(Flight earlier, int attempt) {
        boolean holds() {
            return earlier.state == State.COMMITTED || (earlier.state == State.WRITTEN && earlier.attempt == attempt);
        }
    }

    Flight(Cargo cargo, Condition turn) {
        this.cargo = cargo;
        this.turn = turn;
    }

    Cargo cargo() {
        return cargo;
    }

    boolean isAtLeast(State least) {
        return state.compareTo(least) >= 0;
    }

    /** Tells whether the other's rows must be on the target before this one's. */
    boolean needs(Flight earlier) {
        WriteSet own = writeSet;
        WriteSet other = earlier.writeSet;
        return own == null || other == null || own.conflictsWith(other);
    }
}
