// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.sink.envelope.EnvelopeReader;
import io.duplex.sink.envelope.SourceTopics;
import io.duplex.sink.transaction.AssemblyOptions;
import io.duplex.sink.transaction.TableSelection;
import io.duplex.sink.transaction.TransactionAssembler;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.process.Directories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.sink.SinkRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Records of a stream, which a real source has made, to source transactions of four row changes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AssemblyBenchmark {
    private static final int TRANSACTIONS = 500;

    private List<SinkRecord> records = List.of();

    /** Has a source make the records. */
    @Setup
    public void read() throws Exception {
        Path work = Directories.temporary("assembly");
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0).start()) {
            SinkLoad.Workload workload = SinkLoad.Workload.OLTP;
            SinkLoad.createTables(server, workload);
            SinkLoad load = SinkLoad.write(server, workload, (long) TRANSACTIONS * workload.rowsOfATransaction());
            Map<String, String> config = SinkBench.source(server, work, load, Contender.DUPLEX);
            records = BacklogRecords.read(config, load.offset(), load.rows());
        } finally {
            Directories.delete(work);
        }
    }

    /** The sink's first two steps, for each transaction. */
    @Benchmark
    @OperationsPerInvocation(TRANSACTIONS)
    public void assemble(Blackhole units) {
        EnvelopeReader reader = new EnvelopeReader(SourceTopics.DEFAULT);
        TransactionAssembler assembler =
                new TransactionAssembler(new AssemblyOptions(5_000, 1L << 26, 1_000), TableSelection.of("", ""));
        for (SinkRecord record : records) {
            assembler.add(reader.read(record), gtid -> false, units::consume);
        }
    }
}
