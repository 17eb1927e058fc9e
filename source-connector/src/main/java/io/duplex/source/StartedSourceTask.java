// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.envelope.Message;
import io.duplex.source.table.SchemaHistory;
import io.duplex.source.topic.RecordRouting;
import io.duplex.source.topic.SourceHeartbeats;
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
    private final SchemaHistory history;
    private final BatchOptions batches;

    StartedSourceTask(
            SourceConfig config,
            SourceFlow flow,
            RecordRouting routing,
            SourceHeartbeats heartbeats,
            SchemaHistory history) {
        this.connector = config.connector();
        this.batches = config.batches();
        this.flow = flow;
        this.routing = routing;
        this.heartbeats = heartbeats;
        this.history = history;
    }

    List<SourceRecord> poll() throws InterruptedException {
        try {
            List<SourceRecord> records = new ArrayList<>();
            for (Message message : flow.next(batches.size(), batches.patience())) {
                records.addAll(routing.route(message));
                heartbeats.told(message.progress().after());
            }
            flow.latest().flatMap(heartbeats::next).ifPresent(records::add);
            return records;
        } catch (BinlogFailure | ConnectException failed) {
            throw new ConnectException("Source connector " + connector + " stops: " + failed.getMessage(), failed);
        }
    }

    /** Ends {@link #poll}; may come from another thread. */
    @Override
    public void close() {
        flow.close();
        heartbeats.close();
        history.close();
    }
}
