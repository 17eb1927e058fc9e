// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.benchmarks.run.Drained;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * Runs one connector's task in a JVM of its own, without worker and broker, until it has returned the expected records:
 * what the connector itself costs. Arguments: a file with the connector's properties, those of the drain with the prefix
 * {@code drain.}: {@code records}, {@code converter}, {@code file}, {@code pos}, {@code gtids}, {@code server}.
 */
public final class TaskDrain {
    private static final String OWN = "drain.";

    private TaskDrain() {}

    /** Prints {@link Drained}; the clock starts with the first record. */
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of(args[0]))) {
            properties.load(in);
        }
        Map<String, String> all = properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
        Map<String, String> config = all.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith(OWN))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        SourceConnector connector = (SourceConnector) create(Objects.requireNonNull(config.get("connector.class")));
        connector.start(config);
        Map<String, String> taskConfig = connector.taskConfigs(1).get(0);
        SourceTask task =
                (SourceTask) connector.taskClass().getDeclaredConstructor().newInstance();
        task.initialize(new Context(taskConfig, offset(all)));
        task.start(taskConfig);
        String converter = all.get(OWN + "converter");
        Drained.Clock clock = new Drained.Clock(number(all, "server"));
        drain(task, number(all, "records"), converter == null ? null : converters(converter, all), clock)
                .print();
        System.exit(0); // Debezium's task waits for its queue when it is stopped in the midst.
    }

    private static long number(Map<String, String> all, String name) {
        return Long.parseLong(Objects.requireNonNull(all.get(OWN + name)));
    }

    private static Drained drain(SourceTask task, long records, Converter @Nullable [] converters, Drained.Clock clock)
            throws Exception {
        long count = 0;
        long bytes = 0;
        while (count < records) {
            List<SourceRecord> batch = task.poll();
            if (batch == null || batch.isEmpty()) {
                continue;
            }
            clock.begin();
            for (SourceRecord each : batch) {
                if (each.topic().contains(".bench.")) {
                    count++;
                    bytes += converters == null ? 0 : convert(converters, each);
                }
                task.commitRecord(each, null);
            }
            task.commit();
        }
        return clock.end(count, bytes);
    }

    private static long convert(Converter[] converters, ConnectRecord<?> each) {
        byte[] key = converters[0].fromConnectData(
                each.topic(),
                new org.apache.kafka.common.header.internals.RecordHeaders(),
                each.keySchema(),
                each.key());
        byte[] value = converters[1].fromConnectData(
                each.topic(),
                new org.apache.kafka.common.header.internals.RecordHeaders(),
                each.valueSchema(),
                each.value());
        return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }

    private static Converter[] converters(String type, Map<String, String> all) throws Exception {
        Map<String, String> config = all.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(OWN + "converter."))
                .collect(Collectors.toMap(
                        entry -> entry.getKey().substring((OWN + "converter.").length()), Map.Entry::getValue));
        Converter key = (Converter) create(type);
        key.configure(config, true);
        Converter value = (Converter) create(type);
        value.configure(config, false);
        return new Converter[] {key, value};
    }

    private static Object create(String type) throws Exception {
        return Class.forName(type).getDeclaredConstructor().newInstance();
    }

    private static @Nullable Map<String, Object> offset(Map<String, String> all) {
        String file = all.get(OWN + "file");
        if (file == null) {
            return null;
        }
        Map<String, Object> offset = new HashMap<>();
        offset.put("file", file);
        offset.put("pos", Long.valueOf(Objects.requireNonNull(all.get(OWN + "pos"))));
        offset.put("gtids", Objects.requireNonNull(all.get(OWN + "gtids")));
        return offset;
    }

    private record Context(
            Map<String, String> configs, @Nullable Map<String, Object> offset)
            implements SourceTaskContext, OffsetStorageReader {
        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // Connect's interface answers null when there is no offset
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return offset;
        }

        @Override
        @SuppressWarnings("NullAway")
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            Map<Map<String, T>, Map<String, Object>> all = new HashMap<>();
            if (offset != null) {
                partitions.forEach(partition -> all.put(partition, offset));
            }
            return all;
        }
    }
}
