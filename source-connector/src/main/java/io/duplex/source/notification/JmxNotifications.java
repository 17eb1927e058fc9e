// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.duplex.protocol.metrics.Registration;
import io.duplex.source.metrics.MBeanNames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.NotificationBroadcasterSupport;
import org.jspecify.annotations.Nullable;

/** Keeps the newest notifications for JMX clients, and sends them those that come. */
public final class JmxNotifications extends NotificationBroadcasterSupport
        implements JmxNotificationsMXBean, AutoCloseable {
    /** Without a limit, a long snapshot that nobody watches would fill the heap. */
    private static final int KEPT = 10_000;

    private static final String TYPE = "debezium.notification";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Deque<NotificationView> kept = new ArrayDeque<>();
    private final AtomicLong sequence = new AtomicLong();
    private @Nullable Registration bean;

    private JmxNotifications() {}

    static JmxNotifications register(MBeanNames names) {
        JmxNotifications made = new JmxNotifications();
        Registration registration = new Registration(names.debezium("management", "notifications"), made);
        registration.attempt();
        made.bean = registration;
        return made;
    }

    void add(Notification notification) {
        synchronized (kept) {
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.add(new NotificationView(notification));
        }
        javax.management.Notification sent = new javax.management.Notification(
                TYPE,
                this,
                sequence.getAndIncrement(),
                notification.timestamp(),
                notification.aggregateType() + " generated a notification");
        sent.setUserData(json(notification));
        sendNotification(sent);
    }

    private static String json(Notification notification) {
        ObjectNode root = JSON.createObjectNode();
        root.put("aggregateType", notification.aggregateType());
        root.put("type", notification.type());
        root.set("additionalData", JSON.valueToTree(notification.additionalData()));
        root.put("timestamp", notification.timestamp());
        return root.toString();
    }

    @Override
    public List<NotificationView> getNotifications() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    @Override
    public void reset() {
        synchronized (kept) {
            kept.clear();
        }
    }

    @Override
    public MBeanNotificationInfo[] getNotificationInfo() {
        return new MBeanNotificationInfo[] {
            new MBeanNotificationInfo(
                    new String[] {TYPE}, Notification.class.getName(), "What the connector's snapshots do")
        };
    }

    @Override
    public void close() {
        Registration registered = bean;
        if (registered != null) {
            registered.close();
        }
    }
}
