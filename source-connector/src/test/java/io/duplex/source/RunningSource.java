// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.source.TransactionContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** The real connector and task classes in this process, driven as a worker would, from an offset on. */
final class RunningSource implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MySqlSourceConnector connector = new MySqlSourceConnector();
    private final MySqlSourceTask task = new MySqlSourceTask();
    private final List<SourceRecord> records = new ArrayList<>();

    private RunningSource(Map<String, String> config, @Nullable Map<String, ?> offset) {
        connector.start(config);
        task.initialize(new Context(connector.taskConfigs(1).get(0), offset));
        task.start(connector.taskConfigs(1).get(0));
    }

    static RunningSource start(Map<String, String> config) {
        return new RunningSource(config, null);
    }

    static RunningSource startFrom(Map<String, String> config, Map<String, ?> offset) {
        return new RunningSource(config, offset);
    }

    /** Returns all records since the start, once one is like this. */
    List<SourceRecord> until(String what, Predicate<SourceRecord> last) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean found = false;
        for (int seen = 0; !found; ) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "; " + records.size() + " records");
            }
            // As a worker does: without a pause between two polls, for a poll waits by itself.
            records.addAll(poll());
            for (; seen < records.size() && !found; seen++) {
                found = last.test(records.get(seen));
            }
        }
        return List.copyOf(records);
    }

    /** Polls for so long and returns all records since the start. */
    List<SourceRecord> during(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            records.addAll(poll());
        }
        return List.copyOf(records);
    }

    List<SourceRecord> poll() {
        try {
            return task.poll();
        } catch (RetriableException tryAgain) {
            Eventually.pause(Duration.ofMillis(20));
            return List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        task.stop();
        connector.stop();
    }

    /** What a record says, in one line: kind, place and values. */
    static String line(SourceRecord record) {
        if (record.value() == null) {
            return "tombstone " + record.key();
        }
        Struct value = (Struct) record.value();
        if (TransactionMarker.isMarker(value.schema())) {
            return value.getString("status") + " " + value.getString("id") + " " + value.getInt64("event_count");
        }
        if (SchemaChange.isSchemaChange(value.schema())) {
            return "ddl " + value.getString("ddl");
        }
        if (!EnvelopeDecoder.isEnvelope(value.schema())) {
            return "heartbeat";
        }
        Struct block = value.getStruct("transaction");
        return value.getString("op") + " " + (block == null ? "" : block.getInt64("total_order") + " ")
                + value.getStruct("source").getString("table") + " " + value.getStruct("before") + " -> "
                + value.getStruct("after");
    }

    static boolean isDdl(SourceRecord record, String part) {
        return line(record).startsWith("ddl ") && line(record).contains(part);
    }

    /** A row of this operation whose {@code id} after, or before a delete, is this. */
    static boolean isRow(SourceRecord record, String operation, int id) {
        if (!(record.value() instanceof Struct value) || !EnvelopeDecoder.isEnvelope(value.schema())) {
            return false;
        }
        Struct row = value.getStruct("after") == null ? value.getStruct("before") : value.getStruct("after");
        return value.getString("op").equals(operation) && row != null && row.getInt32("id") == id;
    }

    static String header(SourceRecord record, String name) {
        return String.valueOf(record.headers().lastWithName(name).value());
    }

    /** Gives the task its configuration and one offset. */
    private record Context(
            Map<String, String> configs, @Nullable Map<String, ?> offset)
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
            return (Map<String, Object>) offset;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            return new HashMap<>();
        }
    }
}
