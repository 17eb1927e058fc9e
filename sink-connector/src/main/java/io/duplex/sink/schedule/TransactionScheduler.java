// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.Unit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has units applied, those of each stream as if one after the other in the order in which they come, each until it
 * succeeds or its time is up. All methods are called by the task's thread; threads of each stream apply, so that none of
 * the methods waits longer than asked to.
 */
public final class TransactionScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionScheduler.class);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final String connector;
    private final OptionalInt ownSite;
    private final ScheduleOptions options;
    private final Applier applier;
    private final Rewinder rewinder;
    private final Backoff backoff;
    private final Clock clock = Clock.systemUTC();
    private final AtomicLong tries = new AtomicLong();
    private final CommitWindow window = new CommitWindow();
    private final Map<TopicPartition, ScheduledStream> streams = new HashMap<>();

    /** Has a partition read again from an earlier record. */
    public interface Rewinder {
        /** All records of the partition from this one on will be delivered again. */
        void rewind(Coordinates first);
    }

    /** Claims nothing yet. */
    public TransactionScheduler(
            String connector,
            OptionalInt ownSite,
            ScheduleOptions options,
            Applier applier,
            Rewinder rewinder,
            Backoff backoff) {
        this.connector = connector;
        this.ownSite = ownSite;
        this.options = options;
        this.applier = applier;
        this.rewinder = rewinder;
        this.backoff = backoff;
    }

    /**
     * Waits until the record's stream is claimed and takes more, but not beyond the deadline.
     *
     * @return whether {@link #has} and {@link #add} may be used for the next record
     * @throws ConnectException when something cannot be applied
     */
    public boolean accepts(Coordinates at, Instant deadline) {
        return awaiting(() -> streams.computeIfAbsent(at.topicPartition(), partition -> stream(at))
                .awaitRoom(until(deadline)));
    }

    private ScheduledStream stream(Coordinates at) {
        return new ScheduledStream(
                at,
                new SourceStream(at.source(), ownSite, options.ddlPolicy(), applier),
                applier,
                options.lanes(),
                new Retries.Policy(options.retryTimeout(), backoff, new CountDownLatch(1), tries));
    }

    /** Tells whether the target has the transaction, or will get it out of what was added. */
    public boolean has(Coordinates at, Gtid gtid) {
        return open(at).has(gtid);
    }

    /** Tells whether more units are about to be added at once: groups are then better not begun before they are full. */
    public void moreComing(boolean more) {
        streams.values().forEach(stream -> stream.queue().moreComing(more));
    }

    /** Has the unit applied after all those before it on which it depends. */
    public void add(Unit unit) {
        Coordinates first = unit.first();
        open(first).add(unit, isInside(unit) ? Optional.empty() : Optional.of(window.register(first)));
    }

    /** What lies within a transaction counts only with the transaction's end. */
    private static boolean isInside(Unit unit) {
        return unit instanceof LargeTransaction.Part
                || unit instanceof LargeTransaction.End
                || (unit instanceof DdlUnit ddl && ddl.insideTransaction());
    }

    private ScheduledStream open(Coordinates at) {
        ScheduledStream stream = streams.get(at.topicPartition());
        if (stream == null) {
            throw new IllegalStateException("Stream of " + at + " is not open");
        }
        return stream;
    }

    /**
     * Waits until all that was added is applied, but not beyond the deadline.
     *
     * @return whether all is applied
     * @throws ConnectException when something cannot be applied
     */
    public boolean settled(Instant deadline) {
        boolean settled = true;
        for (ScheduledStream stream : streams.values()) {
            settled &= awaiting(() -> stream.queue().awaitDone(until(deadline)));
        }
        return settled;
    }

    private Duration until(Instant deadline) {
        return Duration.between(clock.instant(), deadline);
    }

    @FunctionalInterface
    private interface Wait {
        boolean run();
    }

    private boolean awaiting(Wait wait) {
        try {
            boolean reached = wait.run();
            for (Map.Entry<TopicPartition, ScheduledStream> entry : streams.entrySet()) {
                Optional<Coordinates> first = entry.getValue().queue().rewind();
                if (first.isPresent()) {
                    rewind(entry.getKey(), entry.getValue(), first.get());
                    // The next record is another one now.
                    reached = false;
                }
            }
            return reached;
        } catch (StreamFailure failure) {
            throw new ConnectException(
                    "Sink connector " + connector + " stopped at record " + failure.at() + " of source "
                            + failure.at().source() + ": " + failure.getMessage(),
                    failure.getCause());
        }
    }

    private void rewind(TopicPartition partition, ScheduledStream stream, Coordinates first) {
        window.forget(partition);
        rewinder.rewind(first);
        stream.rewound();
    }

    /** Returns for each partition the next offset to read, as far as all before it is durable on the target. */
    public Map<TopicPartition, OffsetAndMetadata> committable() {
        return window.committable();
    }

    /** Leaves the partition to another task: what is not durable yet takes no effect. */
    public void forget(TopicPartition partition) {
        window.forget(partition);
        ScheduledStream stream = streams.remove(partition);
        if (stream != null) {
            stream.leave();
        }
    }

    /** Returns how often work was tried again after a failure. */
    public long tries() {
        return tries.get();
    }

    /** Returns how often a lane undid what it had written in favour of an earlier group. */
    public long gaveWay() {
        return streams.values().stream().mapToLong(ScheduledStream::gaveWay).sum();
    }

    /** Ends the applier; what is under way gets a moment to finish. */
    @Override
    public void close() {
        try {
            if (!settled(clock.instant().plus(CLOSE))) {
                LOG.info("Stopped connector={} while the target was working", connector);
            }
        } catch (ConnectException failed) {
            LOG.info("Stopped connector={} amid a failing transaction: {}", connector, failed.getMessage());
        }
        streams.values().forEach(ScheduledStream::leave);
        applier.close();
    }
}
