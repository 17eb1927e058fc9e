// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An UPDATE of a row of six columns between canonical values and Debezium's envelope. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeBenchmark {
    private final EnvelopeSchema schema = new EnvelopeSchema(SampleUpdate.table(), EnvelopeOptions.of("bench"));
    private final EnvelopeDecoder decoder = new EnvelopeDecoder();
    private final RowChange update = SampleUpdate.change(schema.table());
    private final ChangeContext context = SampleUpdate.context();
    private final EncodedChange encoded = schema.encode(update, context);

    /** Canonical values to key, envelope and headers: the source's work per row. */
    @Benchmark
    public EncodedChange encode() {
        return schema.encode(update, context);
    }

    /** Envelope to canonical values: the sink's work per row. */
    @Benchmark
    public DecodedChange decode() {
        return decoder.decode(encoded.value(), encoded.exact());
    }
}
