// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import io.duplex.source.signal.SignalOptions.KafkaOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals from partition 0 of a topic; the consumer group remembers which were read. */
final class KafkaSignals implements SignalChannel {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSignals.class);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final String prefix;
    private final Duration patience;
    private final KafkaConsumer<String, String> consumer;

    /** Begins to read signals for the connector with this {@code topic.prefix}. */
    KafkaSignals(KafkaOptions options, String prefix) {
        this.prefix = prefix;
        this.patience = options.patience();
        this.consumer = new KafkaConsumer<>(properties(options));
        String topic = options.topic().orElse(prefix + "-signal");
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        LOG.info("Reading signals topic={} group={} key={}", topic, options.group(), prefix);
    }

    private static Map<String, Object> properties(KafkaOptions options) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, options.servers());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, UUID.randomUUID().toString());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, options.group());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, true);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.putAll(options.consumer());
        return properties;
    }

    @Override
    public synchronized List<Signal> read() {
        List<Signal> signals = new ArrayList<>();
        try {
            for (ConsumerRecord<String, String> record : consumer.poll(patience)) {
                if (!prefix.equals(record.key())) {
                    LOG.info("Signal is for another connector key={} offset={}", record.key(), record.offset());
                } else if (record.value() != null) {
                    SignalJson.read(record.value(), "kafka").ifPresent(signals::add);
                }
            }
        } catch (KafkaException unreachable) {
            LOG.warn("Signals cannot be read from Kafka cause=\"{}\"", unreachable.getMessage(), unreachable);
        }
        return signals;
    }

    @Override
    public synchronized void close() {
        try {
            consumer.close(CLOSING);
        } catch (KafkaException failed) {
            LOG.warn("The signals' consumer did not end cleanly cause=\"{}\"", failed.getMessage(), failed);
        }
    }
}
