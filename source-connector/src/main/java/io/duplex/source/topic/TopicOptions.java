// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Names of topics and what goes there beside the changes.
 *
 * @param delimiter between the parts of a topic's name
 * @param strategy how tables' topics are named
 * @param rewrite other names for them, where the strategy has any
 * @param transactions last part of the transaction topic's name
 * @param tombstones whether a delete is followed by a record without value
 * @param contextHeaders whether records tell which connector made them
 * @param heartbeat when heartbeats are sent and where
 */
public record TopicOptions(
        String delimiter,
        TopicStrategy strategy,
        Optional<TopicRewrite> rewrite,
        String transactions,
        boolean tombstones,
        boolean contextHeaders,
        HeartbeatOptions heartbeat) {
    public static final String STRATEGY = "topic.naming.strategy";
    public static final String DELIMITER = "topic.delimiter";
    public static final String TRANSACTION = "topic.transaction";
    public static final String TOMBSTONES = "tombstones.on.delete";
    public static final String CONTEXT_HEADERS = "extended.headers.enabled";
    public static final String HEARTBEAT_INTERVAL = "heartbeat.interval.ms";
    public static final String HEARTBEAT_PREFIX = "topic.heartbeat.prefix";
    public static final String HEARTBEAT_NAME = "topic.heartbeat.name";
    public static final String HEARTBEAT_QUERY = "heartbeat.action.query";

    /**
     * Options of heartbeats.
     *
     * @param interval zero for none
     * @param prefix first part of the topic's name
     * @param name of the topic, instead of the one made of the prefix
     * @param query executed on the source server at each heartbeat
     */
    public record HeartbeatOptions(Duration interval, String prefix, Optional<String> name, Optional<String> query) {}

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Topics")
                .add(
                        STRATEGY,
                        "Naming strategy",
                        ConfigDef.Type.STRING,
                        TopicStrategy.DEFAULT.className(),
                        Choice.of(TopicStrategy.names()),
                        "How the topics and record schemas of tables are named, by the name of Debezium's class. Default "
                                + "strategies make prefix.database.table, Schema ones prefix.table; those with Regex "
                                + "make other names of these by " + TopicRewrite.REGEX
                                + "; those with Unicode tell characters that topics cannot have by their numbers.")
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
                        CONTEXT_HEADERS,
                        "Context headers",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether records of rows and DDL have Debezium's headers __debezium.context.*, which tell the "
                                + "connector, its task and the task's run. The stream layout has none.");
        TopicRewrite.define(group);
        defineHeartbeats(group);
    }

    private static void defineHeartbeats(OptionGroup group) {
        group.add(
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
                        "First part of the heartbeat topic's name, which goes on with the topic prefix.")
                .add(
                        HEARTBEAT_NAME,
                        "Heartbeat topic's name",
                        ConfigDef.Type.STRING,
                        null,
                        new NamePart(),
                        "Whole name of the heartbeat topic, instead of the one made of " + HEARTBEAT_PREFIX
                                + "; several connectors may share it.")
                .add(
                        HEARTBEAT_QUERY,
                        "Heartbeat query",
                        ConfigDef.Type.STRING,
                        null,
                        "SQL statement executed on the source server at each heartbeat, for example one that changes a "
                                + "row, so that the server's binlog moves on. A failure is logged and nothing more.");
    }

    /** Reads these options. */
    public static TopicOptions from(AbstractConfig config) {
        TopicStrategy strategy = TopicStrategy.of(config.getString(STRATEGY));
        return new TopicOptions(
                config.getString(DELIMITER),
                strategy,
                strategy.rewrites() ? Optional.of(TopicRewrite.from(config)) : Optional.empty(),
                config.getString(TRANSACTION),
                config.getBoolean(TOMBSTONES),
                config.getBoolean(CONTEXT_HEADERS),
                new HeartbeatOptions(
                        Duration.ofMillis(config.getLong(HEARTBEAT_INTERVAL)),
                        config.getString(HEARTBEAT_PREFIX),
                        Optional.ofNullable(config.getString(HEARTBEAT_NAME)),
                        Optional.ofNullable(config.getString(HEARTBEAT_QUERY)).filter(sql -> !sql.isBlank())));
    }

    private static final class NamePart implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value != null && !String.valueOf(value).matches("[._A-Za-z0-9-]+")) {
                throw new ConfigException(name, value, "It must hold letters, digits, dots, underscores and hyphens.");
            }
        }

        @Override
        public String toString() {
            return "letters, digits, dots, underscores and hyphens";
        }
    }
}
