// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What Kafka Connect's own classes take for a record of Debezium's form, when all values and schemas are there already:
 * key, image of four columns, source block, envelope, record. No source of such records can be faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordFloorBenchmark {
    private static final int SOURCE_FIELDS = 13;
    private static final int COLUMNS = 4;

    private final Schema key = struct("key", 1);
    private final Schema image = struct("image", COLUMNS);
    private final Schema source = struct("source", SOURCE_FIELDS);
    private final Schema envelope = SchemaBuilder.struct()
            .name("envelope")
            .field("before", image)
            .field("after", image)
            .field("source", source)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
    private final List<Field> envelopeFields = envelope.fields();
    private final Map<String, ?> partition = Map.of("server", "bench");
    private final Map<String, ?> offset = Map.of("file", "binlog.000001", "pos", 4242L);
    private long number;

    private static Schema struct(String name, int fields) {
        SchemaBuilder struct = SchemaBuilder.struct().name(name).optional();
        IntStream.range(0, fields).forEach(field -> struct.field("field" + field, Schema.OPTIONAL_INT64_SCHEMA));
        return struct.build();
    }

    private Struct filled(Schema schema) {
        Struct struct = new Struct(schema);
        for (Field field : schema.fields()) {
            struct.put(field, number++);
        }
        return struct;
    }

    /** An INSERT. */
    @Benchmark
    public SourceRecord record() {
        Struct value = new Struct(envelope);
        value.put(envelopeFields.get(1), filled(image));
        value.put(envelopeFields.get(2), filled(source));
        value.put(envelopeFields.get(3), "c");
        value.put(envelopeFields.get(4), number);
        return new SourceRecord(partition, offset, "bench.table", null, key, filled(key), envelope, value);
    }
}
