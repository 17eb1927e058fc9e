// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.jspecify.annotations.Nullable;

/** Connect schema to Avro schema and back, each remembered while it is in use. */
final class SchemaTranslation {

    private final TranslationOptions options;
    private final AtomicInteger unions = new AtomicInteger();
    private final Cache<org.apache.kafka.connect.data.Schema, Schema> toAvro;
    private final Cache<Schema, org.apache.kafka.connect.data.Schema> toConnect;

    SchemaTranslation(TranslationOptions options, int capacity) {
        this.options = options;
        this.toAvro = new SynchronizedCache<>(new LRUCache<>(capacity));
        this.toConnect = new SynchronizedCache<>(new LRUCache<>(capacity));
    }

    Schema toAvro(org.apache.kafka.connect.data.@Nullable Schema schema) {
        if (schema == null) {
            return Anything.SCHEMA;
        }
        Schema known = toAvro.get(schema);
        if (known != null) {
            return known;
        }
        Schema fresh = new ConnectToAvroSchema(options).translate(schema);
        toAvro.put(schema, fresh);
        return fresh;
    }

    /** Empty for values that were written without a Connect schema. */
    Optional<org.apache.kafka.connect.data.Schema> toConnect(Schema schema) {
        if (Anything.SCHEMA.equals(schema)) {
            return Optional.empty();
        }
        org.apache.kafka.connect.data.Schema known = toConnect.get(schema);
        if (known != null) {
            return Optional.of(known);
        }
        org.apache.kafka.connect.data.Schema fresh = new AvroToConnectSchema(options, unions).translate(schema);
        toConnect.put(schema, fresh);
        return Optional.of(fresh);
    }
}
