// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.OptionGroup;
import io.duplex.source.server.ServerNames;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * How signals come in.
 *
 * @param table whose inserted rows are signals of the channel source
 * @param interval pause between looks at the other channels
 * @param file of the channel file
 */
public record SignalOptions(
        Set<Channel> channels, Optional<TableId> table, Duration interval, KafkaOptions kafka, String file) {
    public static final String CHANNELS = "signal.enabled.channels";
    public static final String TABLE = "signal.data.collection";
    public static final String INTERVAL = "signal.poll.interval.ms";
    public static final String FILE = "signal.file";
    public static final String KAFKA_TOPIC = "signal.kafka.topic";
    public static final String KAFKA_SERVERS = "signal.kafka.bootstrap.servers";
    public static final String KAFKA_GROUP = "signal.kafka.groupId";
    public static final String KAFKA_TIMEOUT = "signal.kafka.poll.timeout.ms";
    public static final String CONSUMER = "signal.consumer.";

    /** A way in. */
    public enum Channel {
        /** Rows inserted into a table of the source server. */
        SOURCE,
        /** Records of a topic. */
        KAFKA,
        /** Lines of a file. */
        FILE,
        /** An MBean. */
        JMX
    }

    /**
     * The channel kafka.
     *
     * @param topic empty for {@code <topic.prefix>-signal}
     * @param consumer the user's own properties of the consumer
     */
    public record KafkaOptions(
            Optional<String> topic, String servers, String group, Duration patience, Map<String, Object> consumer) {}

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition, ServerNames names) {
        OptionGroup group = new OptionGroup(definition, "Signals")
                .add(
                        CHANNELS,
                        "Signal channels",
                        ConfigDef.Type.LIST,
                        "source",
                        new KnownChannels(),
                        "How signals reach the connector, separated by commas: source (rows inserted into a table of "
                                + "the source server), kafka (records of a topic), file (lines of a file), jmx (an "
                                + "MBean).")
                .add(
                        TABLE,
                        "Signal table",
                        ConfigDef.Type.STRING,
                        null,
                        names.tables(new TableName()),
                        "Table (database.table) with the three text columns id, type and data, whose inserted rows are "
                                + "signals. Unless read.only is true, incremental snapshots write their watermarks "
                                + "into it.")
                .add(
                        INTERVAL,
                        "Signal poll interval",
                        ConfigDef.Type.LONG,
                        5_000L,
                        Range.atLeast(1),
                        "Milliseconds between two looks at the channels kafka, file and jmx.")
                .add(
                        FILE,
                        "Signal file",
                        ConfigDef.Type.STRING,
                        "file-signals.txt",
                        "File of the channel file: each line is a signal in JSON. It is emptied when it was read.");
        defineKafka(group);
    }

    private static void defineKafka(OptionGroup group) {
        group.add(
                        KAFKA_TOPIC,
                        "Signal topic",
                        ConfigDef.Type.STRING,
                        null,
                        "Topic of the channel kafka, of which partition 0 is read; <topic.prefix>-signal when not "
                                + "given. A record is a signal for this connector when its key is the topic prefix.")
                .add(
                        KAFKA_SERVERS,
                        "Signal brokers",
                        ConfigDef.Type.STRING,
                        "",
                        "Brokers (host:port, separated by commas) of the channel kafka.")
                .add(
                        KAFKA_GROUP,
                        "Signal consumer group",
                        ConfigDef.Type.STRING,
                        "kafka-signal",
                        "Consumer group under which Kafka remembers which signals were read.")
                .add(
                        KAFKA_TIMEOUT,
                        "Signal poll timeout",
                        ConfigDef.Type.INT,
                        0,
                        Range.atLeast(0),
                        "Milliseconds for which a look at the topic waits; the binlog waits as long.");
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when the channel kafka has no brokers
     */
    public static SignalOptions from(AbstractConfig config) {
        Set<Channel> channels =
                config.getList(CHANNELS).stream().map(SignalOptions::channel).collect(Collectors.toUnmodifiableSet());
        KafkaOptions kafka = new KafkaOptions(
                given(config, KAFKA_TOPIC),
                config.getString(KAFKA_SERVERS),
                config.getString(KAFKA_GROUP),
                Duration.ofMillis(config.getInt(KAFKA_TIMEOUT)),
                config.originalsWithPrefix(CONSUMER));
        if (channels.contains(Channel.KAFKA) && kafka.servers().isBlank()) {
            throw new ConfigException(KAFKA_SERVERS, "", "The channel kafka in " + CHANNELS + " needs brokers.");
        }
        return new SignalOptions(
                channels,
                given(config, TABLE).map(TableName::parse),
                Duration.ofMillis(config.getLong(INTERVAL)),
                kafka,
                config.getString(FILE));
    }

    private static Optional<String> given(AbstractConfig config, String option) {
        return Optional.ofNullable(config.getString(option)).filter(text -> !text.isBlank());
    }

    private static Channel channel(String name) {
        return Channel.valueOf(name.trim().toUpperCase(Locale.ROOT));
    }

    /** Returns the table whose rows are signals, if that channel is enabled. */
    public Optional<TableId> watchedTable() {
        return channels.contains(Channel.SOURCE) ? table : Optional.empty();
    }

    private static final class KnownChannels implements ConfigDef.Validator, ConfigDef.Recommender {
        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return List.of("source", "kafka", "file", "jmx");
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof List<?> names)) {
                throw new ConfigException(name, value, "It needs a list.");
            }
            for (Object given : names) {
                try {
                    channel(given.toString());
                } catch (IllegalArgumentException unknown) {
                    throw new ConfigException(name, value, "'" + given + "' is none of source, kafka, file, jmx.");
                }
            }
        }

        @Override
        public String toString() {
            return "some of source, kafka, file, jmx";
        }
    }

    private static final class TableName implements ConfigDef.Validator {
        static TableId parse(String text) {
            String[] parts = text.trim().split("\\.", 2);
            return new TableId(parts[0], parts[1]);
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value instanceof String text && !text.isBlank() && !text.trim().matches("[^.,]+\\.[^,]+")) {
                throw new ConfigException(name, value, "It must be the name of one table as database.table.");
            }
        }

        @Override
        public String toString() {
            return "database.table";
        }
    }
}
