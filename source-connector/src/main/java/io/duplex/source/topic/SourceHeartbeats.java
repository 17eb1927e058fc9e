// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.envelope.Layout;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.HeartbeatAction;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.topic.TopicOptions.HeartbeatOptions;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;

/** Heartbeats of a source: a record with its offset, and what the user wants to be executed on the server. */
public final class SourceHeartbeats implements AutoCloseable {
    private final HeartbeatTimer timer;
    private final RecordRouting routing;
    private final Optional<HeartbeatAction> action;

    /** Starts the first interval. */
    public SourceHeartbeats(RecordRouting routing, HeartbeatOptions options, ServerConnections server, Clock clock) {
        this.timer = new HeartbeatTimer(options.interval(), routing.layout() == Layout.STREAM, clock);
        this.routing = routing;
        this.action = options.query()
                .filter(query -> !options.interval().isZero())
                .map(query -> new HeartbeatAction(server, query));
    }

    /** Notes that Kafka gets this offset by another record. */
    public void told(SourceOffset offset) {
        timer.told(offset);
    }

    /** Returns the record of a heartbeat with this offset when one is due now. */
    public Optional<SourceRecord> next(SourceOffset latest) {
        return timer.due(latest).map(now -> {
            action.ifPresent(HeartbeatAction::run);
            return routing.heartbeat(latest, now);
        });
    }

    @Override
    public void close() {
        action.ifPresent(HeartbeatAction::close);
    }
}
