// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Heartbeat records, which carry offsets forward while no captured table changes. */
public final class Heartbeats {
    /** Schema of the key. */
    public static final Schema KEY_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.common.ServerNameKey")
            .version(1)
            .field("serverName", Schema.STRING_SCHEMA)
            .build();

    /** Schema of the value. */
    public static final Schema VALUE_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.common.Heartbeat")
            .version(1)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();

    private Heartbeats() {}

    /** Returns the key of heartbeats of the connector with this {@code topic.prefix}. */
    public static Struct key(String topicPrefix) {
        return new Struct(KEY_SCHEMA).put("serverName", topicPrefix);
    }

    /** Returns the {@code topic.prefix} of the connector whose heartbeat has this key. */
    public static Optional<String> topicPrefix(@Nullable Object key) {
        return key instanceof Struct struct
                        && KEY_SCHEMA.name().equals(struct.schema().name())
                ? Optional.of(struct.getString("serverName"))
                : Optional.empty();
    }

    /** Returns the value of a heartbeat at this time. */
    public static Struct value(Instant timestamp) {
        return new Struct(VALUE_SCHEMA).put("ts_ms", timestamp.toEpochMilli());
    }

    /** Tells whether records with this value schema are heartbeats. */
    public static boolean isHeartbeat(@Nullable Schema valueSchema) {
        return valueSchema != null && VALUE_SCHEMA.name().equals(valueSchema.name());
    }
}
