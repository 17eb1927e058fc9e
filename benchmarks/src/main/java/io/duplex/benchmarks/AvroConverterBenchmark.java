// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.converters.avro.AvroConverter;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.testkit.registry.ApicurioRegistry;
import io.duplex.testkit.registry.ConfluentConverter;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.SchemaAndValue;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Duplex's Avro converter and Confluent's, one record each, with their schemas in a real registry. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls start() first.
public class AvroConverterBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(AvroConverterBenchmark.class);
    private static final String TOPIC = "bench.shop.orders";

    /** Whose converter it is. */
    @Param({"DUPLEX", "CONFLUENT"})
    public String contender = "";

    private final EnvelopeSchema schema = new EnvelopeSchema(SampleUpdate.table(), EnvelopeOptions.of("bench"));
    private final EncodedChange record = schema.encode(SampleUpdate.change(schema.table()), SampleUpdate.context());
    private ApicurioRegistry registry;
    private Converter converter;
    private byte[] bytes = new byte[0];

    /** Registers the schema and reads it back once. */
    @Setup
    public void start() throws IOException, ReflectiveOperationException {
        registry = ApicurioRegistry.start();
        converter = contender.equals("DUPLEX") ? new AvroConverter() : confluent();
        Thread.currentThread().setContextClassLoader(converter.getClass().getClassLoader());
        converter.configure(
                Map.of("schema.registry.url", registry.url(), "ignore.default.for.nullables", "true"), false);
        bytes = write();
        LOG.info("{} writes {} bytes", contender, bytes.length);
    }

    private static Converter confluent() throws ReflectiveOperationException {
        return (Converter) ConfluentConverter.loader(AvroConverterBenchmark.class.getClassLoader())
                .loadClass(ConfluentConverter.CLASS)
                .getConstructor()
                .newInstance();
    }

    /** Ends the registry. */
    @TearDown
    public void stop() {
        registry.close();
    }

    /** The source's side. */
    @Benchmark
    public byte[] toAvro() {
        return write();
    }

    /** The sink's side. */
    @Benchmark
    public SchemaAndValue fromAvro() {
        return converter.toConnectData(TOPIC, bytes);
    }

    private byte[] write() {
        return Objects.requireNonNull(
                converter.fromConnectData(TOPIC, record.value().schema(), record.value()));
    }
}
