// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import io.duplex.benchmarks.run.Mode;
import io.duplex.benchmarks.run.Results;
import io.duplex.benchmarks.sink.LagBench;
import io.duplex.benchmarks.sink.ScaleBench;
import io.duplex.benchmarks.sink.SinkBench;
import io.duplex.benchmarks.sink.TwoWayBench;
import io.duplex.benchmarks.source.SourceBench;
import io.duplex.benchmarks.source.WorkerBench;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Which commands with which arguments a mode is. */
final class Plan {
    private Plan() {}

    /** How much is measured. */
    enum Scale {
        SMALL(2),
        FULL(3);

        private final int rounds;

        Scale(int rounds) {
            this.rounds = rounds;
        }

        private String of(String small, String full) {
            return this == SMALL ? small : full;
        }
    }

    /** Measurements by themselves. */
    private enum Tool {
        SOURCE("source.SourceBench"),
        WORKER("source.WorkerBench"),
        SINK("sink.SinkBench"),
        LAG("sink.LagBench"),
        TWO_WAY("sink.TwoWayBench"),
        SCALE("sink.ScaleBench");

        private final String className;

        Tool(String className) {
            this.className = className;
        }

        private Callable<Integer> create(Results results) {
            return switch (this) {
                case SOURCE -> new SourceBench(results);
                case WORKER -> new WorkerBench(results);
                case SINK -> new SinkBench(results);
                case LAG -> new LagBench(results);
                case TWO_WAY -> new TwoWayBench(results);
                case SCALE -> new ScaleBench(results);
            };
        }
    }

    /** One command. */
    record Step(Tool tool, String line) {
        Callable<Integer> command(Results results) {
            return tool.create(results);
        }

        String[] arguments() {
            return line.split(" ", -1);
        }

        @Override
        public String toString() {
            return tool.className + " " + line;
        }
    }

    /** Returns the commands of a mode; {@code rounds} of the scale when it is 0. */
    static List<Step> of(Mode mode, Scale scale, int rounds) {
        String each = " --rounds " + (rounds == 0 ? scale.rounds : rounds);
        return lines(mode, scale)
                .map(step -> new Step(step.tool(), step.line() + each))
                .toList();
    }

    private static Stream<Step> lines(Mode mode, Scale scale) {
        return switch (mode) {
            case CATCH_UP ->
                Stream.of(
                        catchUp("BULK", scale.of("400000", "2000000")),
                        catchUp("OLTP", scale.of("160000", "1000000")),
                        catchUp("WIDE", scale.of("60000", "300000")),
                        catchUp("DOCUMENTS", scale.of("40000", "200000")));
            case SNAPSHOT -> Stream.of(catchUp("SNAPSHOT", scale.of("600000", "4000000")));
            case WORKER ->
                Stream.of(new Step(
                        Tool.WORKER,
                        scale.of(
                                "--rows 120000 --format JSON --contender DUPLEX,DEBEZIUM",
                                "--rows 600000 --format AVRO,JSON --contender DUPLEX,DEBEZIUM,PREPARED")));
            case DRAIN -> drains(scale);
            case COPY ->
                Stream.of(new Step(
                        Tool.SINK,
                        "--workload COPY --contender DUPLEX,PLAIN_JDBC,DEBEZIUM_JDBC,NATIVE_4 "
                                + scale.of("--rows 300000 --heap 2000m", "--rows 1000000 --heap 5000m")));
            case LAG ->
                Stream.of(new Step(
                        Tool.LAG,
                        "--contender DUPLEX,NATIVE_4,DEBEZIUM_JDBC --share 0.25,0.5,0.75 "
                                + scale.of(
                                        "--seconds 10 --warm-up 6 --capacity-seconds 10",
                                        "--seconds 60 --warm-up 30 --capacity-seconds 30")));
            case TWO_WAY ->
                Stream.of(new Step(
                        Tool.TWO_WAY,
                        scale.of("--transactions 10000 --warm-up 3000", "--transactions 60000 --warm-up 10000")));
            case SCALE ->
                Stream.of(new Step(
                        Tool.SCALE,
                        "--part TABLES,TRANSACTION,BACKLOG "
                                + scale.of(
                                        "--rows 40000 --tables 1,200 --transaction 1,1000,40000 --backlog 10000,400000",
                                        "--rows 200000 --backlog 10000,100000,1000000,10000000")));
        };
    }

    private static Step catchUp(String workload, String rows) {
        return new Step(Tool.SOURCE, "--workload " + workload + " --rows " + rows);
    }

    private static Stream<Step> drains(Scale scale) {
        String contenders = "--contender "
                + scale.of(
                        "DUPLEX,NATIVE_4,PLAIN_JDBC,DEBEZIUM_JDBC",
                        "DUPLEX,NATIVE_1,NATIVE_4,PLAIN_JDBC,PLAIN_JDBC_MARKED,DEBEZIUM_JDBC");
        String size = scale.of(" --transactions 25000", " --transactions 100000 --heap 5000m");
        Step all = new Step(Tool.SINK, "--workload OLTP,BULK,HOT " + contenders + size);
        Step noKey =
                new Step(Tool.SINK, "--workload NO_KEY " + contenders + " --transactions " + scale.of("4000", "20000"));
        Step durable = new Step(Tool.SINK, "--workload OLTP --durability DURABLE " + contenders + size);
        return scale == Scale.SMALL ? Stream.of(all, noKey) : Stream.of(all, noKey, durable);
    }
}
