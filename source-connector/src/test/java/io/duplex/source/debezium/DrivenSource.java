// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import io.duplex.source.MySqlSourceConnector;
import io.duplex.source.MySqlSourceTask;
import io.duplex.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** A source connector, Debezium's or ours, driven in this process by a thread as a worker would. */
public final class DrivenSource implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final SourceConnector connector;
    private final SourceTask task;
    private final List<SourceRecord> records = new ArrayList<>();
    private final Thread poller;
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    private DrivenSource(
            String name,
            SourceConnector connector,
            SourceTask task,
            Map<String, String> config,
            Optional<Map<String, ?>> offset) {
        this.name = name;
        this.connector = connector;
        this.task = task;
        Map<String, String> named = new HashMap<>(config);
        named.put("connector.class", connector.getClass().getName());
        connector.start(named);
        Map<String, String> taskConfig = connector.taskConfigs(1).get(0);
        task.initialize(new Context(taskConfig, offset));
        task.start(taskConfig);
        this.poller = new Thread(this::run, name);
        poller.start();
    }

    /** Starts Debezium's connector, from an offset if there is one. */
    public static DrivenSource debezium(Map<String, String> config, Optional<Map<String, ?>> offset) {
        return new DrivenSource(
                "Debezium",
                new io.debezium.connector.mysql.MySqlConnector(),
                new io.debezium.connector.mysql.MySqlConnectorTask(),
                config,
                offset);
    }

    /** Starts our connector, from an offset if there is one. */
    public static DrivenSource duplex(Map<String, String> config, Optional<Map<String, ?>> offset) {
        return new DrivenSource("Duplex", new MySqlSourceConnector(), new MySqlSourceTask(), config, offset);
    }

    private void run() {
        try {
            while (!stopping) {
                poll();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            failure = failed;
        }
    }

    private void poll() throws InterruptedException {
        try {
            List<SourceRecord> polled = task.poll();
            if (polled == null) {
                return;
            }
            for (SourceRecord record : polled) {
                task.commitRecord(record, null);
            }
            synchronized (records) {
                records.addAll(polled);
            }
            task.commit();
        } catch (RetriableException tryAgain) {
            Thread.sleep(50);
        }
    }

    /** Returns the records so far. */
    public List<SourceRecord> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    /** Waits for a record and returns all records so far. */
    public List<SourceRecord> until(String what, Predicate<SourceRecord> last) {
        Eventually.holds(name + " says " + what, PATIENCE, () -> {
            requireRunning();
            return records().stream().anyMatch(last);
        });
        return records();
    }

    /** Returns the offset that a worker would have stored by now, empty before the first record. */
    public Optional<Map<String, ?>> offset() {
        List<SourceRecord> all = records();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Map.copyOf(all.get(all.size() - 1).sourceOffset()));
    }

    /** Writes a line for each record into the directory of {@code -Dduplex.equal.dump}, if it is given. */
    void dump() {
        String directory = System.getProperty("duplex.equal.dump", "");
        if (directory.isEmpty()) {
            return;
        }
        List<String> lines = records().stream()
                .map(record ->
                        RecordText.summary(record).replace('\n', ' ') + " @ " + new TreeMap<>(record.sourceOffset()))
                .toList();
        try {
            Files.write(Path.of(directory, name + ".txt"), lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Throws what made the connector stop, if anything. */
    public void requireRunning() {
        Throwable failed = failure;
        if (failed != null) {
            throw new AssertionError(name + " failed: " + failed, failed);
        }
    }

    @Override
    public void close() {
        stopping = true;
        task.stop();
        connector.stop();
        poller.interrupt();
        try {
            poller.join(PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the task its configuration and its offset. */
    private record Context(Map<String, String> configs, Optional<Map<String, ?>> start)
            implements SourceTaskContext, OffsetStorageReader {
        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public @Nullable TransactionContext transactionContext() {
            return null;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // Connect's interface answers null when there is no offset
        public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return (Map<String, Object>) start.orElse(null);
        }

        @Override
        @SuppressWarnings("NullAway") // as above
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            Map<Map<String, T>, Map<String, Object>> offsets = new HashMap<>();
            partitions.forEach(partition -> offsets.put(partition, offset(partition)));
            return offsets;
        }
    }
}
