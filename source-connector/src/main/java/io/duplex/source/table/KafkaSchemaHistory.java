// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A history in a Kafka topic of one partition that keeps its records for ever; created when missing. */
final class KafkaSchemaHistory implements SchemaHistory {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSchemaHistory.class);

    private final KafkaHistoryOptions options;
    private final String clientId;
    private final TopicPartition partition;
    private Optional<KafkaProducer<String, String>> producer = Optional.empty();

    KafkaSchemaHistory(KafkaHistoryOptions options, String clientId) {
        this.options = options;
        this.clientId = clientId;
        this.partition = new TopicPartition(options.topic(), 0);
    }

    /** Makes sure that the topic is there and has one partition. */
    void start() {
        try (Admin admin = Admin.create(options.admin(clientId))) {
            Optional<TopicDescription> topic = describe(admin);
            if (topic.isEmpty()) {
                create(admin);
            } else if (topic.get().partitions().size() != 1) {
                throw new ConnectException("The schema history topic " + options.topic() + " has "
                        + topic.get().partitions().size() + " partitions, which would mix up the order of statements."
                        + " Remedy: name a topic with one partition in " + KafkaHistoryOptions.TOPIC + ".");
            }
        }
    }

    private void create(Admin admin) {
        NewTopic topic = new NewTopic(options.topic(), Optional.of(1), Optional.empty())
                .configs(Map.of("cleanup.policy", "delete", "retention.ms", "-1", "retention.bytes", "-1"));
        try {
            await(admin.createTopics(List.of(topic)).all(), options.createTimeout());
            LOG.info("Created the schema history topic topic={}", options.topic());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw failure("create", e);
            }
        }
    }

    private Optional<TopicDescription> describe(Admin admin) {
        try {
            Map<String, TopicDescription> found =
                    await(admin.describeTopics(List.of(options.topic())).allTopicNames(), options.queryTimeout());
            return Optional.ofNullable(found.get(options.topic()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw failure("look up", e);
        }
    }

    private <T> T await(KafkaFuture<T> future, Duration patience) throws ExecutionException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failure("reach Kafka for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("wait for", e);
        }
    }

    @Override
    public boolean exists() {
        Extent extent = extent();
        return extent.end() > extent.begin();
    }

    private long end(KafkaConsumer<String, String> consumer) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    @Override
    public void record(List<HistoryRecord> entries) {
        if (producer.isEmpty()) {
            producer = Optional.of(new KafkaProducer<>(options.producer(clientId)));
        }
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(entries.size());
            for (HistoryRecord entry : entries) {
                sent.add(producer.get().send(new ProducerRecord<>(options.topic(), 0, null, entry.toJson())));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (ExecutionException | KafkaException e) {
            throw failure("write", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("write", e);
        }
    }

    /** Places are the topic's offsets. */
    @Override
    public Extent extent() {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(options.consumer(clientId))) {
            return new Extent(consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L), end(consumer));
        } catch (KafkaException e) {
            throw failure("read", e);
        }
    }

    @Override
    public void replay(long from, Reader reader) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(options.consumer(clientId))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long end = end(consumer);
            int idle = 0;
            while (consumer.position(partition) < end) {
                long before = consumer.position(partition);
                for (ConsumerRecord<String, String> polled : consumer.poll(options.pollInterval())) {
                    if (polled.value() != null) {
                        reader.accept(polled.offset(), HistoryRecord.fromJson(polled.value()));
                    }
                }
                idle = consumer.position(partition) == before ? idle + 1 : 0;
                if (idle > options.attempts()) {
                    throw new ConnectException("The schema history topic " + options.topic() + " ends at offset " + end
                            + " but cannot be read past " + before + ". Remedy: check Kafka, or raise "
                            + KafkaHistoryOptions.RECOVERY_ATTEMPTS + ".");
                }
            }
        } catch (KafkaException e) {
            throw failure("read", e);
        }
    }

    private ConnectException failure(String verb, Exception cause) {
        return new ConnectException(
                "Cannot " + verb + " the schema history topic " + options.topic() + ": " + cause.getMessage()
                        + ". Remedy: check " + KafkaHistoryOptions.SERVERS + " and the security settings under "
                        + KafkaHistoryOptions.PRODUCER + "* and " + KafkaHistoryOptions.CONSUMER + "*.",
                cause);
    }

    @Override
    public void close() {
        producer.ifPresent(p -> p.close(Duration.ofSeconds(5)));
        producer = Optional.empty();
    }
}
