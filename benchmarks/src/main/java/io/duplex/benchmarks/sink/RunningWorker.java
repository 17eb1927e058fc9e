// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.run.MeasuredWorker;
import io.duplex.benchmarks.run.WorkerMetrics;
import io.duplex.benchmarks.source.Delivered;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.connect.ConnectRest;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A broker, and a worker that has the plugins of contenders. */
final class RunningWorker implements AutoCloseable {
    private final Path directory;
    private final KafkaBroker broker;
    private final ConnectCluster cluster;
    private final WorkerMetrics metrics;
    private final List<Long> processes;

    private RunningWorker(Path directory, String heap) throws IOException {
        this.directory = directory;
        Set<Long> before = children().collect(Collectors.toSet());
        this.broker = KafkaBroker.start();
        int port = WorkerMetrics.freePort();
        ConnectCluster.Builder builder = MeasuredWorker.builder(broker, directory, heap);
        WorkerMetrics.listen(builder, port);
        this.cluster = builder.start();
        this.metrics = WorkerMetrics.connect(port);
        this.processes = children().filter(Predicate.not(before::contains)).toList();
    }

    /** With plugins that have these jars. */
    static RunningWorker start(String heap, List<List<Path>> plugins) throws IOException {
        Path directory = Directories.temporary("worker");
        for (int i = 0; i < plugins.size(); i++) {
            Path plugin = Files.createDirectory(directory.resolve("plugin" + i));
            for (Path jar : plugins.get(i)) {
                Files.copy(jar, plugin.resolve(jar.getFileName()));
            }
        }
        return new RunningWorker(directory, heap);
    }

    private static Stream<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid);
    }

    /** Starts a connector and waits until its task runs. */
    void start(String name, Map<String, String> config) {
        cluster.rest().start(name, config);
    }

    ConnectRest rest() {
        return cluster.rest();
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    WorkerMetrics metrics() {
        return metrics;
    }

    /** Returns those of the broker and the worker. */
    List<Long> processes() {
        return processes;
    }

    /** Returns a directory that lives as long as the worker. */
    Path directory() {
        return directory;
    }

    /** Returns the bytes of topics whose names begin so. */
    long bytes(String topics) throws InterruptedException {
        try (Delivered delivered = new Delivered(broker.bootstrapServers(), topics)) {
            return delivered.bytes();
        }
    }

    String logTail() {
        return cluster.worker(0).logTail();
    }

    @Override
    public void close() throws IOException {
        metrics.close();
        cluster.close();
        broker.close();
        Directories.delete(directory);
    }
}
