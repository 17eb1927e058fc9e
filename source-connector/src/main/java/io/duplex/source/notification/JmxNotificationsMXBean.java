// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import java.util.List;

/** Notifications as JMX clients see them. */
public interface JmxNotificationsMXBean {
    /** Returns the notifications since the start or the last {@link #reset}. */
    List<NotificationView> getNotifications();

    /** Forgets the notifications. */
    void reset();
}
