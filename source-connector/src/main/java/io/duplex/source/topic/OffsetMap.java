// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.position.SourceOffset;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record's offset for Kafka Connect, made when it is read: a worker reads one offset per flush, and printing the
 * GTID set of each record would cost more than the record.
 */
final class OffsetMap extends AbstractMap<String, Object> {
    private final SourceOffset offset;
    private volatile @Nullable Map<String, Object> entries;

    OffsetMap(SourceOffset offset) {
        this.offset = offset;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return entries().entrySet();
    }

    @Override
    public @Nullable Object get(Object key) {
        return entries().get(key);
    }

    @Override
    public boolean containsKey(Object key) {
        return entries().containsKey(key);
    }

    private Map<String, Object> entries() {
        Map<String, Object> made = entries;
        if (made == null) {
            made = offset.toMap();
            entries = made;
        }
        return made;
    }
}
