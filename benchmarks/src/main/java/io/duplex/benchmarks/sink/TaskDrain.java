// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A sink's task, driven as a worker does. */
final class TaskDrain implements SinkDrain.Drain {
    private final SinkTask task;
    private final List<SinkRecord> records;
    private final int batch;
    private final Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
    private final Context context;

    /** Starts the task with its options. */
    TaskDrain(SinkTask task, Map<String, String> config, SinkDrain.Backlog backlog) {
        this.task = task;
        this.records = backlog.records();
        this.batch = backlog.batch();
        for (SinkRecord record : records) {
            ends.put(
                    new TopicPartition(record.topic(), record.kafkaPartition()),
                    new OffsetAndMetadata(record.kafkaOffset() + 1));
        }
        this.context = new Context(config, ends.keySet());
        task.initialize(context);
        task.start(config);
        task.open(ends.keySet());
        task.put(List.of());
    }

    @Override
    public void run() throws InterruptedException {
        for (int from = 0; from < records.size(); from += batch) {
            task.put(records.subList(from, Math.min(from + batch, records.size())));
            while (!context.paused.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(1);
                task.put(List.of());
            }
        }
        while (!isCommitted()) {
            TimeUnit.MILLISECONDS.sleep(1);
            task.put(List.of());
        }
    }

    private boolean isCommitted() {
        Map<TopicPartition, OffsetAndMetadata> offsets = task.preCommit(ends);
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = offsets.get(end.getKey());
            return offset != null && offset.offset() >= end.getValue().offset();
        });
    }

    @Override
    public void close() {
        task.stop();
    }

    private static final class Context implements SinkTaskContext {
        private final Map<String, String> config;
        private final Set<TopicPartition> assignment;
        private final Set<TopicPartition> paused = new HashSet<>();

        Context(Map<String, String> config, Set<TopicPartition> assignment) {
            this.config = config;
            this.assignment = Set.copyOf(assignment);
        }

        @Override
        public Map<String, String> configs() {
            return config;
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
            return assignment;
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
