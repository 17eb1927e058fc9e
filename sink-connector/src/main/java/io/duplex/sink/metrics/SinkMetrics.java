// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import io.duplex.protocol.metrics.NameValue;
import io.duplex.protocol.metrics.Registration;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one task, with an MBean for each source's stream from its first record to its last here. A task that
 * takes a stream over takes over the MBean's name.
 */
public final class SinkMetrics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkMetrics.class);
    private static final Duration TICK = Duration.ofSeconds(5);

    private final Task task;
    private final Map<String, Shown> streams = new ConcurrentHashMap<>();
    private final ScheduledExecutorService ticker;

    /**
     * What does not change.
     *
     * @param queueRows and {@code queueBytes}: limits of each stream's queue
     */
    public record Task(String connector, String channel, String target, long queueRows, long queueBytes) {}

    private record Shown(StreamMetrics metrics, StreamView view, Registration registration) {}

    /** Shows nothing yet. */
    public SinkMetrics(Task task) {
        this.task = task;
        this.ticker = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "duplex-metrics-" + task.connector());
            thread.setDaemon(true);
            return thread;
        });
        ScheduledFuture<?> unused =
                ticker.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public String connector() {
        return task.connector();
    }

    /** Returns the metrics of a source's stream, which goes on where it was unless it was left. */
    public StreamMetrics stream(String source) {
        return streams.computeIfAbsent(source, this::show).metrics();
    }

    private Shown show(String source) {
        StreamMetrics metrics = new StreamMetrics();
        StreamView view = new StreamView(task, metrics);
        Registration registration = new Registration(name(task.connector(), source), view);
        registration.attempt();
        return new Shown(metrics, view, registration);
    }

    /** Returns the MBean's name. */
    static ObjectName name(String connector, String source) {
        try {
            return new ObjectName(
                    "duplex:type=sink,connector=" + NameValue.of(connector) + ",source=" + NameValue.of(source));
        } catch (MalformedObjectNameException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void tick() {
        try {
            streams.values().forEach(shown -> {
                shown.registration().attempt();
                shown.view().sample(System.nanoTime());
            });
        } catch (RuntimeException unexpected) {
            // An executor says nothing of a failure and never runs the work again.
            LOG.warn("Metrics could not be brought up to date connector={}", task.connector(), unexpected);
        }
    }

    /** The stream is no longer applied here. */
    public void leave(String source) {
        Shown shown = streams.remove(source);
        if (shown != null) {
            shown.registration().close();
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        streams.keySet().forEach(this::leave);
    }
}
