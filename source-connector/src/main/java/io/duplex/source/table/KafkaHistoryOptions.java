// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.server.OptionGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Where the schema history topic is and how patiently it is read. */
record KafkaHistoryOptions(
        String topic,
        Map<String, Object> producerOverrides,
        Map<String, Object> consumerOverrides,
        String servers,
        Patience patience) {
    static final String TOPIC = SchemaHistoryOptions.PREFIX + "kafka.topic";
    static final String SERVERS = SchemaHistoryOptions.PREFIX + "kafka.bootstrap.servers";
    static final String RECOVERY_ATTEMPTS = SchemaHistoryOptions.PREFIX + "kafka.recovery.attempts";
    static final String PRODUCER = SchemaHistoryOptions.PREFIX + "producer.";
    static final String CONSUMER = SchemaHistoryOptions.PREFIX + "consumer.";

    private static final String POLL_INTERVAL = SchemaHistoryOptions.PREFIX + "kafka.recovery.poll.interval.ms";
    private static final String QUERY_TIMEOUT = SchemaHistoryOptions.PREFIX + "kafka.query.timeout.ms";
    private static final String CREATE_TIMEOUT = SchemaHistoryOptions.PREFIX + "kafka.create.timeout.ms";

    record Patience(Duration poll, int attempts, Duration query, Duration create) {}

    static void define(OptionGroup group) {
        ConfigDef.Validator positive = ConfigDef.Range.atLeast(1);
        group.add(TOPIC, "History topic", ConfigDef.Type.STRING, "", "Topic of the schema history: one per connector.")
                .add(
                        SERVERS,
                        "History brokers",
                        ConfigDef.Type.STRING,
                        "",
                        "Kafka brokers that hold the schema history.")
                .add(
                        POLL_INTERVAL,
                        "History read wait (ms)",
                        ConfigDef.Type.INT,
                        100,
                        positive,
                        "Wait per read when the table model is recovered.")
                .add(
                        RECOVERY_ATTEMPTS,
                        "History read attempts",
                        ConfigDef.Type.INT,
                        100,
                        positive,
                        "Empty reads in a row before recovery gives up.")
                .add(
                        QUERY_TIMEOUT,
                        "History lookup timeout (ms)",
                        ConfigDef.Type.INT,
                        3000,
                        positive,
                        "Patience for looking up the topic.")
                .add(
                        CREATE_TIMEOUT,
                        "History create timeout (ms)",
                        ConfigDef.Type.INT,
                        30000,
                        positive,
                        "Patience for creating the topic.");
    }

    static KafkaHistoryOptions from(AbstractConfig config) {
        return new KafkaHistoryOptions(
                config.getString(TOPIC),
                config.originalsWithPrefix(PRODUCER),
                config.originalsWithPrefix(CONSUMER),
                config.getString(SERVERS),
                new Patience(
                        Duration.ofMillis(config.getInt(POLL_INTERVAL)),
                        config.getInt(RECOVERY_ATTEMPTS),
                        Duration.ofMillis(config.getInt(QUERY_TIMEOUT)),
                        Duration.ofMillis(config.getInt(CREATE_TIMEOUT))));
    }

    Duration pollInterval() {
        return patience.poll();
    }

    int attempts() {
        return patience.attempts();
    }

    Duration queryTimeout() {
        return patience.query();
    }

    Duration createTimeout() {
        return patience.create();
    }

    Map<String, Object> producer(String clientId) {
        Map<String, Object> map = new HashMap<>();
        map.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        map.put(ProducerConfig.CLIENT_ID_CONFIG, clientId + "-schemahistory");
        map.put(ProducerConfig.ACKS_CONFIG, "all");
        map.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        map.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        map.putAll(producerOverrides);
        return map;
    }

    Map<String, Object> consumer(String clientId) {
        Map<String, Object> map = new HashMap<>();
        map.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        map.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId + "-schemahistory");
        map.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        map.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        map.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        map.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        map.putAll(consumerOverrides);
        return map;
    }

    /** The producer's security settings serve for creating the topic too. */
    Map<String, Object> admin(String clientId) {
        Map<String, Object> map = new HashMap<>();
        map.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        map.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId + "-schemahistory");
        producerOverrides.forEach((name, value) -> {
            if (AdminClientConfig.configNames().contains(name)) {
                map.put(name, value);
            }
        });
        return map;
    }
}
