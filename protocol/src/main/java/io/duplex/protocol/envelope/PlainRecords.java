// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Knows records of JSON without schemas by their fields. All of their parts but the rows have the same schema in every
 * record; the types of rows {@link PlainRows} knows.
 */
public final class PlainRecords {
    private static final String MARK = "io.duplex.plain";

    private static final Schema ROW = SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
            .name("io.duplex.plain.Row")
            .optional()
            .build();

    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("io.duplex.plain.Envelope")
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SourceInfo.SCHEMA)
            .field("transaction", TransactionBlock.SCHEMA)
            .field("op", Schema.STRING_SCHEMA)
            .build();

    private static final Schema SCHEMA_CHANGE = marked(SchemaChange.VALUE_SCHEMA);

    private PlainRecords() {}

    private static Schema marked(Schema schema) {
        SchemaBuilder marked = SchemaBuilder.struct()
                .name(schema.name())
                .version(schema.version())
                .parameter(MARK, "true");
        for (Field field : schema.fields()) {
            marked.field(field.name(), field.schema());
        }
        return marked.build();
    }

    /**
     * Returns the value with its schema, empty when it is none of a source's records.
     *
     * @throws IllegalArgumentException when a field has a value that is not of its type
     */
    public static Optional<Struct> value(Map<?, ?> value) {
        return schema(value).map(schema -> PlainValues.struct(schema, value));
    }

    private static Optional<Schema> schema(Map<?, ?> value) {
        boolean placed = value.get("source") instanceof Map<?, ?>;
        if (placed && value.get("op") instanceof String) {
            return Optional.of(ENVELOPE);
        }
        if (placed && value.containsKey("tableChanges")) {
            return Optional.of(SCHEMA_CHANGE);
        }
        if (value.get("status") instanceof String && value.get("id") instanceof String) {
            return Optional.of(TransactionMarker.VALUE_SCHEMA);
        }
        return value.size() == 1 && value.get("ts_ms") instanceof Long
                ? Optional.of(Heartbeats.VALUE_SCHEMA)
                : Optional.empty();
    }

    /** Returns a heartbeat's key with its schema, any other as it is. */
    public static @Nullable Object key(@Nullable Object key) {
        return key instanceof Map<?, ?> fields && fields.size() == 1 && fields.get("serverName") instanceof String name
                ? Heartbeats.key(name)
                : key;
    }

    /** Tells whether the schema change is of a source whose rows come without schemas. */
    public static boolean isPlain(Struct schemaChange) {
        Map<String, String> parameters = schemaChange.schema().parameters();
        return parameters != null && parameters.containsKey(MARK);
    }
}
