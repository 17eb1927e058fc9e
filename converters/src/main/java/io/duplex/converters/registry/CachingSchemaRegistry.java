// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.util.function.Supplier;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;

/** Asks the registry once for what it has answered before and never answers otherwise; the caches are bounded but do not expire. */
public final class CachingSchemaRegistry implements SchemaRegistry {

    private final SchemaRegistry delegate;
    private final Cache<Definition, Integer> registered;
    private final Cache<Definition, Integer> lookedUp;
    private final Cache<SchemaKey, RegisteredSchema> byKey;

    public CachingSchemaRegistry(SchemaRegistry delegate, int capacity) {
        this.delegate = delegate;
        this.registered = new SynchronizedCache<>(new LRUCache<>(capacity));
        this.lookedUp = new SynchronizedCache<>(new LRUCache<>(capacity));
        this.byKey = new SynchronizedCache<>(new LRUCache<>(capacity));
    }

    @Override
    public int register(String subject, String schema, boolean normalize) {
        return cached(
                registered,
                new Definition(subject, schema, normalize),
                () -> delegate.register(subject, schema, normalize));
    }

    @Override
    public int lookup(String subject, String schema, boolean normalize) {
        return cached(
                lookedUp,
                new Definition(subject, schema, normalize),
                () -> delegate.lookup(subject, schema, normalize));
    }

    @Override
    public RegisteredSchema schema(SchemaKey key) {
        return cached(byKey, key, () -> delegate.schema(key));
    }

    @Override
    public RegisteredSchema schemaToWrite(int id) {
        return delegate.schemaToWrite(id);
    }

    /** Asked each time, since a newer version may have come: who writes with it remembers it as long as the options say. */
    @Override
    public RegisteredSchema latest(String subject) {
        return delegate.latest(subject);
    }

    @Override
    public void close() {
        delegate.close();
    }

    private static <K, V> V cached(Cache<K, V> cache, K key, Supplier<V> source) {
        V known = cache.get(key);
        if (known != null) {
            return known;
        }
        V fresh = source.get();
        cache.put(key, fresh);
        return fresh;
    }

    private record Definition(String subject, String schema, boolean normalize) {}
}
