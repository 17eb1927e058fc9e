// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * What most schemas of change events have in common, so that they say it in few bytes. <b>It never changes</b>, because
 * records can only be read with what they were written with; a test compares. Another one takes another version of the
 * format.
 */
final class CommonSchemas {
    private CommonSchemas() {}

    /** Returns the bytes that schemas are compressed against; what comes last is told in the fewest bytes. */
    static byte[] dictionary() {
        ByteOutput out = new ByteOutput();
        for (Schema schema : List.of(schemaChange(), marker(), columns(), envelope())) {
            out.writeRaw(SchemaFormat.write(schema));
        }
        return out.toBytes();
    }

    private static SchemaBuilder struct(String name) {
        return SchemaBuilder.struct().name(name).version(1);
    }

    private static Schema optional(Schema.Type type) {
        return SchemaBuilder.type(type).optional().build();
    }

    private static Schema source() {
        return struct("io.debezium.connector.mysql.Source")
                .field("version", Schema.STRING_SCHEMA)
                .field("connector", Schema.STRING_SCHEMA)
                .field("name", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field(
                        "snapshot",
                        SchemaBuilder.string()
                                .name("io.debezium.data.Enum")
                                .version(1)
                                .parameter(
                                        "allowed",
                                        "true,first,first_in_data_collection,last_in_data_collection,last,false,"
                                                + "incremental")
                                .defaultValue("false")
                                .optional()
                                .build())
                .field("db", Schema.STRING_SCHEMA)
                .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
                .field("table", Schema.OPTIONAL_STRING_SCHEMA)
                .field("server_id", Schema.INT64_SCHEMA)
                .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
                .field("file", Schema.STRING_SCHEMA)
                .field("pos", Schema.INT64_SCHEMA)
                .field("row", Schema.INT32_SCHEMA)
                .field("thread", Schema.OPTIONAL_INT64_SCHEMA)
                .field("query", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
    }

    private static Schema envelope() {
        Schema row = SchemaBuilder.struct()
                .name("Value")
                .field("id", Schema.INT32_SCHEMA)
                .optional()
                .build();
        return SchemaBuilder.struct()
                .name("Envelope")
                .version(2)
                .field("before", row)
                .field("after", row)
                .field("source", source())
                .field(
                        "transaction",
                        struct("event.block")
                                .optional()
                                .field("id", Schema.STRING_SCHEMA)
                                .field("total_order", Schema.INT64_SCHEMA)
                                .field("data_collection_order", Schema.INT64_SCHEMA)
                                .build())
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
                .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
    }

    private static Schema marker() {
        Schema collection = struct("event.collection")
                .optional()
                .field("data_collection", Schema.STRING_SCHEMA)
                .field("event_count", Schema.INT64_SCHEMA)
                .build();
        return struct("io.debezium.connector.common.TransactionMetadataValue")
                .field("status", Schema.STRING_SCHEMA)
                .field("id", Schema.STRING_SCHEMA)
                .field("event_count", Schema.OPTIONAL_INT64_SCHEMA)
                .field(
                        "data_collections",
                        SchemaBuilder.array(collection).optional().build())
                .field("ts_ms", Schema.INT64_SCHEMA)
                .build();
    }

    private static Schema schemaChange() {
        return struct("io.debezium.connector.mysql.SchemaChangeValue")
                .field("source", source())
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field("databaseName", Schema.OPTIONAL_STRING_SCHEMA)
                .field("schemaName", Schema.OPTIONAL_STRING_SCHEMA)
                .field("ddl", Schema.OPTIONAL_STRING_SCHEMA)
                .field("tableChanges", SchemaBuilder.array(tableChange()).build())
                .build();
    }

    private static Schema tableChange() {
        Schema strings = SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build();
        Schema column = struct("io.debezium.connector.schema.Column")
                .field("name", Schema.STRING_SCHEMA)
                .field("jdbcType", Schema.INT32_SCHEMA)
                .field("nativeType", Schema.OPTIONAL_INT32_SCHEMA)
                .field("typeName", Schema.STRING_SCHEMA)
                .field("typeExpression", Schema.OPTIONAL_STRING_SCHEMA)
                .field("charsetName", Schema.OPTIONAL_STRING_SCHEMA)
                .field("length", Schema.OPTIONAL_INT32_SCHEMA)
                .field("scale", Schema.OPTIONAL_INT32_SCHEMA)
                .field("position", Schema.INT32_SCHEMA)
                .field("optional", Schema.OPTIONAL_BOOLEAN_SCHEMA)
                .field("autoIncremented", Schema.OPTIONAL_BOOLEAN_SCHEMA)
                .field("generated", Schema.OPTIONAL_BOOLEAN_SCHEMA)
                .field("comment", Schema.OPTIONAL_STRING_SCHEMA)
                .field("defaultValueExpression", Schema.OPTIONAL_STRING_SCHEMA)
                .field("enumValues", strings)
                .build();
        Schema table = struct("io.debezium.connector.schema.Table")
                .field("defaultCharsetName", Schema.OPTIONAL_STRING_SCHEMA)
                .field("primaryKeyColumnNames", strings)
                .field("columns", SchemaBuilder.array(column).build())
                .field("comment", Schema.OPTIONAL_STRING_SCHEMA)
                .optional()
                .build();
        return struct("io.debezium.connector.schema.Change")
                .field("type", Schema.STRING_SCHEMA)
                .field("id", Schema.STRING_SCHEMA)
                .field("table", table)
                .build();
    }

    /** Types of columns, the frequent ones last, each both nullable and not. */
    private static Schema columns() {
        SchemaBuilder row = SchemaBuilder.struct();
        for (String name : List.of(
                "io.debezium.time.Date",
                "io.debezium.time.MicroTime",
                "io.debezium.time.Timestamp",
                "io.debezium.time.MicroTimestamp",
                "io.debezium.time.Year")) {
            Schema.Type type = name.endsWith("Date") || name.endsWith("Year") ? Schema.Type.INT32 : Schema.Type.INT64;
            row.field("created_at" + row.fields().size(), named(type, name, Map.of()));
        }
        row.field("e", named(Schema.Type.STRING, "io.debezium.data.EnumSet", Map.of("allowed", "a,b,c")));
        row.field("s", named(Schema.Type.STRING, "io.debezium.data.Enum", Map.of("allowed", "a,b,c")));
        row.field("b", named(Schema.Type.BYTES, "io.debezium.data.Bits", Map.of("length", "8")));
        row.field("j", named(Schema.Type.STRING, "io.debezium.data.Json", Map.of()));
        row.field("z", named(Schema.Type.STRING, "io.debezium.time.ZonedTimestamp", Map.of()));
        row.field(
                "amount",
                SchemaBuilder.bytes()
                        .name("org.apache.kafka.connect.data.Decimal")
                        .version(1)
                        .parameter("scale", "2")
                        .parameter("connect.decimal.precision", "10")
                        .optional()
                        .build());
        row.field("status", optional(Schema.Type.INT16));
        row.field("name", optional(Schema.Type.STRING));
        return row.build();
    }

    private static Schema named(Schema.Type type, String name, Map<String, String> parameters) {
        return SchemaBuilder.type(type)
                .name(name)
                .version(1)
                .parameters(parameters)
                .optional()
                .build();
    }
}
