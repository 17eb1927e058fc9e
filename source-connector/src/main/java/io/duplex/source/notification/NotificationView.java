// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import java.util.Map;

/** A notification in the form of which JMX makes composite data: Java 17 does not take records. */
public final class NotificationView {
    private final Notification notification;

    NotificationView(Notification notification) {
        this.notification = notification;
    }

    public String getId() {
        return notification.id();
    }

    public String getAggregateType() {
        return notification.aggregateType();
    }

    public String getType() {
        return notification.type();
    }

    public Map<String, String> getAdditionalData() {
        return notification.additionalData();
    }

    public Long getTimestamp() {
        return notification.timestamp();
    }
}
