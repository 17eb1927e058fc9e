// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.EnvelopeReader;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.TransactionAssembler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** The running task: decode, assemble, schedule; only as fast as the target takes it. */
final class StartedSinkTask implements AutoCloseable {
    /** How long one call may wait: far below max.poll.interval.ms, so that the worker stays in its group. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final EnvelopeReader reader;
    private final TransactionAssembler assembler;
    private final TransactionScheduler scheduler;
    private final Inbox inbox;
    private final Clock clock = Clock.systemUTC();

    StartedSinkTask(
            EnvelopeReader reader, TransactionAssembler assembler, TransactionScheduler scheduler, Inbox inbox) {
        this.reader = reader;
        this.assembler = assembler;
        this.scheduler = scheduler;
        this.inbox = inbox;
    }

    /** Takes the records and applies them; what the target does not take in time waits in the inbox, and Kafka too. */
    void put(Collection<SinkRecord> records) {
        Instant deadline = clock.instant().plus(PATIENCE);
        inbox.receive(records);
        while (!inbox.isEmpty() && isReady(reader.coordinates(inbox.first()), deadline)) {
            Received received = reader.read(inbox.take());
            assembler.add(received, gtid -> scheduler.has(received.coordinates(), gtid), scheduler::add);
        }
        if (inbox.isEmpty()) {
            assembler.flush(scheduler::add);
        }
        inbox.holdBack(!scheduler.settled(deadline));
    }

    private boolean isReady(Coordinates next, Instant deadline) {
        scheduler.open(next);
        return scheduler.settled(deadline);
    }

    /** Returns the offsets below which everything is durable on the target. */
    Map<TopicPartition, OffsetAndMetadata> preCommit() {
        return scheduler.committable();
    }

    /** Other tasks go on with these partitions, or this one from the committed offsets. */
    void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            inbox.forget(partition);
            assembler.forget(partition);
            scheduler.forget(partition);
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
