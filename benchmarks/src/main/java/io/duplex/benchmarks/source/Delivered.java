// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a broker has of some topics: how many records of how many bytes, and when it wrote the first and the last one. */
public final class Delivered implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final String prefix;

    /** Looks at the topics whose names begin so. */
    public Delivered(String bootstrapServers, String prefix) {
        this.prefix = prefix;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.poll.records", 1),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Returns how many records there are. */
    long records() {
        return ends().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the bytes that they take in the broker's log, compressed. */
    public long bytes() throws InterruptedException {
        List<TopicPartition> wanted = partitions();
        try {
            List<Integer> brokers =
                    admin.describeCluster().nodes().get().stream().map(Node::id).toList();
            return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                    .flatMap(directories -> directories.values().stream())
                    .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                    .filter(replica -> wanted.contains(replica.getKey()))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(partitions());
    }

    private List<TopicPartition> partitions() {
        return consumer.listTopics(WAIT).entrySet().stream()
                .filter(topic -> topic.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
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
        admin.close();
    }
}
