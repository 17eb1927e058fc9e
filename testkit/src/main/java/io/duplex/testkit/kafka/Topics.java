// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads whole topics, committed records only, and sends single records. */
public final class Topics {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String bootstrapServers;

    Topics(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Every record that is in the topic now, as texts, by partition and offset. */
    public List<TopicRecord> dump(String topic) {
        return bytes(topic).stream().map(TopicRecord::of).toList();
    }

    /** Every record that is in the topic now; none when the topic does not exist. */
    public List<ConsumerRecord<byte[], byte[]>> bytes(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        scan(topic, records::add);
        return records;
    }

    /** Shows every record that is in the topic now, one after the other, for topics that are larger than memory. */
    public void scan(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            for (TopicPartition partition : partitions) {
                read(consumer, partition, reader);
            }
        }
    }

    /** How many records were ever written to the topic, without reading them; 0 when it does not exist. */
    public long count(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            return consumer.endOffsets(partitions, PATIENCE).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** Waits until the topic holds at least this many records and returns all. */
    public List<TopicRecord> await(String topic, int count, Duration limit) {
        return Eventually.get(count + " records in " + topic, limit, () -> {
            List<TopicRecord> records = dump(topic);
            if (records.size() < count) {
                throw new IllegalStateException(records.size() + " records, the last of them "
                        + (records.isEmpty() ? "none" : records.get(records.size() - 1)));
            }
            return Optional.of(records);
        });
    }

    /** Sends one text record and waits until it is stored. */
    public void send(String topic, String key, String value) {
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends one record and waits until it is stored. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot send to " + record.topic() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Eventually.GiveUp("interrupted", e);
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long before = 0;
        // The position also moves over transaction markers and aborted records, which are never returned.
        while (consumer.position(partition, PATIENCE) < end) {
            for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(Duration.ofMillis(200)).records(partition)) {
                // What was committed since would end wherever this poll does, within a transaction perhaps.
                if (record.offset() < end) {
                    reader.accept(record);
                }
            }
            long position = consumer.position(partition);
            if (position > before) {
                before = position;
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new IllegalStateException("stuck at offset " + position + " of " + partition);
            }
        }
    }

    private Map<String, Object> consumer() {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put("bootstrap.servers", bootstrapServers);
        configuration.put("isolation.level", "read_committed");
        configuration.put("allow.auto.create.topics", false);
        configuration.put("enable.auto.commit", false);
        return configuration;
    }
}
