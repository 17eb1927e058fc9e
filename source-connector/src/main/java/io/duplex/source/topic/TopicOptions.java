// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.server.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Names of topics and what goes there beside the changes.
 *
 * @param delimiter between the parts of a topic's name
 * @param transactions last part of the transaction topic's name
 * @param tombstones whether a delete is followed by a record without value
 * @param heartbeat when heartbeats are sent and where
 */
public record TopicOptions(String delimiter, String transactions, boolean tombstones, HeartbeatOptions heartbeat) {
    public static final String DELIMITER = "topic.delimiter";
    public static final String TRANSACTION = "topic.transaction";
    public static final String TOMBSTONES = "tombstones.on.delete";
    public static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    public static final String HEARTBEAT_PREFIX = "topic.heartbeat.prefix";

    /**
     * Options of heartbeats.
     *
     * @param interval zero for none
     * @param prefix first part of the topic's name
     */
    public record HeartbeatOptions(Duration interval, String prefix) {}

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Topics")
                .add(
                        DELIMITER,
                        "Delimiter",
                        ConfigDef.Type.STRING,
                        ".",
                        new NamePart(),
                        "What stands between the parts of a topic's name.")
                .add(
                        TRANSACTION,
                        "Transaction topic",
                        ConfigDef.Type.STRING,
                        "transaction",
                        new NamePart(),
                        "Last part of the name of the topic with transaction metadata in the table layout.")
                .add(
                        TOMBSTONES,
                        "Tombstones",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether a delete is followed by a record with its key and no value, which lets Kafka's "
                                + "compaction remove the key. The stream layout has none.")
                .add(
                        HEARTBEAT_INTERVAL,
                        "Heartbeat interval",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Milliseconds between heartbeat records, which carry the connector's offset forward while no "
                                + "captured table changes; 0 sends none. In the stream layout, 0 sends one every ten "
                                + "seconds, but only after transactions of which no record was made.")
                .add(
                        HEARTBEAT_PREFIX,
                        "Heartbeat topic",
                        ConfigDef.Type.STRING,
                        "__debezium-heartbeat",
                        new NamePart(),
                        "First part of the heartbeat topic's name, which goes on with the topic prefix.");
    }

    /** Reads these options. */
    public static TopicOptions from(AbstractConfig config) {
        return new TopicOptions(
                config.getString(DELIMITER),
                config.getString(TRANSACTION),
                config.getBoolean(TOMBSTONES),
                new HeartbeatOptions(
                        Duration.ofMillis(config.getLong(HEARTBEAT_INTERVAL)), config.getString(HEARTBEAT_PREFIX)));
    }

    private static final class NamePart implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof String part) || !part.matches("[._A-Za-z0-9-]+")) {
                throw new ConfigException(name, value, "It must hold letters, digits, dots, underscores and hyphens.");
            }
        }

        @Override
        public String toString() {
            return "letters, digits, dots, underscores and hyphens";
        }
    }
}
