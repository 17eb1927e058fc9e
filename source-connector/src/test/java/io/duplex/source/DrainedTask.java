// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.testkit.Eventually;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Runs the real task in a JVM of its own until it has told so many rows: whether the heap is large enough for it. */
final class DrainedTask {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final String OFFSET = "drain.offset.";

    private final MySqlSourceTask task = new MySqlSourceTask();
    private long rows;
    private long sum;

    private DrainedTask() {}

    /** Arguments: a file with the configuration and the offset, and the number of rows. Prints them, and the sum of their ids. */
    public static void main(String[] arguments) throws IOException {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of(arguments[0]))) {
            properties.load(in);
        }
        long wanted = Long.parseLong(arguments[1]);
        DrainedTask drained = new DrainedTask();
        drained.run(properties, wanted);
        System.out.println("rows=" + drained.rows + " sum=" + drained.sum + " peak=" + peakOfHeap() / (1 << 20));
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** Returns a file that {@link #main} reads. */
    static Path properties(Path directory, Map<String, String> config, Map<String, String> offset) throws IOException {
        Properties properties = new Properties();
        properties.putAll(config);
        offset.forEach((name, value) -> properties.put(OFFSET + name, value));
        Path file = directory.resolve("drain.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        return file;
    }

    private void run(Properties properties, long wanted) {
        Map<String, String> config = new HashMap<>();
        Map<String, Object> offset = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> {
            String value = properties.getProperty(name);
            if (!name.startsWith(OFFSET)) {
                config.put(name, value);
            } else {
                String key = name.substring(OFFSET.length());
                offset.put(key, key.equals("pos") ? (Object) Long.valueOf(value) : value);
            }
        });
        task.initialize(new Context(config, offset.isEmpty() ? null : offset));
        task.start(config);
        Eventually.holds("the rows", PATIENCE, () -> {
            poll();
            return rows >= wanted;
        });
    }

    /** Keeps nothing, as a worker does after it has sent the records. */
    private void poll() {
        try {
            List<SourceRecord> batch = task.poll();
            if (batch != null) {
                batch.forEach(this::count);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(SourceRecord record) {
        if (record.value() instanceof Struct value && value.schema().field("after") != null) {
            rows++;
            sum += ((Number) value.getStruct("after").get("id")).longValue();
        }
    }

    private static long peakOfHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }

    private record Context(
            Map<String, String> configs, @Nullable Map<String, Object> offset)
            implements SourceTaskContext, OffsetStorageReader {
        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return offset;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
            if (offset != null) {
                partitions.forEach(partition -> all.put(partition, offset));
            }
            return all;
        }
    }
}
