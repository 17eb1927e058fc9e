// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.position;

import java.util.Map;
import java.util.Optional;

/**
 * How far an incremental snapshot is, as the offset holds it under Debezium's keys.
 *
 * @param lastKey key of the last row that became a record, as Java's serialisation of an {@code Object[]} in hex
 * @param maximumKey largest key of the table when its turn came, in the same form
 * @param tables JSON list of the tables that are left, the current one first
 * @param correlationId id of the signal that asked for it
 */
public record IncrementalProgress(
        Optional<String> lastKey, Optional<String> maximumKey, String tables, Optional<String> correlationId) {
    public static final String LAST_KEY = "incremental_snapshot_primary_key";
    public static final String MAXIMUM_KEY = "incremental_snapshot_maximum_key";
    public static final String TABLES = "incremental_snapshot_collections";
    public static final String CORRELATION_ID = "incremental_snapshot_correlation_id";

    void putInto(Map<String, Object> offset) {
        lastKey.ifPresent(key -> offset.put(LAST_KEY, key));
        maximumKey.ifPresent(key -> offset.put(MAXIMUM_KEY, key));
        offset.put(TABLES, tables);
        correlationId.ifPresent(id -> offset.put(CORRELATION_ID, id));
    }

    static Optional<IncrementalProgress> of(Map<String, ?> offset) {
        return text(offset, TABLES)
                .map(tables -> new IncrementalProgress(
                        text(offset, LAST_KEY), text(offset, MAXIMUM_KEY), tables, text(offset, CORRELATION_ID)));
    }

    private static Optional<String> text(Map<String, ?> offset, String key) {
        Object value = offset.get(key);
        return Optional.ofNullable(value).map(Object::toString);
    }
}
