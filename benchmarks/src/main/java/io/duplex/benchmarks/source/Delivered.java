// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a broker has of some topics: how many records, and when it wrote the first and the last one. */
final class Delivered implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String prefix;

    /** Looks at the topics whose names begin so. */
    Delivered(String bootstrapServers, String prefix) {
        this.prefix = prefix;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Returns how many records there are. */
    long records() {
        return ends().values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<TopicPartition, Long> ends() {
        List<TopicPartition> partitions = consumer.listTopics(WAIT).entrySet().stream()
                .filter(topic -> topic.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        return consumer.endOffsets(partitions);
    }

    /** Returns the milliseconds between the broker's first and last record. */
    long millis() {
        Map<TopicPartition, Long> last = new HashMap<>(ends());
        last.values().removeIf(end -> end == 0);
        long from =
                last.keySet().stream().mapToLong(each -> written(each, 0)).min().orElseThrow();
        long to = last.entrySet().stream()
                .mapToLong(each -> written(each.getKey(), each.getValue() - 1))
                .max()
                .orElseThrow();
        return to - from;
    }

    private long written(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(WAIT).records(partition);
        if (records.isEmpty()) {
            throw new IllegalStateException("No record at " + offset + " of " + partition);
        }
        return records.get(0).timestamp();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
