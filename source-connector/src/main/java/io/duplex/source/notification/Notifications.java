// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import io.duplex.source.envelope.Message;
import io.duplex.source.metrics.MBeanNames;
import io.duplex.source.notification.NotificationOptions.Channel;
import io.duplex.source.position.SourceOffset;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands notifications to the enabled channels; those that become records wait until they are asked for. */
public final class Notifications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final String CONNECTOR_NAME = "connector_name";

    private final NotificationOptions options;
    private final String prefix;
    private final Clock clock;
    private final Queue<Notification> records = new ConcurrentLinkedQueue<>();
    private final @Nullable JmxNotifications jmx;

    /** Opens the channels of the connector with this {@code topic.prefix}. */
    public Notifications(NotificationOptions options, String prefix, MBeanNames names, Clock clock) {
        this.options = options;
        this.prefix = prefix;
        this.clock = clock;
        this.jmx = options.channels().contains(Channel.JMX) ? JmxNotifications.register(names) : null;
    }

    /**
     * Tells that something happened.
     *
     * @param id of the signal that caused it, empty when none did
     */
    public void tell(Optional<String> id, String aggregateType, String type, Map<String, String> details) {
        if (options.channels().isEmpty()) {
            return;
        }
        Map<String, String> all = new HashMap<>(details);
        all.put(CONNECTOR_NAME, prefix);
        Notification notification = new Notification(
                id.orElseGet(() -> UUID.randomUUID().toString()), aggregateType, type, all, clock.millis());
        if (options.channels().contains(Channel.LOG)) {
            LOG.info("[Notification Service]  {}", notification);
        }
        if (jmx != null) {
            jmx.add(notification);
        }
        if (options.channels().contains(Channel.SINK)) {
            records.add(notification);
        }
    }

    /** Returns what became records since the last call, with this offset, which they do not move. */
    public List<Message> drain(SourceOffset offset) {
        if (records.isEmpty()) {
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        for (Notification next = records.poll(); next != null; next = records.poll()) {
            messages.add(new Message(
                    Message.Kind.NOTIFICATION,
                    Optional.empty(),
                    Optional.of(NotificationSchemas.key(next)),
                    NotificationSchemas.value(next),
                    new ConnectHeaders(),
                    new Message.Progress(offset, offset)));
        }
        return messages;
    }

    @Override
    public void close() {
        if (jmx != null) {
            jmx.close();
        }
    }
}
