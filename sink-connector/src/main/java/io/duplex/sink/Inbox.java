// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.schedule.TransactionScheduler.Rewinder;
import io.duplex.sink.transaction.TransactionAssembler;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Records that Connect has delivered and the task has not taken up. While it holds any, Connect polls no further
 * records, so it never holds more than one delivery.
 */
final class Inbox implements Rewinder {
    /** Soon again: the waiting itself is done where the target's answer ends it. */
    private static final long NEXT_CALL_MS = 20;

    /** Within this time the task learns how the target is doing, when Kafka has nothing new. */
    private static final long LOOK_MS = 250;

    private final Deque<SinkRecord> records = new ArrayDeque<>();
    private final SinkTaskContext context;
    private final TransactionAssembler assembler;
    private boolean paused;

    Inbox(SinkTaskContext context, TransactionAssembler assembler) {
        this.context = context;
        this.assembler = assembler;
    }

    void receive(Collection<SinkRecord> delivered) {
        records.addAll(delivered);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    SinkRecord first() {
        return records.element();
    }

    SinkRecord take() {
        return records.remove();
    }

    /**
     * Stops Connect from polling while a record waits, and lets it poll again when none does.
     *
     * @param busy whether the target works, so that there will be news
     */
    void holdBack(boolean busy) {
        if (busy) {
            context.timeout(LOOK_MS);
        }
        if (!records.isEmpty()) {
            // Each time, because a rebalance may have assigned further partitions.
            context.pause(context.assignment().toArray(TopicPartition[]::new));
            context.timeout(NEXT_CALL_MS);
            paused = true;
        } else if (paused) {
            context.resume(context.assignment().toArray(TopicPartition[]::new));
            paused = false;
        }
    }

    void forget(TopicPartition partition) {
        records.removeIf(record -> partition.equals(topicPartition(record)));
    }

    @Override
    public void rewind(Coordinates first) {
        forget(first.topicPartition());
        assembler.forget(first.topicPartition());
        context.offset(first.topicPartition(), first.offset());
    }

    private static TopicPartition topicPartition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
