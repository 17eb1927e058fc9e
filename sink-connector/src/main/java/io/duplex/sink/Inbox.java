// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.SchemalessRecords;
import io.duplex.sink.schedule.TransactionScheduler.Rewinder;
import io.duplex.sink.transaction.TransactionAssembler;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
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
    private final MergedSources merged;
    private final ErrantRecords errant;
    /**
     * What Connect was told to pause. It pauses them again after a rebalance, between whose two halves nothing is assigned:
     * they are resumed when they are.
     */
    private final Set<TopicPartition> paused = new HashSet<>();

    Inbox(SinkTaskContext context, TransactionAssembler assembler, MergedSources merged, ErrantRecords errant) {
        this.context = context;
        this.assembler = assembler;
        this.merged = merged;
        this.errant = errant;
    }

    void receive(Collection<SinkRecord> delivered) {
        delivered.forEach(record -> records.add(SchemalessRecords.withSchema(record)));
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    SinkRecord first() {
        return records.element();
    }

    /** Takes the first record out, if it is still this one. */
    @SuppressWarnings("ReferenceEquality") // an equal record may be another one, delivered again
    boolean take(SinkRecord first) {
        return records.peek() == first && records.poll() != null;
    }

    /**
     * Stops Connect from polling while a record waits, and lets it poll again when none does.
     *
     * @param busy whether there will be news without records
     * @param ahead partitions that wait for others
     */
    void holdBack(boolean busy, Set<TopicPartition> ahead) {
        if (busy) {
            context.timeout(LOOK_MS);
        }
        Set<TopicPartition> assigned = context.assignment();
        if (!records.isEmpty()) {
            // Each time, because a rebalance may have assigned further partitions.
            pause(assigned);
            context.timeout(NEXT_CALL_MS);
            return;
        }
        TopicPartition[] resumed = paused.stream()
                .filter(partition -> !ahead.contains(partition) && assigned.contains(partition))
                .toArray(TopicPartition[]::new);
        if (resumed.length > 0) {
            context.resume(resumed);
            Arrays.asList(resumed).forEach(paused::remove);
        }
        if (!ahead.isEmpty()) {
            pause(ahead);
        }
    }

    private void pause(Set<TopicPartition> partitions) {
        context.pause(partitions.toArray(TopicPartition[]::new));
        paused.addAll(partitions);
    }

    void forget(TopicPartition partition) {
        records.removeIf(record -> partition.equals(topicPartition(record)));
    }

    @Override
    public void rewind(Coordinates first) {
        if (first.isMerged()) {
            restart(first.source());
            return;
        }
        forget(first.topicPartition());
        assembler.forget(first.topicPartition());
        context.offset(first.topicPartition(), first.offset());
    }

    @Override
    public boolean setAside(Gtid gtid, Coordinates first, String why) {
        if (errant.isTolerant()) {
            errant.expect(first.source(), gtid, why);
        }
        return errant.isTolerant();
    }

    /** Has all partitions of a source with several topics read again from where the target has everything. */
    void restart(String source) {
        assembler.forget(Coordinates.mergedPartition(source));
        merged.restart(source, Instant.now()).forEach((partition, offset) -> {
            forget(partition);
            context.offset(partition, offset);
        });
    }

    private static TopicPartition topicPartition(SinkRecord record) {
        return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
    }
}
