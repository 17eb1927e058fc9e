// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.schedule.Flight.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Which group of a stream may do what when several are under way. No I/O; the lanes' threads wait here.
 *
 * <ul>
 *   <li>O1: a group writes only when every earlier group that touches the same has written all its rows, so that it holds
 *       all its locks.
 *   <li>O2: in the source's order, a group commits only when all earlier ones are committed; in the relaxed order, when
 *       those are that it depends on.
 *   <li>O3: a group commits only what it wrote on top of attempts of earlier groups that are the ones committed.
 *   <li>O4: a group that waits for its turn while an earlier one does not get on gives way, so the earliest always gets
 *       all locks that other groups hold.
 * </ul>
 */
final class LaneOrder {
    /** Groups that take this many times longer to write than others are taken for blocked. */
    private static final int SLOW = 4;

    private final CommitOrder order;
    private final long leastPatience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();
    private final Deque<Flight> flights = new ArrayDeque<>();
    private double usualNanos;
    private boolean ended;

    /**
     * Nothing is under way.
     *
     * @param patience how long a group may write, at least, before others give way to it
     */
    LaneOrder(CommitOrder order, Duration patience) {
        this.order = order;
        this.leastPatience = patience.toNanos();
    }

    /** Lets go all who wait, and who will wait, with a {@link CancellationException}. */
    void end() {
        lock.lock();
        try {
            ended = true;
            flights.forEach(flight -> flight.turn.signalAll());
            empty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a group behind all others. */
    Flight enter(Cargo cargo) {
        lock.lock();
        try {
            Flight flight = new Flight(cargo, lock.newCondition());
            flights.add(flight);
            return flight;
        } finally {
            lock.unlock();
        }
    }

    boolean isReady(Flight flight) {
        lock.lock();
        try {
            return flight.isAtLeast(State.READY);
        } finally {
            lock.unlock();
        }
    }

    /** Notes what the group touches. */
    void ready(Flight flight, WriteSet writeSet) {
        lock.lock();
        try {
            flight.writeSet = writeSet;
            become(flight, State.READY);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the group may write (O1). */
    void awaitWrite(Flight flight) {
        lock.lock();
        try {
            await(flight, () -> mayWrite(flight));
            flight.links.clear();
            for (Flight earlier : flights) {
                if (earlier == flight) {
                    break;
                }
                if (flight.needs(earlier)) {
                    flight.links.add(new Flight.Link(earlier, earlier.attempt));
                }
            }
            writes(flight);
        } finally {
            lock.unlock();
        }
    }

    private boolean mayWrite(Flight flight) {
        Flight yieldedTo = flight.yieldedTo;
        if (yieldedTo != null && !yieldedTo.isAtLeast(State.WRITTEN)) {
            return false;
        }
        for (Flight earlier : flights) {
            if (earlier == flight) {
                return true;
            }
            if (!earlier.isAtLeast(State.READY) || (!earlier.isAtLeast(State.WRITTEN) && flight.needs(earlier))) {
                return false;
            }
        }
        return true;
    }

    /** Waits until a group that writes and commits at once may do so (O1, O2); it counts as writing from then on. */
    void awaitTurn(Flight flight) {
        lock.lock();
        try {
            await(flight, () -> mayWriteAndCommit(flight));
            writes(flight);
        } finally {
            lock.unlock();
        }
    }

    private boolean mayWriteAndCommit(Flight flight) {
        for (Flight earlier : flights) {
            if (earlier == flight) {
                return true;
            }
            if (order == CommitOrder.SOURCE || !earlier.isAtLeast(State.READY) || flight.needs(earlier)) {
                return false;
            }
        }
        return true;
    }

    /** Notes that the group, which is the first, writes again. */
    void write(Flight flight) {
        lock.lock();
        try {
            writes(flight);
        } finally {
            lock.unlock();
        }
    }

    private void writes(Flight flight) {
        flight.yieldedTo = null;
        flight.blocking = false;
        flight.writingSince = System.nanoTime();
        become(flight, State.WRITING);
    }

    /** Notes that all rows of the group are written. */
    void written(Flight flight) {
        lock.lock();
        try {
            if (!flight.blocking) {
                double took = System.nanoTime() - flight.writingSince;
                usualNanos += (took - usualNanos) / 16;
            }
            become(flight, State.WRITTEN);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the group may commit (O2).
     *
     * @return whether it may; if not, it must undo what it wrote and begin again (O3, O4)
     */
    boolean awaitCommit(Flight flight) {
        lock.lock();
        try {
            while (isBuiltOnCommitted(flight)) {
                if (isItsTurn(flight)) {
                    return true;
                }
                if (givesWay(flight)) {
                    return false;
                }
                // Nobody tells when the patience with an earlier one ends, which may have begun to write meanwhile.
                await(flight, () -> !isBuiltOnCommitted(flight) || isItsTurn(flight), patience());
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isBuiltOnCommitted(Flight flight) {
        return flight.links.stream().allMatch(Flight.Link::holds);
    }

    private boolean isItsTurn(Flight flight) {
        for (Flight earlier : flights) {
            if (earlier == flight) {
                return true;
            }
            if (waitsFor(flight, earlier)) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether an earlier group, which may wait for this one's locks, has been writing for too long. */
    private boolean givesWay(Flight flight) {
        for (Flight earlier : flights) {
            if (earlier == flight) {
                return false;
            }
            if (earlier.state == State.WRITING && earlier.writingSince + patience() - System.nanoTime() <= 0) {
                earlier.blocking = true;
                flight.yieldedTo = earlier;
                return true;
            }
        }
        return false;
    }

    private boolean waitsFor(Flight flight, Flight earlier) {
        return order == CommitOrder.SOURCE
                || flight.cargo().keepsOrder()
                || flight.links.stream().anyMatch(link -> link.earlier() == earlier);
    }

    private long patience() {
        return Math.max(leastPatience, (long) (SLOW * usualNanos));
    }

    /** Notes that nothing of the group is on the target any more. */
    void undone(Flight flight) {
        lock.lock();
        try {
            flight.attempt++;
            become(flight, flight.isAtLeast(State.WRITING) ? State.READY : flight.state);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the group is durable; once is enough. */
    void committed(Flight flight) {
        lock.lock();
        try {
            if (flights.remove(flight)) {
                become(flight, State.COMMITTED);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isFirst(Flight flight) {
        lock.lock();
        try {
            return flights.peek() == flight;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all earlier groups are committed. */
    void awaitFirst(Flight flight) {
        lock.lock();
        try {
            await(flight, () -> flights.peek() == flight);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is under way. */
    void awaitEmpty() {
        lock.lock();
        try {
            while (!flights.isEmpty()) {
                requireGoingOn();
                empty.await();
            }
            requireGoingOn();
        } catch (InterruptedException stopped) {
            throw cancelled();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return flights.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes those only who need not wait any longer: at each small transaction, all others would wake for nothing. */
    private void become(Flight changed, State state) {
        changed.state = state;
        for (Flight flight : flights) {
            if (flight.awaited != null && flight.awaited.getAsBoolean()) {
                flight.turn.signal();
            }
        }
        if (flights.isEmpty()) {
            empty.signalAll();
        }
    }

    private void await(Flight flight, BooleanSupplier condition) {
        await(flight, condition, Long.MAX_VALUE);
    }

    /** Waits until a change of state makes the condition true, or for so long. */
    private void await(Flight flight, BooleanSupplier condition, long nanos) {
        requireGoingOn();
        flight.awaited = condition;
        try {
            long left = nanos;
            while (left > 0 && !condition.getAsBoolean()) {
                left = flight.turn.awaitNanos(left);
                requireGoingOn();
            }
        } catch (InterruptedException stopped) {
            throw cancelled();
        } finally {
            flight.awaited = null;
        }
    }

    private static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException();
    }

    private void requireGoingOn() {
        if (ended) {
            throw new CancellationException();
        }
    }
}
