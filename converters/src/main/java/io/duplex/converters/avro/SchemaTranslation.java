// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.jspecify.annotations.Nullable;

/** Connect schema to Avro schema, which is remembered while it is in use, and back. */
final class SchemaTranslation {

    private final TranslationOptions options;
    private final AtomicInteger unions = new AtomicInteger();
    private final Cache<org.apache.kafka.connect.data.Schema, Schema> toAvro;

    SchemaTranslation(TranslationOptions options, int capacity) {
        this.options = options;
        this.toAvro = new SynchronizedCache<>(new LRUCache<>(capacity));
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

    /**
     * Empty for values that were written without a Connect schema. Remembered by who knows the schema's id: to Avro,
     * schemas that differ in the documentation of a field are equal.
     */
    Optional<org.apache.kafka.connect.data.Schema> toConnect(Schema schema) {
        return Anything.SCHEMA.equals(schema)
                ? Optional.empty()
                : Optional.of(new AvroToConnectSchema(options, unions).translate(schema));
    }
}
