// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

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
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** The running task: decode, assemble, schedule; only as fast as the target takes it. */
final class StartedSinkTask implements AutoCloseable {
    /** How long one call may wait: far below max.poll.interval.ms, so that the worker stays in its group. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String connector;
    private final EnvelopeReader reader;
    private final TransactionAssembler assembler;
    private final TransactionScheduler scheduler;
    private final Inbox inbox;
    private final Clock clock = Clock.systemUTC();

    StartedSinkTask(
            String connector,
            EnvelopeReader reader,
            TransactionAssembler assembler,
            TransactionScheduler scheduler,
            Inbox inbox) {
        this.connector = connector;
        this.reader = reader;
        this.assembler = assembler;
        this.scheduler = scheduler;
        this.inbox = inbox;
    }

    /** Takes the records and has them applied; what finds no room in time waits in the inbox, and Kafka too. */
    void put(Collection<SinkRecord> records) {
        Instant deadline = clock.instant().plus(PATIENCE);
        inbox.receive(records);
        while (!inbox.isEmpty() && scheduler.accepts(reader.coordinates(inbox.first()), deadline)) {
            assemble(inbox.take());
        }
        if (inbox.isEmpty()) {
            assembler.flush(scheduler::add);
        }
        inbox.holdBack(!scheduler.settled(clock.instant()));
    }

    private void assemble(SinkRecord record) {
        try {
            Received received = reader.read(record);
            assembler.add(received, gtid -> scheduler.has(received.coordinates(), gtid), scheduler::add);
        } catch (DataException refused) {
            throw new ConnectException("Sink connector " + connector + " stopped: " + refused.getMessage(), refused);
        }
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
