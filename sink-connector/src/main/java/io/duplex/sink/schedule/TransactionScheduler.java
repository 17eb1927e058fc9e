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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has units applied in the order in which they come, each until it succeeds or its time is up. All methods are called
 * by the task's thread; the applier works on a thread of its own, so that none of them waits longer than asked to.
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
    private final ApplyLane lane;
    private final CommitWindow window = new CommitWindow();
    private final Map<TopicPartition, SourceStream> streams = new HashMap<>();
    private final Map<TopicPartition, OpenLarge> openLarge = new HashMap<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private @Nullable Future<?> running;
    private Duration delay = Duration.ZERO;
    private int failures;
    private Instant firstFailure = Instant.MAX;

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
        this.lane = new ApplyLane("duplex-apply-" + connector);
    }

    /** Something to be done for a stream: to claim it, or to apply a unit. */
    private record Step(
            SourceStream stream, Coordinates first, Optional<Unit> unit, Optional<CommitWindow.Ticket> ticket) {
        void run() {
            stream.prepare();
            unit.ifPresent(work -> work.accept(stream));
        }

        boolean beginsOrContinuesLarge() {
            return unit.filter(work -> work instanceof LargeTransaction.Start || work instanceof LargeTransaction.Part)
                    .isPresent();
        }

        boolean endsLarge() {
            return unit.filter(LargeTransaction.End.class::isInstance).isPresent();
        }
    }

    /** A large transaction that is being written. */
    private record OpenLarge(Coordinates begin, CommitWindow.Ticket ticket) {}

    /** Returns whether the record's stream is claimed; if not, it will be when all is {@link #settled}. */
    public boolean open(Coordinates at) {
        if (streams.containsKey(at.topicPartition())) {
            return true;
        }
        SourceStream stream = new SourceStream(at.source(), ownSite, options.ddlPolicy(), applier);
        streams.put(at.topicPartition(), stream);
        steps.add(new Step(stream, at, Optional.empty(), Optional.empty()));
        return false;
    }

    /** Tells whether the target has the transaction. Only when its stream is open and all is settled. */
    public boolean has(Coordinates at, Gtid gtid) {
        return stream(at).has(gtid);
    }

    /** Has the unit applied after all those before it. */
    public void add(Unit unit) {
        Coordinates first = unit.first();
        Optional<CommitWindow.Ticket> ticket = Optional.empty();
        if (unit instanceof LargeTransaction.Start) {
            openLarge.put(first.topicPartition(), new OpenLarge(first, window.register(first)));
        } else if (!isInside(unit)) {
            ticket = Optional.of(window.register(first));
        }
        steps.add(new Step(stream(first), first, Optional.of(unit), ticket));
    }

    /** What lies within a transaction counts only with the transaction's end. */
    private static boolean isInside(Unit unit) {
        return unit instanceof LargeTransaction.Part
                || unit instanceof LargeTransaction.End
                || (unit instanceof DdlUnit ddl && ddl.insideTransaction());
    }

    private SourceStream stream(Coordinates at) {
        SourceStream stream = streams.get(at.topicPartition());
        if (stream == null) {
            throw new IllegalStateException("Stream of " + at + " is not open");
        }
        return stream;
    }

    /**
     * Waits until all that was added is applied, but not beyond the deadline.
     *
     * @return whether all is applied
     * @throws ConnectException when a unit cannot be applied
     */
    public boolean settled(Instant deadline) {
        for (Step step = steps.peek(); step != null; step = steps.peek()) {
            try {
                if (!ApplyLane.await(attempt(step), Duration.between(clock.instant(), deadline))) {
                    return false;
                }
                running = null;
                succeeded(step);
            } catch (ApplyFailure failure) {
                running = null;
                failed(step, failure);
            }
        }
        return true;
    }

    private Future<?> attempt(Step step) {
        Future<?> attempt = running;
        if (attempt == null) {
            attempt = lane.submit(step::run, delay);
            running = attempt;
            delay = Duration.ZERO;
        }
        return attempt;
    }

    private void succeeded(Step step) {
        steps.remove();
        if (step.beginsOrContinuesLarge()) {
            return;
        }
        failures = 0;
        firstFailure = Instant.MAX;
        step.unit().ifPresent(unit -> {
            OpenLarge large = openLarge.remove(step.first().topicPartition());
            if (large != null) {
                large.ticket().complete(step.endsLarge() ? unit.last() : large.begin());
            }
            step.ticket().ifPresent(ticket -> ticket.complete(unit.last()));
        });
    }

    private void failed(Step step, ApplyFailure failure) {
        step.stream().failed(failure.kind());
        Instant now = clock.instant();
        firstFailure = firstFailure.isAfter(now) ? now : firstFailure;
        failures++;
        if (failure.kind() == FailureKind.STOP) {
            throw stopped(step, failure.getMessage(), failure);
        }
        if (Duration.between(firstFailure, now).compareTo(options.retryTimeout()) >= 0) {
            String tries = "tried " + failures + " times within " + ScheduleOptions.RETRY_TIMEOUT + "="
                    + options.retryTimeout().toMillis() + ": ";
            throw stopped(step, tries + failure.getMessage(), failure);
        }
        delay = backoff.after(failures);
        LOG.warn(
                "Try {} failed at {} source={}, next in {} ms: {}",
                failures,
                step.first(),
                step.first().source(),
                delay.toMillis(),
                failure.getMessage());
        OpenLarge large = openLarge.get(step.first().topicPartition());
        if (large != null && (step.beginsOrContinuesLarge() || step.endsLarge())) {
            rewind(large);
        }
    }

    /** What the target has rolled back is no longer in memory: it is read from Kafka again. */
    private void rewind(OpenLarge large) {
        TopicPartition partition = large.begin().topicPartition();
        steps.removeIf(step -> step.first().topicPartition().equals(partition));
        openLarge.remove(partition);
        window.forget(partition);
        rewinder.rewind(large.begin());
    }

    private ConnectException stopped(Step step, @Nullable String message, ApplyFailure cause) {
        return new ConnectException(
                "Sink connector " + connector + " stopped at record " + step.first() + " of source "
                        + step.first().source() + ": " + message,
                cause);
    }

    /** Returns for each partition the next offset to read, as far as all before it is durable on the target. */
    public Map<TopicPartition, OffsetAndMetadata> committable() {
        return window.committable();
    }

    /** Leaves the partition to another task: rolls back what is open of it. */
    public void forget(TopicPartition partition) {
        Step first = steps.peek();
        if (first != null && first.first().topicPartition().equals(partition)) {
            abandonAttempt();
        }
        steps.removeIf(step -> step.first().topicPartition().equals(partition));
        openLarge.remove(partition);
        window.forget(partition);
        SourceStream stream = streams.remove(partition);
        if (stream != null) {
            lane.execute(stream::release);
        }
    }

    /** A try that waits for its time must not come after the stream's release; one under way ends before it. */
    private void abandonAttempt() {
        if (running != null) {
            running.cancel(false);
        }
        running = null;
        delay = Duration.ZERO;
    }

    /** Ends the applier; a unit that is being applied gets a moment to finish. */
    @Override
    public void close() {
        Future<?> attempt = running;
        try {
            if (attempt != null && !ApplyLane.await(attempt, CLOSE)) {
                LOG.info("Stopped connector={} while the target was working", connector);
            }
        } catch (ApplyFailure failed) {
            LOG.info("Stopped connector={} amid a failing transaction: {}", connector, failed.getMessage());
        }
        applier.close();
        lane.close();
    }
}
