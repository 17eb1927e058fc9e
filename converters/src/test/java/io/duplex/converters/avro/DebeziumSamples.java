// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;

/** An envelope with one column of each kind that Debezium's MySQL connector has. */
final class DebeziumSamples {

    static final Schema KEY = SchemaBuilder.struct()
            .name("dc1.shop.orders.Key")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    static final Schema ROW = SchemaBuilder.struct()
            .name("dc1.shop.orders.Value")
            .field("id", Schema.INT32_SCHEMA)
            .field("small", SchemaBuilder.int16().defaultValue((short) 7).build())
            .field("note", SchemaBuilder.string().optional().defaultValue("n/a").build())
            .field(
                    "price",
                    Decimal.builder(2)
                            .parameter("connect.decimal.precision", "10")
                            .optional()
                            .build())
            .field(
                    "rate",
                    Decimal.builder(4)
                            .parameter("connect.decimal.precision", "9")
                            .defaultValue(new BigDecimal("1.5000"))
                            .build())
            .field("ratio", SchemaBuilder.float32().defaultValue(0.1f).build())
            .field(
                    "created",
                    SchemaBuilder.int64()
                            .name("io.debezium.time.MicroTimestamp")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "changed",
                    SchemaBuilder.string()
                            .name("io.debezium.time.ZonedTimestamp")
                            .version(1)
                            .defaultValue("1970-01-01T00:00:00Z")
                            .build())
            .field(
                    "day",
                    SchemaBuilder.int32()
                            .name("io.debezium.time.Date")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "time",
                    SchemaBuilder.int64()
                            .name("io.debezium.time.MicroTime")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "year",
                    SchemaBuilder.int32()
                            .name("io.debezium.time.Year")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "state",
                    SchemaBuilder.string()
                            .name("io.debezium.data.Enum")
                            .version(1)
                            .parameter("allowed", "new,paid")
                            .defaultValue("new")
                            .build())
            .field(
                    "flags",
                    SchemaBuilder.string()
                            .name("io.debezium.data.EnumSet")
                            .version(1)
                            .parameter("allowed", "a,b")
                            .optional()
                            .build())
            .field(
                    "data",
                    SchemaBuilder.string()
                            .name("io.debezium.data.Json")
                            .version(1)
                            .optional()
                            .build())
            .field(
                    "bits",
                    SchemaBuilder.bytes()
                            .name("io.debezium.data.Bits")
                            .version(1)
                            .parameter("length", "12")
                            .optional()
                            .build())
            .field("raw", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("big", variableDecimal().build())
            .field("bigger", variableDecimal().optional().build())
            .field(
                    "place",
                    SchemaBuilder.struct()
                            .name("io.debezium.data.geometry.Point")
                            .version(1)
                            .doc("Geometry (POINT)")
                            .field("x", Schema.FLOAT64_SCHEMA)
                            .field("y", Schema.FLOAT64_SCHEMA)
                            .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
                            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
                            .optional()
                            .build())
            .field("at", Timestamp.builder().optional().build())
            .optional()
            .build();

    static final Schema SOURCE = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.Source")
            .version(1)
            .field("version", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field(
                    "snapshot",
                    SchemaBuilder.string()
                            .name("io.debezium.data.Enum")
                            .version(1)
                            .parameter("allowed", "true,first,last,false")
                            .optional()
                            .defaultValue("false")
                            .build())
            .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
            .field("row", Schema.INT32_SCHEMA)
            .build();

    static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("dc1.shop.orders.Envelope")
            .version(2)
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field(
                    "transaction",
                    SchemaBuilder.struct()
                            .name("event.block")
                            .version(1)
                            .field("id", Schema.STRING_SCHEMA)
                            .field("total_order", Schema.INT64_SCHEMA)
                            .optional()
                            .build())
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();

    private DebeziumSamples() {}

    private static SchemaBuilder variableDecimal() {
        return SchemaBuilder.struct()
                .name("io.debezium.data.VariableScaleDecimal")
                .version(1)
                .doc("Variable scaled decimal")
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.BYTES_SCHEMA);
    }

    static Struct key(int id) {
        return new Struct(KEY).put("id", id);
    }

    /** The note, which has a default, is NULL. */
    static Struct envelope(int id) {
        Struct source = new Struct(SOURCE).put("version", "1").put("ts_ms", 5L).put("row", 0);
        return new Struct(ENVELOPE)
                .put("after", row(id))
                .put("source", source)
                .put("op", "c")
                .put("ts_ms", 6L);
    }

    private static Struct row(int id) {
        Struct decimal =
                new Struct(ROW.field("big").schema()).put("scale", 2).put("value", ByteBuffer.wrap(new byte[] {1, 2}));
        return new Struct(ROW)
                .put("id", id)
                .put("small", (short) -1)
                .put("price", new BigDecimal("12345678.90"))
                .put("rate", new BigDecimal("2.0001"))
                .put("ratio", 1.25f)
                .put("created", 1_700_000_000_000_001L)
                .put("changed", "2024-02-29T12:00:00Z")
                .put("day", 19_000)
                .put("state", "paid")
                .put("data", "{\"k\": [1, null]}")
                .put("bits", new byte[] {1, 2})
                .put("raw", ByteBuffer.wrap(new byte[] {0, -1, 127}))
                .put("big", decimal)
                .put("at", java.util.Date.from(Instant.ofEpochMilli(1_234L)));
    }
}
