// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.SinkMetrics;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.MergedSource;
import io.duplex.sink.transaction.TransactionAssembler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** The running task: decode, assemble, schedule; only as fast as the target takes it. */
final class StartedSinkTask implements AutoCloseable {
    /** How long one call may wait: far below max.poll.interval.ms, so that the worker stays in its group. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SinkMetrics metrics;
    private final RecordIntake intake;
    private final TransactionAssembler assembler;
    private final TransactionScheduler scheduler;
    private final Inbox inbox;
    private final MergedSources merged;
    private final Clock clock = Clock.systemUTC();

    StartedSinkTask(
            SinkMetrics metrics,
            RecordIntake intake,
            TransactionAssembler assembler,
            TransactionScheduler scheduler,
            Inbox inbox,
            MergedSources merged) {
        this.metrics = metrics;
        this.intake = intake;
        this.assembler = assembler;
        this.scheduler = scheduler;
        this.inbox = inbox;
        this.merged = merged;
    }

    /** Takes the records and has them applied; what finds no room in time waits in the inbox, and Kafka too. */
    void put(Collection<SinkRecord> records) {
        Instant deadline = clock.instant().plus(PATIENCE);
        inbox.receive(records);
        scheduler.moreComing(true);
        try {
            take(deadline);
            if (inbox.isEmpty()) {
                assembler.flush(scheduler::add);
            }
        } catch (DataException refused) {
            throw new ConnectException(
                    "Sink connector " + metrics.connector() + " stopped: " + refused.getMessage(), refused);
        } finally {
            scheduler.moreComing(false);
        }
        merged.forgetPlaces(scheduler.committable());
        boolean busy = !scheduler.settled(clock.instant()) || !merged.isIdle();
        inbox.holdBack(busy, merged.ahead());
    }

    private void take(Instant deadline) {
        boolean room = true;
        while (room && !inbox.isEmpty()) {
            SinkRecord record = inbox.first();
            room = intake.reader().isOfStream(record) ? takeOfStream(record, deadline) : takeOfTopics(record, deadline);
        }
        for (MergedSource source : merged.all()) {
            room = room && (source.isIdle() || scheduler.accepts(source.at(), deadline));
            if (room) {
                drain(source);
                source.requireInTime(clock.instant());
            }
            if (source.mustReadAgain()) {
                scheduler.restart(source.at());
            }
        }
        if (!room) {
            merged.postpone(clock.instant());
        }
    }

    private boolean takeOfStream(SinkRecord record, Instant deadline) {
        if (!scheduler.accepts(intake.reader().coordinates(record), deadline)) {
            return false;
        }
        if (inbox.take(record)) {
            intake.ofStream(record);
        }
        return true;
    }

    private boolean takeOfTopics(SinkRecord record, Instant deadline) {
        Coordinates at = intake.reader().coordinates(record);
        if (at.source().isEmpty()) {
            intake.reader().read(record); // has no effect, or is refused
            inbox.take(record);
            return true;
        }
        MergedSource source = merged.of(at.source(), clock.instant());
        if (!scheduler.accepts(source.at(), deadline)) {
            return false;
        }
        if (inbox.take(record)) {
            source.add(intake.ofTopics(record), clock.instant());
            drain(source);
        }
        return true;
    }

    private void drain(MergedSource source) {
        Coordinates at = source.at();
        source.drain(gtid -> scheduler.has(at, gtid), clock.instant(), intake::assembleMerged);
        intake.setAsideBroken();
    }

    /** Returns the offsets below which everything is durable on the target. */
    Map<TopicPartition, OffsetAndMetadata> preCommit() {
        return merged.committable(scheduler.committable());
    }

    /** Other tasks go on with these partitions, or this one from the committed offsets. */
    void forget(Collection<TopicPartition> partitions) {
        intake.forgetErrant();
        for (TopicPartition partition : partitions) {
            inbox.forget(partition);
            assembler.forget(partition);
            scheduler.forget(partition);
        }
        for (String source : merged.leave(Set.copyOf(partitions))) {
            scheduler.forget(Coordinates.mergedPartition(source));
            inbox.restart(source);
        }
    }

    @Override
    public void close() {
        scheduler.close();
        metrics.close();
    }
}
