// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.metrics.LaneClock;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lanes of one stream, each with a thread of its own, which take groups in the order of {@link #dispatch}. */
final class StreamLanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamLanes.class);

    private final String source;
    private final Applier applier;
    private final SourceStream stream;
    private final StreamQueue queue;
    private final LaneOptions options;
    private final Retries.Policy policy;
    private final LaneOrder order;
    private final ExecutorService threads;
    private final PriorityQueue<Integer> idle = new PriorityQueue<>();
    private final List<LaneWorker> workers = new ArrayList<>();
    private final List<Cargo> underWay = new ArrayList<>();
    private boolean ended;

    /** Claims no lane yet. */
    StreamLanes(
            String source,
            Applier applier,
            SourceStream stream,
            StreamQueue queue,
            LaneOptions options,
            Retries.Policy policy) {
        this.source = source;
        this.applier = applier;
        this.stream = stream;
        this.queue = queue;
        this.options = options;
        this.policy = policy;
        this.order = new LaneOrder(options.order(), options.patience());
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(options.workers(), lane -> {
            Thread thread = new Thread(lane, "duplex-apply-" + source + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The stream is claimed: the lanes can be used. */
    synchronized void open() {
        List<LaneClock> clocks = policy.metrics().lanes(options.workers());
        for (int number = 0; number < options.workers(); number++) {
            workers.add(new LaneWorker(applier.lane(source, number), order, policy, clocks.get(number)));
            idle.add(number);
        }
    }

    /** Waits until a lane has nothing to do. */
    synchronized void awaitIdleLane() {
        while (idle.isEmpty()) {
            await();
        }
    }

    /** The callers loop. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized void await() {
        try {
            if (!ended) {
                wait();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
        if (ended) {
            throw new CancellationException();
        }
    }

    /** Has the group applied, by the first lane that is idle; there is one. */
    synchronized void dispatch(GroupBuilder builder) {
        TransactionGroup group = options.order() == CommitOrder.SOURCE
                ? builder.inOrder()
                : builder.relaxed(stream.applied().gtids(), gtidsUnderWay());
        boolean together = group.isSingle() || !options.commitsSingly();
        dispatch(together ? group : new TransactionRun(group), builder.items());
    }

    /** Has the cargo, which is what is to be applied of the items, applied by the first lane that is idle. */
    synchronized void dispatch(Cargo cargo, List<StreamQueue.Item> items) {
        // Low numbers first: the sessions of lanes that are never needed are never opened.
        int number = idle.remove();
        underWay.add(cargo);
        Flight flight = order.enter(cargo);
        threads.execute(() -> {
            if (run(workers.get(number), flight)) {
                done(items);
                idle(number, cargo);
            }
        });
    }

    private boolean run(LaneWorker worker, Flight flight) {
        try {
            worker.apply(flight);
            return true;
        } catch (StreamFailure failure) {
            fail(failure);
        } catch (CancellationException left) {
            LOG.debug("Left a lane of source={}", source);
        } catch (RuntimeException failure) {
            fail(new StreamFailure(flight.cargo().begin(), failure));
        }
        return false;
    }

    private void fail(StreamFailure failure) {
        queue.fail(failure);
        end();
    }

    private synchronized void idle(int number, Cargo cargo) {
        idle.add(number);
        underWay.remove(cargo);
        notifyAll();
    }

    private GtidSet gtidsUnderWay() {
        GtidSet gtids = GtidSet.EMPTY;
        for (Cargo cargo : underWay) {
            for (ReplicatedTransaction transaction : cargo.transactions()) {
                gtids = gtids.plus(transaction.header().gtid());
            }
        }
        return gtids;
    }

    /** Waits until nothing is under way. */
    synchronized void awaitEmpty() {
        while (!underWay.isEmpty()) {
            await();
        }
    }

    /** The items' effect is durable, or they have none. */
    void done(List<StreamQueue.Item> items) {
        for (StreamQueue.Item item : items) {
            item.ticket().ifPresent(ticket -> ticket.complete(item.unit().last()));
        }
        queue.done(items);
    }

    private void end() {
        order.end();
        policy.ended().countDown();
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /** Lets all threads go; those that wait for the target go on until its sessions end. */
    @Override
    public void close() {
        end();
        threads.shutdown();
    }
}
