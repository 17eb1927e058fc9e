// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import java.util.List;
import java.util.Optional;
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

/** What each transaction costs beside its rows: its header, and its GTID in a set. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TransactionHeaderBenchmark {
    private static final String ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    private final GtidSet executed = GtidSet.parse(ONE + ":1-1000000," + OTHER + ":1-500:600-70000");
    private final Gtid next = Gtid.of(ONE, 1_000_001);
    private final TransactionHeader header = new TransactionHeader(
            next,
            1,
            new Origin(1, next),
            Optional.of(Gtid.of(ONE, 1_000_000)),
            executed,
            new TransactionHeader.CommitInfo(41, 42, 1_700_000_000_000_000L),
            List.of());
    private final String text = header.encode();

    @Benchmark
    public String encode() {
        return header.encode();
    }

    @Benchmark
    public TransactionHeader decode() {
        return TransactionHeader.decode(text);
    }

    @Benchmark
    public GtidSet addToSet() {
        return executed.plus(next);
    }
}
