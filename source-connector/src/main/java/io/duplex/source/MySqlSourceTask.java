// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Kafka Connect's view of the task. */
public final class MySqlSourceTask extends SourceTask {
    private volatile @Nullable StartedSourceTask started;

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        started = SourceWiring.start(SourceConfig.of(properties), properties.keySet(), context.offsetStorageReader());
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        StartedSourceTask task = started;
        return task == null ? List.of() : task.poll();
    }

    @Override
    public void stop() {
        StartedSourceTask task = started;
        if (task != null) {
            task.close();
        }
    }
}
