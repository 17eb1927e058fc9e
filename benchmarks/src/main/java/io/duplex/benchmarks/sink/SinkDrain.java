// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.sink.MySqlSinkTask;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Writes a backlog into a target from a JVM of its own. The records are read first and are in memory when the clock
 * starts; no worker, converter or broker takes part. Argument: a file of properties; those of the connectors have the
 * prefixes {@code source.} and {@code sink.}.
 */
public final class SinkDrain {
    private static final int BATCH = 500;

    private SinkDrain() {}

    /** Prints a {@link SinkRun}'s line. */
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of(args[0]))) {
            properties.load(in);
        }
        long rows = Long.parseLong(properties.getProperty("drain.rows"));
        long server = Long.parseLong(properties.getProperty("drain.server.pid"));
        Map<String, Object> offset = Map.of(
                "file",
                properties.getProperty("drain.file"),
                "pos",
                Long.valueOf(properties.getProperty("drain.pos")),
                "gtids",
                properties.getProperty("drain.gtids"));
        List<SinkRecord> records = BacklogRecords.read(with(properties, "source."), offset, rows);
        Map<String, String> sink = with(properties, "sink.");
        boolean plain = Boolean.parseBoolean(properties.getProperty("drain.plain"));
        try (Drain drain = plain ? PlainJdbc.connect(sink, records) : new Task(sink, records)) {
            long begin = System.nanoTime();
            long cpu = cpu();
            long serverCpu = ProcessCpu.millis(server);
            drain.run();
            System.out.println(new SinkRun(
                            rows,
                            (System.nanoTime() - begin) / 1_000_000,
                            (cpu() - cpu) / 1_000_000,
                            ProcessCpu.millis(server) - serverCpu)
                    .line());
            System.out.flush();
        }
        System.exit(0);
    }

    /** What is measured: begins ready to write, and returns when all is committed. */
    interface Drain extends AutoCloseable {
        void run() throws InterruptedException, SQLException;

        @Override
        void close() throws SQLException;
    }

    private static Map<String, String> with(Properties properties, String prefix) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toMap(name -> name.substring(prefix.length()), properties::getProperty));
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Our sink, as a worker drives it. */
    private static final class Task implements Drain {
        private final List<SinkRecord> records;
        private final MySqlSinkTask task = new MySqlSinkTask();
        private final Context context;

        Task(Map<String, String> config, List<SinkRecord> records) {
            this.records = records;
            SinkRecord first = records.get(0);
            this.context = new Context(new TopicPartition(first.topic(), first.kafkaPartition()));
            task.initialize(context);
            task.start(config);
            task.open(Set.of(context.partition));
            task.put(List.of());
        }

        @Override
        public void run() throws InterruptedException {
            for (int from = 0; from < records.size(); from += BATCH) {
                task.put(records.subList(from, Math.min(from + BATCH, records.size())));
                while (!context.paused.isEmpty()) {
                    TimeUnit.MILLISECONDS.sleep(1);
                    task.put(List.of());
                }
            }
            while (committed() < records.size()) {
                TimeUnit.MILLISECONDS.sleep(1);
                task.put(List.of());
            }
        }

        private long committed() {
            OffsetAndMetadata offset = task.preCommit(Map.of(context.partition, new OffsetAndMetadata(records.size())))
                    .get(context.partition);
            return offset == null ? 0 : offset.offset();
        }

        @Override
        public void close() {
            task.stop();
        }
    }

    private static final class Context implements SinkTaskContext {
        private final TopicPartition partition;
        private final Set<TopicPartition> paused = new HashSet<>();

        Context(TopicPartition partition) {
            this.partition = partition;
        }

        @Override
        public Map<String, String> configs() {
            return Map.of();
        }

        @Override
        public void offset(Map<TopicPartition, Long> offsets) {
            throw new IllegalStateException("the sink reads again from " + offsets);
        }

        @Override
        public void offset(TopicPartition rewound, long offset) {
            offset(Map.of(Objects.requireNonNull(rewound), offset));
        }

        @Override
        public void timeout(long timeoutMs) {}

        @Override
        public Set<TopicPartition> assignment() {
            return Set.of(partition);
        }

        @Override
        public void pause(TopicPartition... partitions) {
            paused.addAll(Set.of(partitions));
        }

        @Override
        public void resume(TopicPartition... partitions) {
            paused.removeAll(Set.of(partitions));
        }

        @Override
        public void requestCommit() {}
    }
}
