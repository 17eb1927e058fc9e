// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Received;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The partitions of one source, by what the record at the head of each waits for. */
final class PartitionHeads {
    private final Map<TopicPartition, PartitionQueue> queues = new LinkedHashMap<>();
    /** Partitions whose head was not looked at since it became the head. */
    private final Deque<PartitionQueue> unseen = new ArrayDeque<>();
    /** Partitions at whose head a row of a transaction that has not begun waits, by its id. */
    private final Map<String, List<PartitionQueue>> waiting = new HashMap<>();
    /** Partitions at whose head a transaction begins. */
    private final Set<PartitionQueue> beginnings = new LinkedHashSet<>();
    /** Partitions at whose head is a part of a snapshot. */
    private final Set<PartitionQueue> copies = new LinkedHashSet<>();
    /** Partitions at whose head is a row of the open transaction for which there was no room. */
    private final List<PartitionQueue> crowded = new ArrayList<>();

    private final Set<PartitionQueue> moved = new LinkedHashSet<>();

    void add(Received record, Instant now) {
        PartitionQueue queue = queues.computeIfAbsent(
                record.coordinates().topicPartition(),
                partition -> new PartitionQueue(partition, record.coordinates().offset()));
        if (queue.isEmpty()) {
            unseen.add(queue);
        }
        queue.add(record, now);
        moved.add(queue);
    }

    /** Returns a partition whose head is to be looked at, null when there is none. */
    @Nullable
    PartitionQueue unseen() {
        return unseen.poll();
    }

    /** Has the head looked at again, whatever it waited for. */
    void again(PartitionQueue queue) {
        beginnings.remove(queue);
        copies.remove(queue);
        unseen.add(queue);
    }

    void drop(PartitionQueue queue, Instant now) {
        queue.drop(now);
        moved.add(queue);
    }

    void hold(PartitionQueue queue, Instant now) {
        queue.hold(now);
        moved.add(queue);
    }

    /** What was taken out is done with. */
    void release() {
        for (PartitionQueue queue : queues.values()) {
            if (queue.holds()) {
                queue.release();
                moved.add(queue);
            }
        }
        makeRoom();
    }

    void crowded(PartitionQueue queue) {
        crowded.add(queue);
    }

    /** There is room for rows of the open transaction again. */
    void makeRoom() {
        unseen.addAll(crowded);
        crowded.clear();
    }

    void waitFor(String transactionId, PartitionQueue queue) {
        waiting.computeIfAbsent(transactionId, id -> new ArrayList<>()).add(queue);
    }

    /** The transaction is open now. */
    void begun(String transactionId) {
        List<PartitionQueue> rows = waiting.remove(transactionId);
        if (rows != null) {
            unseen.addAll(rows);
        }
    }

    Set<PartitionQueue> beginnings() {
        return beginnings;
    }

    Set<PartitionQueue> copies() {
        return copies;
    }

    boolean nothingWaits() {
        return waiting.isEmpty() && beginnings.isEmpty() && copies.isEmpty();
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(queues.keySet());
    }

    Set<TopicPartition> ahead(long bytes) {
        long limit = Math.max(1, bytes / Math.max(1, queues.size()));
        Set<TopicPartition> ahead = new HashSet<>();
        for (PartitionQueue queue : queues.values()) {
            if (queue.isAhead(limit)) {
                ahead.add(queue.partition());
            }
        }
        return ahead;
    }

    long bytes() {
        return queues.values().stream().mapToLong(PartitionQueue::bytes).sum();
    }

    Map<TopicPartition, Long> done() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (PartitionQueue queue : moved) {
            queue.newlyDone().ifPresent(offset -> offsets.put(queue.partition(), offset));
        }
        moved.clear();
        return offsets;
    }

    void clear() {
        queues.clear();
        unseen.clear();
        waiting.clear();
        beginnings.clear();
        copies.clear();
        crowded.clear();
        moved.clear();
    }

    String waitingFor() {
        for (PartitionQueue queue : beginnings) {
            if (queue.head() instanceof Received.Begin begin) {
                return before("transaction", begin.header(), begin);
            }
            if (queue.head() instanceof Received.Ddl ddl) {
                return before("DDL statement", ddl.header(), ddl);
            }
        }
        return waiting.entrySet().stream()
                .findFirst()
                .map(entry -> "the BEGIN of transaction " + entry.getKey() + ", of which rows wait at "
                        + entry.getValue().get(0).partition() + ", has not come")
                .orElse("nothing is waited for");
    }

    private static String before(String what, TransactionHeader header, Received record) {
        return "before " + what + " " + header.gtid() + " at " + record.coordinates() + " comes "
                + header.previous().map(Gtid::toString).orElse("another")
                + ", which has not come and which the target does not have";
    }
}
