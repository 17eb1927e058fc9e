// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.source.MySqlSourceConnector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/** Takes a backlog out of a server with the real source task, as the records that a sink is given. */
final class BacklogRecords {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private BacklogRecords() {}

    /**
     * Returns the records of so many rows, in whole transactions.
     *
     * @param offset where they begin; empty when the source copies its tables
     */
    static List<SinkRecord> read(Map<String, String> config, Map<String, Object> offset, long rows) throws Exception {
        MySqlSourceConnector connector = new MySqlSourceConnector();
        connector.start(config);
        Map<String, String> taskConfig = connector.taskConfigs(1).get(0);
        SourceTask task =
                (SourceTask) connector.taskClass().getDeclaredConstructor().newInstance();
        task.initialize(new Context(taskConfig, offset.isEmpty() ? null : offset));
        task.start(taskConfig);
        boolean endsAreTold = !offset.isEmpty() && "stream".equals(config.get("topic.layout"));
        List<SinkRecord> records = read(task, endsAreTold, rows);
        task.stop();
        connector.stop();
        return records;
    }

    private static List<SinkRecord> read(SourceTask task, boolean endsAreTold, long rows) throws InterruptedException {
        List<SinkRecord> records = new ArrayList<>();
        Map<String, Long> offsets = new HashMap<>();
        long seen = 0;
        boolean ended = false;
        long limit = System.nanoTime() + PATIENCE_NANOS;
        while (seen < rows || !ended) {
            List<SourceRecord> polled = task.poll();
            List<SourceRecord> batch = polled == null ? List.of() : polled;
            ended = ended || (!endsAreTold && batch.isEmpty());
            for (SourceRecord each : batch) {
                seen += has(each, "op") ? 1 : 0;
                ended = isEnd(each);
                records.add(sinkRecord(each, offsets.merge(each.topic(), 1L, Long::sum) - 1));
            }
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("only " + seen + " of " + rows + " rows were read");
            }
        }
        return records;
    }

    private static boolean has(SourceRecord record, String field) {
        return record.value() instanceof Struct value && value.schema().field(field) != null;
    }

    private static boolean isEnd(SourceRecord record) {
        return has(record, "status")
                && record.value() instanceof Struct value
                && "END".equals(value.getString("status"));
    }

    private static SinkRecord sinkRecord(SourceRecord record, long offset) {
        return new SinkRecord(
                record.topic(),
                0,
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                offset,
                0L,
                TimestampType.CREATE_TIME,
                record.headers());
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
