// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** Random Connect schemas, and values that follow them; the same seed gives the same sample. */
public final class ConnectSamples {

    private static final int DEEPEST = 3;

    private final Random random;
    private int names;
    private boolean unnamed;

    /** Begins with this seed. */
    public ConnectSamples(long seed) {
        this.random = new Random(seed);
    }

    /** With a version, because Confluent's reader gives a schema without one the version of the subject. */
    public Schema topLevelStruct() {
        return struct(0).version(1 + random.nextInt(5)).build();
    }

    Schema topLevel() {
        return decorated(builder(0, random.nextInt(15)), 0, false).version(1).build();
    }

    private Schema schema(int depth) {
        int kinds = depth < DEEPEST ? 15 : 12;
        SchemaBuilder builder = builder(depth, random.nextInt(kinds));
        return decorated(builder, depth, true).build();
    }

    private SchemaBuilder builder(int depth, int kind) {
        return switch (kind) {
            case 0 -> SchemaBuilder.int8();
            case 1 -> SchemaBuilder.int16();
            case 2 -> SchemaBuilder.int32();
            case 3 -> SchemaBuilder.int64();
            case 4 -> SchemaBuilder.float32();
            case 5 -> SchemaBuilder.float64();
            case 6 -> SchemaBuilder.bool();
            case 7 -> SchemaBuilder.string();
            case 8 -> SchemaBuilder.bytes();
            case 9 -> decimal();
            case 10 -> random.nextBoolean() ? Date.builder() : Time.builder();
            case 11 -> Timestamp.builder();
            case 12 -> SchemaBuilder.array(schema(depth + 1));
            case 13 -> map(depth);
            default -> struct(depth);
        };
    }

    private SchemaBuilder decimal() {
        SchemaBuilder decimal = Decimal.builder(random.nextInt(8));
        return random.nextBoolean()
                ? decimal.parameter("connect.decimal.precision", String.valueOf(8 + random.nextInt(57)))
                : decimal;
    }

    private SchemaBuilder map(int depth) {
        Schema key = random.nextBoolean() || depth == 0 ? Schema.STRING_SCHEMA : Schema.INT32_SCHEMA;
        SchemaBuilder map = SchemaBuilder.map(key, schema(depth + 1));
        // Entry records all have one name, so a second kind of unnamed map would redefine it.
        return key.type() == Schema.Type.STRING ? map : map.name(name("Entries"));
    }

    private SchemaBuilder struct(int depth) {
        SchemaBuilder struct = SchemaBuilder.struct();
        // Confluent 7.0.1 gives every unnamed struct the same name, so there can be only one.
        if (unnamed || random.nextInt(5) > 0) {
            struct.name(name("Row"));
        } else {
            unnamed = true;
        }
        int fields = 1 + random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            struct.field("f" + i, schema(depth + 1));
        }
        return struct;
    }

    private String name(String kind) {
        String namespace = random.nextInt(4) == 0 ? "" : "dc1.shop.t" + random.nextInt(3) + '.';
        return namespace + kind + names++;
    }

    private SchemaBuilder decorated(SchemaBuilder builder, int depth, boolean mayBeOptional) {
        Schema.Type type = builder.type();
        if (builder.name() == null && type.isPrimitive() && random.nextInt(3) == 0) {
            builder.name("io.debezium.data.Sample" + random.nextInt(5));
        }
        if (builder.version() == null && depth > 0 && random.nextInt(3) == 0) {
            builder.version(1 + random.nextInt(3));
        }
        if (random.nextInt(5) == 0) {
            builder.doc("what \"it\" means é");
        }
        if (random.nextInt(5) == 0) {
            builder.parameter("allowed", "a,b").parameter("length", "20");
        }
        if (mayBeOptional && random.nextBoolean()) {
            builder.optional();
        }
        if (type.isPrimitive() && random.nextInt(3) == 0) {
            builder.defaultValue(present(builder));
        }
        return builder;
    }

    @Nullable
    Object value(Schema schema) {
        return schema.isOptional() && random.nextInt(3) == 0 ? null : present(schema);
    }

    public Object present(Schema schema) {
        if (schema.name() != null) {
            switch (schema.name()) {
                case Decimal.LOGICAL_NAME -> {
                    int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
                    return new BigDecimal(new BigInteger(24, random), scale);
                }
                case Date.LOGICAL_NAME -> {
                    return date(86_400_000L * (random.nextInt(40_000) - 20_000));
                }
                case Time.LOGICAL_NAME -> {
                    return date(random.nextInt(86_400_000));
                }
                case Timestamp.LOGICAL_NAME -> {
                    return date(random.nextLong() >> 20);
                }
                default -> {
                    // A name only.
                }
            }
        }
        return plain(schema);
    }

    private static java.util.Date date(long millis) {
        return java.util.Date.from(Instant.ofEpochMilli(millis));
    }

    private Object plain(Schema schema) {
        return switch (schema.type()) {
            case INT8 -> (byte) random.nextInt();
            case INT16 -> (short) random.nextInt();
            case INT32 -> random.nextInt();
            case INT64 -> random.nextLong();
            case FLOAT32 -> random.nextFloat() * 1e10f;
            case FLOAT64 -> random.nextGaussian() * 1e100;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> random.nextInt(4) == 0 ? "" : "é\uD83D\uDE00 \"" + random.nextInt();
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(9)];
                random.nextBytes(bytes);
                yield random.nextBoolean() ? ByteBuffer.wrap(bytes) : bytes;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                IntStream.range(0, random.nextInt(4)).forEach(i -> list.add(value(schema.valueSchema())));
                yield list;
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
                IntStream.range(0, random.nextInt(random.nextInt(20) == 0 ? 20 : 3))
                        .forEach(i -> map.put(value(schema.keySchema()), value(schema.valueSchema())));
                yield map;
            }
            case STRUCT -> {
                Struct struct = new Struct(schema);
                for (Field field : schema.fields()) {
                    struct.put(field, value(field.schema()));
                }
                yield struct;
            }
        };
    }
}
