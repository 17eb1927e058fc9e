// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.notification;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Notifications as records. */
final class NotificationSchemas {
    private static final String ID = "id";

    private static final Schema KEY = SchemaBuilder.struct()
            .name("io.debezium.connector.common.NotificationKey")
            .version(1)
            .field(ID, Schema.STRING_SCHEMA)
            .build();

    private static final Schema VALUE = SchemaBuilder.struct()
            .name("io.debezium.connector.common.Notification")
            .version(1)
            .field(ID, Schema.STRING_SCHEMA)
            .field("type", Schema.STRING_SCHEMA)
            .field("aggregate_type", Schema.STRING_SCHEMA)
            .field(
                    "additional_data",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                            .optional()
                            .build())
            .field("timestamp", Schema.INT64_SCHEMA)
            .build();

    private NotificationSchemas() {}

    static Struct key(Notification notification) {
        return new Struct(KEY).put(ID, notification.id());
    }

    static Struct value(Notification notification) {
        return new Struct(VALUE)
                .put(ID, notification.id())
                .put("type", notification.type())
                .put("aggregate_type", notification.aggregateType())
                .put("additional_data", notification.additionalData())
                .put("timestamp", notification.timestamp());
    }
}
