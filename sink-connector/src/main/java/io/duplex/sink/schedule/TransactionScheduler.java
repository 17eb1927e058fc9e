// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.SinkMetrics;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.Unit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
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

    private final SinkMetrics metrics;
    private final OptionalInt ownSite;
    private final ScheduleOptions options;
    private final Applier applier;
    private final Rewinder rewinder;
    private final Backoff backoff;
    private final Clock clock = Clock.systemUTC();
    private final Pace pace;
    private final CommitWindow window = new CommitWindow();
    private final Map<TopicPartition, ScheduledStream> streams = new HashMap<>();

    /** Has a partition read again from an earlier record. */
    public interface Rewinder {
        /** All records of the partition from this one on will be delivered again. */
        void rewind(Coordinates first);

        /**
         * Takes a transaction out of what is to be applied, because the target refuses its rows. From its first record
         * on, all will be delivered again.
         *
         * @return whether it does; if not, the task stops
         */
        default boolean setAside(Gtid gtid, Coordinates first, String why) {
            return false;
        }
    }

    /** Claims nothing yet. */
    public TransactionScheduler(
            SinkMetrics metrics,
            OptionalInt ownSite,
            ScheduleOptions options,
            Applier applier,
            Rewinder rewinder,
            Backoff backoff) {
        this.metrics = metrics;
        this.ownSite = ownSite;
        this.options = options;
        this.applier = applier;
        this.rewinder = rewinder;
        this.backoff = backoff;
        this.pace = new Pace(options.pace(), clock);
    }

    /**
     * Waits until the record's stream is claimed and takes more, but not beyond the deadline.
     *
     * @return whether {@link #has} and {@link #add} may be used for the next record
     * @throws ConnectException when something cannot be applied
     */
    public boolean accepts(Coordinates at, Instant deadline) {
        ScheduledStream stream = streams.computeIfAbsent(at.topicPartition(), partition -> stream(at));
        return awaiting(() -> stream.awaitRoom(until(deadline)));
    }

    private ScheduledStream stream(Coordinates at) {
        StreamMetrics shown = metrics.stream(at.source());
        return new ScheduledStream(
                at,
                new SourceStream(at.source(), ownSite, options, applier, shown, pace),
                applier,
                options.lanes(),
                new Retries.Policy(options.retryTimeout(), backoff, new CountDownLatch(1), shown));
    }

    /** Tells whether the target has the transaction, or will get it out of what was added. */
    public boolean has(Coordinates at, Gtid gtid) {
        return open(at).has(gtid);
    }

    /** Tells whether more units are about to be added at once: groups are then better not begun before they are full. */
    public void moreComing(boolean more) {
        streams.values().forEach(stream -> stream.units().moreComing(more));
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
        for (ScheduledStream stream : List.copyOf(streams.values())) {
            settled &= awaiting(() -> stream.units().awaitDone(until(deadline)));
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
                Optional<Coordinates> first = entry.getValue().units().rewind();
                if (first.isPresent()) {
                    rewind(entry.getKey(), entry.getValue(), first.get());
                    // The next record is another one now.
                    reached = false;
                }
            }
            return reached;
        } catch (StreamFailure failure) {
            Coordinates at = failure.at();
            if (failure.refused()
                    .filter(gtid -> rewinder.setAside(gtid, at, String.valueOf(failure.getMessage())))
                    .isPresent()) {
                restart(at);
                return false;
            }
            throw new ConnectException(
                    "Sink connector " + metrics.connector() + " stopped at record " + failure.at() + " of source "
                            + failure.at().source() + ": " + failure.getMessage(),
                    failure.getCause());
        }
    }

    /** Begins the stream anew: what is not durable, and all from this record on, is forgotten and delivered again. */
    public void restart(Coordinates first) {
        Coordinates begin = window.pending(first.topicPartition()).orElse(first);
        window.forget(first.topicPartition());
        ScheduledStream stream = streams.remove(first.topicPartition());
        if (stream != null) {
            stream.leave();
        }
        rewinder.rewind(begin);
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
            metrics.leave(stream.source());
        }
    }

    /** Ends the applier; what is under way gets a moment to finish. */
    @Override
    public void close() {
        try {
            if (!settled(clock.instant().plus(CLOSE))) {
                LOG.info("Stopped connector={} while the target was working", metrics.connector());
            }
        } catch (ConnectException failed) {
            LOG.info("Stopped connector={} amid a failing transaction: {}", metrics.connector(), failed.getMessage());
        }
        streams.values().forEach(ScheduledStream::leave);
        applier.close();
    }
}
