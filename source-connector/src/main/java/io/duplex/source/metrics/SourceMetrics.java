// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.metrics.Registration;
import io.duplex.source.server.ServerConnections;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All metrics of one task, and their MBeans from the start to {@link #close}. */
public final class SourceMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceMetrics.class);
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final int TICKS_BETWEEN_LOOKS = 6;
    private static final String CONNECTOR = "connector-metrics";

    private final StreamingMetrics streaming;
    private final SnapshotMetrics snapshot;
    private final HistoryMetrics history;
    private final BinlogWatch binlog;
    private final TableSizes sizes;
    private final SourceView own;
    private final List<Registration> registrations;
    private final ScheduledExecutorService ticker;
    private long ticks;
    private boolean binlogSeen;

    /**
     * What is shown beside what is counted.
     *
     * @param queueEvents how many events may wait
     * @param queueBytes how many bytes of them may wait
     * @param eventNames names of the binlog's event types by their codes
     */
    public record Limits(int queueEvents, long queueBytes, IntFunction<String> eventNames) {}

    private SourceMetrics(MetricsOptions options, MBeanNames names, ServerConnections connections, Limits limits) {
        Clock clock = Clock.systemUTC();
        streaming = new StreamingMetrics(options);
        snapshot = new SnapshotMetrics(clock);
        history = new HistoryMetrics(clock);
        binlog = new BinlogWatch(connections, streaming);
        sizes = new TableSizes(connections, snapshot);
        own = new SourceView(streaming, snapshot, binlog);
        registrations = List.of(
                new Registration(names.debezium(CONNECTOR, "snapshot"), new SnapshotView(snapshot, limits)),
                new Registration(names.debezium(CONNECTOR, "streaming"), new StreamingView(streaming, limits)),
                new Registration(names.debezium(CONNECTOR, "schema-history"), history),
                new Registration(names.own(), own));
        ticker = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "duplex-metrics-" + connections.server());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Registers the MBeans of a task. */
    public static SourceMetrics start(
            MetricsOptions options, MBeanNames names, ServerConnections connections, Limits limits) {
        SourceMetrics metrics = new SourceMetrics(options, names, connections, limits);
        metrics.registrations.forEach(Registration::attempt);
        ScheduledFuture<?> unused =
                metrics.ticker.scheduleWithFixedDelay(metrics::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        return metrics;
    }

    private void tick() {
        try {
            registrations.forEach(Registration::attempt);
            own.sample(System.nanoTime());
            sizes.look();
            boolean streams = !streaming.place.file().isEmpty();
            if (streams && (!binlogSeen || ++ticks % TICKS_BETWEEN_LOOKS == 0)) {
                binlogSeen = true;
                binlog.look();
            }
        } catch (RuntimeException unexpected) {
            // An executor says nothing of a failure and never runs the work again.
            LOG.warn("Metrics could not be brought up to date", unexpected);
        }
    }

    public StreamingMetrics streaming() {
        return streaming;
    }

    public SnapshotMetrics snapshot() {
        return snapshot;
    }

    public HistoryMetrics history() {
        return history;
    }

    /** The task failed, and somebody has to act. */
    public void failed() {
        if (streaming.place.file().isEmpty()) {
            snapshot.failed();
        } else {
            streaming.failed();
        }
    }

    /** Unregisters the MBeans. */
    @Override
    public void close() {
        ticker.shutdownNow();
        streaming.disconnected();
        snapshot.aborted();
        history.stopped();
        registrations.forEach(Registration::close);
    }
}
