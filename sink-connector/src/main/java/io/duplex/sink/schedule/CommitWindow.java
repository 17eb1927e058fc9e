// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Tells which Kafka offsets may be committed. Units are registered in the order of their partition and completed in
 * any order, by any thread.
 *
 * <ul>
 *   <li>W1: every record below a partition's offset is durable on the target or without effect there.
 *   <li>W2: a partition's offset never goes back, but by {@link #forget}.
 *   <li>W3: a partition's offset is where a unit begins or ended: never inside a transaction.
 * </ul>
 */
public final class CommitWindow {
    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    /** Registers a unit that begins with this record; all records before it belong to units registered before. */
    public synchronized Ticket register(Coordinates first) {
        Partition partition = partitions.computeIfAbsent(first.topicPartition(), none -> new Partition());
        Ticket ticket = new Ticket(this, partition, first);
        partition.waiting.add(ticket);
        return ticket;
    }

    /** Returns for each partition the next offset to read, as far as units are complete. */
    public synchronized Map<TopicPartition, OffsetAndMetadata> committable() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((topicPartition, partition) -> {
            if (partition.next >= 0) {
                offsets.put(topicPartition, new OffsetAndMetadata(partition.next));
            }
        });
        return offsets;
    }

    /** Returns the first record of the first unit that is not complete. */
    public synchronized Optional<Coordinates> pending(TopicPartition partition) {
        return Optional.ofNullable(partitions.get(partition))
                .map(known -> known.waiting.peek())
                .map(ticket -> ticket.first);
    }

    /** Forgets the partition; its tickets no longer count. */
    public synchronized void forget(TopicPartition partition) {
        partitions.remove(partition);
    }

    /** A unit on its way. */
    public static final class Ticket {
        private final CommitWindow window;
        private final Partition partition;
        private final Coordinates first;
        private @Nullable Coordinates last;

        private Ticket(CommitWindow window, Partition partition, Coordinates first) {
            this.window = window;
            this.partition = partition;
            this.first = first;
        }

        /** The unit, which ends with this record, is durable. */
        public void complete(Coordinates last) {
            synchronized (window) {
                this.last = last;
                partition.advance();
            }
        }
    }

    private static final class Partition {
        private final Deque<Ticket> waiting = new ArrayDeque<>();
        private long next = -1;

        void advance() {
            for (Ticket first = waiting.peek(); first != null && first.last != null; first = waiting.peek()) {
                next = Math.max(next, first.last.offset() + 1);
                waiting.remove();
            }
        }
    }
}
