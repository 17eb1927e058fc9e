// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/** Kafka Connect's view of the task. */
public final class MySqlSourceTask extends SourceTask {
    private volatile @Nullable RecordPump pump;

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        SourceConfig config = SourceConfig.of(properties);
        StartedSourceTask started = SourceWiring.start(config, properties.keySet(), context.offsetStorageReader());
        pump = RecordPump.start(started, config.connector(), config.batches().patience());
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        RecordPump running = pump;
        return running == null ? List.of() : running.poll();
    }

    @Override
    public void stop() {
        RecordPump running = pump;
        if (running != null) {
            running.close();
        }
    }
}
