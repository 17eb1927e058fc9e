// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.envelope.TransactionMarker;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** The records of a {@link StreamTopic} in the topics of the table layout, and how Connect delivers them. */
final class TableTopicRecords {
    static final TopicPartition MARKERS = new TopicPartition("shop.transaction", 0);
    static final TopicPartition ORDERS = new TopicPartition("shop.shop.orders", 0);
    private static final int LIMIT_SECONDS = 120;

    private final List<SinkRecord> records;
    private final Map<TopicPartition, Long> offsets = new HashMap<>();

    TableTopicRecords(StreamTopic stream) {
        records = stream.records().stream().map(this::ofTables).toList();
    }

    private SinkRecord ofTables(SinkRecord record) {
        boolean marker = TransactionMarker.isMarker(record.valueSchema());
        TopicPartition partition = marker ? MARKERS : ORDERS;
        long offset = offsets.merge(partition, 1L, Long::sum) - 1;
        return new SinkRecord(
                partition.topic(),
                partition.partition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                offset,
                record.timestamp(),
                TimestampType.CREATE_TIME,
                record.headers());
    }

    /** Returns the record with this place among all. */
    SinkRecord get(int index) {
        return records.get(index);
    }

    List<SinkRecord> from(int begin, int end) {
        return records.subList(begin, end);
    }

    /** Makes this row one that cannot be read, but for its place in its transaction. */
    void spoil(int index) {
        ((Struct) records.get(index).value()).put("op", "?");
    }

    /** Delivers all, also those that the task asks to have again, until it asks for nothing any more. */
    void deliver(DrivenSink sink) throws InterruptedException {
        Instant limit = Instant.now().plusSeconds(LIMIT_SECONDS);
        Set<SinkRecord> delivered = new HashSet<>();
        do {
            if (Instant.now().isAfter(limit)) {
                throw new AssertionError("The target is busy for too long");
            }
            List<SinkRecord> next = sink.context().paused.isEmpty()
                    ? records.stream().filter(delivered::add).limit(3).toList()
                    : List.of();
            sink.put(next);
            sink.context()
                    .rewound
                    .forEach((partition, offset) -> delivered.removeIf(
                            record -> record.topic().equals(partition.topic()) && record.kafkaOffset() >= offset));
            sink.context().rewound.clear();
            Thread.sleep(next.isEmpty() ? 20 : 0);
        } while (delivered.size() < records.size()
                || sink.context().timeout > 0
                || !sink.context().paused.isEmpty());
    }
}
