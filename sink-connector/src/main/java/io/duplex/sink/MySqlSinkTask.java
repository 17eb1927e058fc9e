// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** What Connect runs: the shell of {@link StartedSinkTask}. */
public final class MySqlSinkTask extends SinkTask {
    private @Nullable StartedSinkTask started;

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        started = SinkWiring.start(SinkConfig.of(properties), context);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> current) {
        return started().preCommit();
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        if (started != null) {
            started.forget(partitions);
        }
    }

    @Override
    public void stop() {
        if (started != null) {
            started.close();
            started = null;
        }
    }

    private StartedSinkTask started() {
        StartedSinkTask task = started;
        if (task == null) {
            throw new ConnectException("The sink task is not started");
        }
        return task;
    }
}
