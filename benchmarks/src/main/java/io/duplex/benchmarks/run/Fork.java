// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import io.duplex.testkit.kafka.KafkaVersion;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.JavaProgram;
import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A measured process: a main class that prints {@link Drained}, in a JVM of its own with Kafka's jars. */
public record Fork(Class<?> main, List<Path> classPath, String heap, List<String> options) {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** What it printed, and the most resident memory that it had. */
    public record Ended(Drained drained, long peakKb) {
        /** Returns the run of so many row changes. */
        public Run run(Cell cell, long rows, long serverPeakKb) {
            Cost client = new Cost(drained.cpuMs(), peakKb);
            Cost server = new Cost(drained.serverCpuMs(), serverPeakKb);
            return Run.of(cell, rows, drained.wallMs(), client, server).withBytes(drained.bytes());
        }
    }

    /** Runs it to its end. */
    public Ended run(String name, List<String> arguments) throws IOException {
        Path work = Directories.temporary("fork");
        try {
            List<Path> all = new ArrayList<>(classPath);
            all.addAll(KafkaVersion.V4_3.classPath());
            List<String> jvm = new ArrayList<>(
                    List.of("-XX:-UseSerialGC", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=4", "-Xmx" + heap));
            jvm.addAll(options);
            jvm.add(KafkaVersion.V4_3.logging(work));
            Path log = work.resolve("run.log");
            ServerProcess process = new JavaProgram(name, main.getName(), all, jvm).start(arguments, log);
            long peak = Peak.until(process);
            int exit = process.exitCode(PATIENCE);
            return Files.readAllLines(log).stream()
                    .filter(Drained::isLine)
                    .map(line -> new Ended(Drained.parse(line), peak))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            name + " ended with exit code " + exit + ":\n" + ServerProcess.tail(log, 60)));
        } finally {
            Directories.delete(work);
        }
    }
}
