// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import io.duplex.source.server.OptionGroup;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where notifications go.
 *
 * @param topic of the channel {@code sink}
 */
public record NotificationOptions(Set<Channel> channels, Optional<String> topic) {
    public static final String CHANNELS = "notification.enabled.channels";
    public static final String TOPIC = "notification.sink.topic.name";

    /** A way out for notifications. */
    public enum Channel {
        /** Records in a topic. */
        SINK,
        /** The worker's log. */
        LOG,
        /** An MBean. */
        JMX
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Notifications")
                .add(
                        CHANNELS,
                        "Notification channels",
                        ConfigDef.Type.LIST,
                        null,
                        new KnownChannels(),
                        "Where the progress of snapshots is told, separated by commas: sink (records in a topic of "
                                + "their own), log, jmx (an MBean). Nowhere when not given.")
                .add(
                        TOPIC,
                        "Notification topic",
                        ConfigDef.Type.STRING,
                        null,
                        "Topic of the notifications; needed by the channel sink.");
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when the channel sink has no topic
     */
    public static NotificationOptions from(AbstractConfig config) {
        List<String> names = config.getList(CHANNELS);
        Set<Channel> channels = names == null
                ? Set.of()
                : names.stream().map(NotificationOptions::channel).collect(Collectors.toUnmodifiableSet());
        Optional<String> topic = Optional.ofNullable(config.getString(TOPIC)).filter(name -> !name.isBlank());
        if (channels.contains(Channel.SINK) && topic.isEmpty()) {
            throw new ConfigException(TOPIC, null, "The channel sink in " + CHANNELS + " needs a topic.");
        }
        return new NotificationOptions(channels, topic);
    }

    private static Channel channel(String name) {
        return Channel.valueOf(name.trim().toUpperCase(Locale.ROOT));
    }

    private static final class KnownChannels implements ConfigDef.Validator, ConfigDef.Recommender {
        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return List.of("sink", "log", "jmx");
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof List<?> names)) {
                return;
            }
            for (Object given : names) {
                try {
                    channel(given.toString());
                } catch (IllegalArgumentException unknown) {
                    throw new ConfigException(name, value, "'" + given + "' is none of sink, log, jmx.");
                }
            }
        }

        @Override
        public String toString() {
            return "some of sink, log, jmx";
        }
    }
}
