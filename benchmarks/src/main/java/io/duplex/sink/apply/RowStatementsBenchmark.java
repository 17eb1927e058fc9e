// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.benchmarks.SampleUpdate;
import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.schedule.WriteSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the sink makes of an UPDATE of six columns: its write set, and its part of a statement for 100 rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowStatementsBenchmark {
    private static final int ROWS = 100;

    private final EnvelopeSchema schema = new EnvelopeSchema(SampleUpdate.table(), EnvelopeOptions.of("bench"));
    private final Target target =
            new Target(schema.table(), new ForeignKeys(List.of()), false, SyntaxVersion.of("8.0.33"));
    private final DecodedImage before;
    private final DecodedImage after;
    private final SqlText text = new SqlText();

    /** Takes the row as it comes out of an envelope. */
    public RowStatementsBenchmark() {
        EncodedChange encoded = schema.encode(SampleUpdate.change(schema.table()), SampleUpdate.context());
        DecodedChange change = new EnvelopeDecoder().decode(encoded.value(), encoded.exact());
        before = change.before().orElseThrow();
        after = change.after().orElseThrow();
    }

    /** Of what the order of the row's change depends. */
    @Benchmark
    public Object writeSet() {
        WriteSet touched = new WriteSet();
        target.tokens().add(before, after, touched);
        return touched;
    }

    /** The statement's text, for each row. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public String statement() throws SQLException {
        MultiRow statement =
                target.multiRow(Kind.UPDATE, before.columns(), after.columns()).orElseThrow();
        statement.begin(text);
        for (int row = 0; row < ROWS; row++) {
            if (!statement.takes(before, after)) {
                throw new IllegalStateException("the row is written singly");
            }
            statement.add(text, after, row == 0);
        }
        statement.end(text);
        return text.take();
    }
}
