// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Notes what a task asks Connect for. */
final class RecordedContext implements SinkTaskContext {
    final Map<TopicPartition, Long> rewound = new HashMap<>();
    final Set<TopicPartition> paused = new HashSet<>();
    Set<TopicPartition> assignment;
    final List<SinkRecord> reported = new ArrayList<>();
    long timeout = -1;

    RecordedContext(TopicPartition... assignment) {
        this.assignment = Set.of(assignment);
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public ErrantRecordReporter errantRecordReporter() {
        return (record, error) -> {
            reported.add(record);
            return CompletableFuture.completedFuture(null);
        };
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        rewound.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        rewound.put(partition, offset);
    }

    @Override
    public void timeout(long timeoutMs) {
        timeout = timeoutMs;
    }

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
    public void requestCommit() {
        throw new UnsupportedOperationException("The task asks for no commits");
    }
}
