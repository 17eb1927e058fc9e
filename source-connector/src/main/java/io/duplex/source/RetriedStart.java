// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.binlog.Backoff;
import io.duplex.source.server.PassingFailure;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that starts as soon as its server answers: a server that is down when the task starts is no reason to fail,
 * as it is none later. One thread uses it, but for {@link #close}.
 */
final class RetriedStart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RetriedStart.class);

    private final Supplier<StartedSourceTask> start;
    private final Backoff backoff;
    private volatile @Nullable StartedSourceTask started;
    private volatile boolean closed;

    private RetriedStart(Supplier<StartedSourceTask> start, Backoff backoff) {
        this.start = start;
        this.backoff = backoff;
    }

    /**
     * Tries for the first time.
     *
     * @throws ConnectException when waiting does not help
     */
    static RetriedStart of(Supplier<StartedSourceTask> start, Backoff backoff) {
        RetriedStart source = new RetriedStart(start, backoff);
        source.attempt();
        return source;
    }

    private void attempt() {
        try {
            StartedSourceTask task = start.get();
            started = task;
            if (closed) {
                task.close();
            }
        } catch (ConnectException failed) {
            if (!PassingFailure.is(failed) || backoff.exhausted()) {
                throw failed;
            }
            LOG.warn(
                    "{}. Trying again in {} ms",
                    failed.getMessage(),
                    backoff.next().toMillis(),
                    failed);
        }
    }

    /** Returns the next records, none while the server does not answer. */
    RecordBatch poll(Duration patience) throws InterruptedException {
        StartedSourceTask task = started;
        if (task != null) {
            return task.poll(patience);
        }
        if (!closed && backoff.await(patience)) {
            attempt();
        }
        return RecordBatch.EMPTY;
    }

    /** Ends {@link #poll}; may come from another thread. */
    @Override
    public void close() {
        closed = true;
        backoff.close();
        StartedSourceTask task = started;
        if (task != null) {
            task.close();
        }
    }
}
