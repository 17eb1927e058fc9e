// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.converters.compact.CompactConverter;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The converters that need no registry, one record each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls start() first.
public class CompactConverterBenchmark {
    private static final String TOPIC = "bench.shop.orders";

    /** Whose converter it is; JSON is Kafka's with schemas. */
    @Param({"COMPACT", "JSON"})
    public String contender = "";

    private final EnvelopeSchema schema = new EnvelopeSchema(SampleUpdate.table(), EnvelopeOptions.of("bench"));
    private final EncodedChange record = schema.encode(SampleUpdate.change(schema.table()), SampleUpdate.context());
    private Converter converter;
    private byte[] bytes = new byte[0];

    /** Writes the record once. */
    @Setup
    public void start() {
        converter = contender.equals("COMPACT") ? new CompactConverter() : new JsonConverter();
        converter.configure(Map.of("schemas.enable", "true"), false);
        bytes = write();
    }

    /** The source's side. */
    @Benchmark
    public byte[] write() {
        return Objects.requireNonNull(
                converter.fromConnectData(TOPIC, record.value().schema(), record.value()));
    }

    /** The sink's side. */
    @Benchmark
    public SchemaAndValue read() {
        return converter.toConnectData(TOPIC, bytes);
    }
}
