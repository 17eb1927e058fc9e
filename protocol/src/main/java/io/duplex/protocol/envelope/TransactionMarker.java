// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The BEGIN or END record of a transaction.
 *
 * @param status which of the two
 * @param id the GTID
 * @param eventCount rows of the transaction; only at the end
 * @param dataCollections rows by {@code database.table}, in order of first appearance; only at the end
 * @param timestamp when the server committed the transaction
 */
public record TransactionMarker(
        Status status, String id, OptionalLong eventCount, Map<String, Long> dataCollections, Instant timestamp) {

    /** Which end of the transaction a marker stands at. */
    public enum Status {
        BEGIN,
        END
    }

    /** Schema of the key. */
    public static final Schema KEY_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.common.TransactionMetadataKey")
            .version(1)
            .field("id", Schema.STRING_SCHEMA)
            .build();

    private static final Schema COLLECTION_SCHEMA = SchemaBuilder.struct()
            .optional()
            .name("event.collection")
            .version(1)
            .field("data_collection", Schema.STRING_SCHEMA)
            .field("event_count", Schema.INT64_SCHEMA)
            .build();

    /** Schema of the value. */
    public static final Schema VALUE_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.common.TransactionMetadataValue")
            .version(1)
            .field("status", Schema.STRING_SCHEMA)
            .field("id", Schema.STRING_SCHEMA)
            .field("event_count", Schema.OPTIONAL_INT64_SCHEMA)
            .field(
                    "data_collections",
                    SchemaBuilder.array(COLLECTION_SCHEMA).optional().build())
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();

    public TransactionMarker {
        dataCollections = Collections.unmodifiableMap(new LinkedHashMap<>(dataCollections));
    }

    /** Returns the marker before a transaction's rows. */
    public static TransactionMarker begin(String id, Instant timestamp) {
        return new TransactionMarker(Status.BEGIN, id, OptionalLong.empty(), Map.of(), timestamp);
    }

    /** Returns the marker after a transaction's rows, of which there were so many per {@code database.table}. */
    public static TransactionMarker end(String id, Map<String, Long> counts, Instant timestamp) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        return new TransactionMarker(Status.END, id, OptionalLong.of(total), counts, timestamp);
    }

    /** Tells whether records with this value schema are markers. */
    public static boolean isMarker(@Nullable Schema valueSchema) {
        return valueSchema != null && VALUE_SCHEMA.name().equals(valueSchema.name());
    }

    /** Returns the record's key. */
    public Struct key() {
        return new Struct(KEY_SCHEMA).put("id", id);
    }

    /** Returns the record's value. */
    public Struct value() {
        Struct value = new Struct(VALUE_SCHEMA)
                .put("status", status.name())
                .put("id", id)
                .put("ts_ms", timestamp.toEpochMilli());
        if (status == Status.END) {
            eventCount.ifPresent(count -> value.put("event_count", count));
            List<Struct> collections = new ArrayList<>();
            dataCollections.forEach((name, count) -> collections.add(
                    new Struct(COLLECTION_SCHEMA).put("data_collection", name).put("event_count", count)));
            value.put("data_collections", collections);
        }
        return value;
    }

    /** Reads a record's value. */
    public static TransactionMarker decode(Struct value) {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<Struct> collections = value.getArray("data_collections");
        if (collections != null) {
            for (Struct collection : collections) {
                counts.put(collection.getString("data_collection"), collection.getInt64("event_count"));
            }
        }
        Long count = value.getInt64("event_count");
        return new TransactionMarker(
                Status.valueOf(value.getString("status")),
                value.getString("id"),
                count == null ? OptionalLong.empty() : OptionalLong.of(count),
                counts,
                Instant.ofEpochMilli(value.getInt64("ts_ms")));
    }
}
