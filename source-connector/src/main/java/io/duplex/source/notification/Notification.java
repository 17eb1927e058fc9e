// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that happened.
 *
 * @param id of the notification, or of the signal that caused it
 * @param aggregateType what it is about, such as {@code Incremental Snapshot}
 * @param type what happened to it, such as {@code STARTED}
 * @param additionalData details by name
 * @param timestamp milliseconds since 1970
 */
public record Notification(
        String id, String aggregateType, String type, Map<String, String> additionalData, long timestamp) {
    public Notification {
        additionalData = Collections.unmodifiableMap(new TreeMap<>(additionalData));
    }

    /** Returns the text that Debezium logs. */
    @Override
    public String toString() {
        return "{id='" + id + "', aggregateType='" + aggregateType + "', type='" + type + "', additionalData="
                + additionalData + ", timestamp=" + timestamp + '}';
    }
}
