// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.binlog.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka Connect's view of the task. */
public final class MySqlSourceTask extends SourceTask {
    private static final Logger LOG = LoggerFactory.getLogger(MySqlSourceTask.class);

    private volatile @Nullable RecordPump pump;
    private Duration patience = Duration.ZERO;
    private Optional<KafkaTransactions> transactions = Optional.empty();
    private volatile Unacknowledged unacknowledged = Unacknowledged.any();

    @Override
    public String version() {
        return Version.text();
    }

    @Override
    public void start(Map<String, String> properties) {
        SourceConfig config = SourceConfig.of(properties);
        patience = config.batches().patience();
        // None when the worker ends transactions by itself, or has none.
        transactions = Optional.ofNullable(context.transactionContext())
                .map(open -> new KafkaTransactions(open, config.transactions(), Clock.systemUTC()));
        unacknowledged = Unacknowledged.in(properties);
        LOG.info("Options connector={} options={}", config.connector(), LoggedOptions.of(properties));
        RetriedStart started = RetriedStart.of(
                () -> SourceWiring.start(config, properties.keySet(), context.offsetStorageReader()),
                new Backoff(config.reader().retries()));
        pump = RecordPump.start(
                started, config.connector(), patience, config.reader().queue().batchBytes() * 2);
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
        RecordPump running = pump;
        if (running == null) {
            return List.of();
        }
        if (transactions.isEmpty()) {
            Unacknowledged open = unacknowledged;
            return open.awaitRoom(patience)
                    ? running.poll(patience)
                            .map(open::sent)
                            .map(RecordBatch::records)
                            .orElse(List.of())
                    : List.of();
        }
        KafkaTransactions open = transactions.get();
        List<SourceRecord> held = open.held();
        return held.isEmpty()
                ? running.poll(open.patience(patience)).map(open::sent).orElseGet(open::idle)
                : held;
    }

    @Override
    public void commitRecord(SourceRecord record, @Nullable RecordMetadata metadata) {
        unacknowledged.acknowledged();
    }

    @Override
    public void stop() {
        RecordPump running = pump;
        if (running != null) {
            running.close();
        }
    }
}
