// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.envelope.Message;
import io.duplex.source.metrics.SourceMetrics;
import io.duplex.source.table.RowFilters;
import io.duplex.source.table.SchemaHistory;
import io.duplex.source.topic.RecordRouting;
import io.duplex.source.topic.SourceHeartbeats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/** A task that runs: what the source tells becomes records. */
final class StartedSourceTask implements AutoCloseable {
    private final String connector;
    private final SourceFlow flow;
    private final RecordRouting routing;
    private final SourceHeartbeats heartbeats;
    private final Held held;
    private final SourceMetrics metrics;
    private final BatchOptions batches;
    private final RateLimit rate;

    /** What is used elsewhere and closed here. */
    record Held(SchemaHistory history, RowFilters filters) {}

    StartedSourceTask(
            SourceConfig config,
            SourceFlow flow,
            RecordRouting routing,
            SourceHeartbeats heartbeats,
            Held held,
            SourceMetrics metrics) {
        this.connector = config.connector();
        this.batches = config.batches();
        this.rate = new RateLimit(config.rate());
        this.flow = flow;
        this.routing = routing;
        this.heartbeats = heartbeats;
        this.held = held;
        this.metrics = metrics;
    }

    /** Returns the next records, waiting for the first one as long as said. */
    RecordBatch poll(Duration patience) throws InterruptedException {
        try {
            if (!rate.await(patience)) {
                return RecordBatch.EMPTY;
            }
            SourceFlow.Batch batch = flow.next(rate.most(batches.size()), patience);
            rate.took(batch.messages());
            List<SourceRecord> records = new ArrayList<>(batch.messages().size() + 1);
            int whole = batch.whole();
            for (int i = 0; i < batch.messages().size(); i++) {
                if (i == batch.whole()) {
                    whole = records.size();
                }
                Message message = batch.messages().get(i);
                records.addAll(routing.route(message));
                heartbeats.told(message.progress().after());
            }
            flow.latest().flatMap(heartbeats::next).ifPresent(records::add);
            if (batch.whole() == batch.messages().size()) {
                whole = records.size();
            }
            return new RecordBatch(records, whole, batch.bytes(), batch.torn());
        } catch (BinlogFailure | ConnectException failed) {
            metrics.failed();
            throw new ConnectException("Source connector " + connector + " stops: " + failed.getMessage(), failed);
        }
    }

    /** Ends {@link #poll}; may come from another thread. */
    @Override
    public void close() {
        rate.close();
        flow.close();
        heartbeats.close();
        held.history().close();
        held.filters().close();
        metrics.close();
    }
}
