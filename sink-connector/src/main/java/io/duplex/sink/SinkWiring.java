// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.apply.TransactionApplier;
import io.duplex.sink.conflict.ConflictListener;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.envelope.EnvelopeReader;
import io.duplex.sink.mapping.UnitMapping;
import io.duplex.sink.metrics.SinkMetrics;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.position.StoredTables;
import io.duplex.sink.schedule.Applier;
import io.duplex.sink.schedule.Backoff;
import io.duplex.sink.schedule.LaneOptions;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.server.ServerConnections;
import io.duplex.sink.transaction.TransactionAssembler;
import java.time.Duration;
import java.util.Random;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** Makes the steps of a task and joins them. */
final class SinkWiring {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);
    private static final Duration MOST_BACKOFF = Duration.ofSeconds(10);

    private SinkWiring() {}

    static StartedSinkTask start(SinkConfig config, SinkTaskContext context) {
        ServerConnections connections = new ServerConnections(config.connection());
        TransactionAssembler assembler = new TransactionAssembler(
                config.assembly(),
                config.selection(),
                new UnitMapping(config.mapping()),
                config.values(),
                new StoredTables(connections, config.site()));
        MergedSources merged = new MergedSources(config.assembly(), config.topics());
        LaneOptions.Limit queue = config.schedule().lanes().queue();
        SinkMetrics metrics = new SinkMetrics(new SinkMetrics.Task(
                config.connector(), config.site().channel(), connections.server(), queue.rows(), queue.bytes()));
        Applier applier = new TransactionApplier(
                connections,
                config.site(),
                config.apply(),
                config.schedule().lanes().workers(),
                source -> counted(metrics.stream(source)));
        ErrantRecords errant = new ErrantRecords(metrics, config.toleratesErrors(), context);
        Inbox inbox = new Inbox(context, assembler, merged, errant);
        TransactionScheduler scheduler = new TransactionScheduler(
                metrics,
                config.site().siteId(),
                config.schedule(),
                applier,
                inbox,
                new Backoff(FIRST_BACKOFF, MOST_BACKOFF, new Random()));
        return new StartedSinkTask(
                metrics,
                new RecordIntake(
                        metrics, new EnvelopeReader(config.assembly().merge().topics()), assembler, scheduler, errant),
                assembler,
                scheduler,
                inbox,
                merged);
    }

    private static ConflictListener counted(StreamMetrics metrics) {
        return decisions -> {
            metrics.conflicting();
            for (DecidedConflict decided : decisions) {
                metrics.conflict(
                        decided.table().toString(),
                        decided.cause().kind().value(),
                        decided.cause().decision().value());
            }
        };
    }
}
