// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.decode.TransactionDecoder;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Binlog events of a real server to rows with their values; each row change with its share of its transaction's events. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowDecodeBenchmark {
    private static final int ROWS = 2_000;

    /** What the rows are. */
    @Param({"BULK", "OLTP", "WIDE", "DOCUMENTS"})
    public String workload = "";

    private List<RawEvent> events = List.of();

    /** Has a server write the events. */
    @Setup
    public void write() throws IOException {
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--max-allowed-packet=64M")
                .start()) {
            events = BinlogFile.events(server, Backlog.write(server, Backlog.Workload.valueOf(workload), ROWS));
        }
    }

    /** The source's first step. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void decode(Blackhole rows) {
        TransactionDecoder decoder = new TransactionDecoder(GtidSet.EMPTY, "binlog.000001", DecodeOptions.DEFAULT);
        for (RawEvent event : events) {
            decoder.decode(event, rows::consume);
        }
    }
}
