// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.schedule.Flight.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

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
final class LaneOrder extends EndableMonitor {
    /** Groups that take this many times longer to write than others are taken for blocked. */
    private static final int SLOW = 4;

    private final CommitOrder order;
    private final long leastPatience;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private double usualNanos;

    /**
     * Nothing is under way.
     *
     * @param patience how long a group may write, at least, before others give way to it
     */
    LaneOrder(CommitOrder order, Duration patience) {
        this.order = order;
        this.leastPatience = patience.toNanos();
    }

    /** Puts a group behind all others. */
    synchronized Flight enter(Cargo cargo) {
        Flight flight = new Flight(cargo);
        flights.add(flight);
        return flight;
    }

    synchronized boolean isReady(Flight flight) {
        return flight.isAtLeast(State.READY);
    }

    /** Notes what the group touches. */
    synchronized void ready(Flight flight, WriteSet writeSet) {
        flight.writeSet = writeSet;
        flight.state = State.READY;
        notifyAll();
    }

    /** Waits until the group may write (O1). */
    synchronized void awaitWrite(Flight flight) {
        while (!mayWrite(flight)) {
            waitFor(0);
        }
        flight.links.clear();
        for (Flight earlier : flights) {
            if (earlier == flight) {
                break;
            }
            if (flight.needs(earlier)) {
                flight.links.add(new Flight.Link(earlier, earlier.attempt));
            }
        }
        write(flight);
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

    /** Notes that the group, which is the first, writes again. */
    synchronized void write(Flight flight) {
        flight.yieldedTo = null;
        flight.blocking = false;
        flight.writingSince = System.nanoTime();
        flight.state = State.WRITING;
        notifyAll();
    }

    /** Notes that all rows of the group are written. */
    synchronized void written(Flight flight) {
        if (!flight.blocking) {
            double took = System.nanoTime() - flight.writingSince;
            usualNanos += (took - usualNanos) / 16;
        }
        flight.state = State.WRITTEN;
        notifyAll();
    }

    /**
     * Waits until the group may commit (O2).
     *
     * @return whether it may; if not, it must undo what it wrote and begin again (O3, O4)
     */
    synchronized boolean awaitCommit(Flight flight) {
        while (true) {
            if (!flight.links.stream().allMatch(Flight.Link::holds)) {
                return false;
            }
            long wait = Long.MAX_VALUE;
            boolean turn = true;
            for (Flight earlier : flights) {
                if (earlier == flight) {
                    break;
                }
                turn = turn && !waitsFor(flight, earlier);
                if (earlier.state == State.WRITING) {
                    long left = earlier.writingSince + patience() - System.nanoTime();
                    if (left <= 0 && !turn) {
                        giveWay(flight, earlier);
                        return false;
                    }
                    wait = left > 0 ? Math.min(wait, left) : wait;
                }
            }
            if (turn) {
                return true;
            }
            waitFor(wait == Long.MAX_VALUE ? 0 : Math.max(1, wait / 1_000_000 + 1));
        }
    }

    private boolean waitsFor(Flight flight, Flight earlier) {
        return order == CommitOrder.SOURCE
                || flight.cargo().keepsOrder()
                || flight.links.stream().anyMatch(link -> link.earlier() == earlier);
    }

    private long patience() {
        return Math.max(leastPatience, (long) (SLOW * usualNanos));
    }

    private void giveWay(Flight flight, Flight earlier) {
        earlier.blocking = true;
        flight.yieldedTo = earlier;
    }

    /** Notes that nothing of the group is on the target any more. */
    synchronized void undone(Flight flight) {
        if (flight.isAtLeast(State.WRITING)) {
            flight.state = State.READY;
        }
        flight.attempt++;
        notifyAll();
    }

    /** Notes that the group is durable. */
    synchronized void committed(Flight flight) {
        flight.state = State.COMMITTED;
        flights.remove(flight);
        notifyAll();
    }

    synchronized boolean isFirst(Flight flight) {
        return flights.peek() == flight;
    }

    /** Waits until all earlier groups are committed. */
    synchronized void awaitFirst(Flight flight) {
        while (!isFirst(flight)) {
            waitFor(0);
        }
    }

    /** Waits until nothing is under way. */
    synchronized void awaitEmpty() {
        while (!flights.isEmpty()) {
            waitFor(0);
        }
    }

    synchronized boolean isEmpty() {
        return flights.isEmpty();
    }
}
