// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.MDC;

/**
 * Makes the next batch of records on a thread of its own while Kafka Connect converts and sends the last one. At most one
 * finished batch waits.
 */
final class RecordPump implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);

    private final RetriedStart source;
    private final Duration patience;
    private final SynchronousQueue<RecordBatch> batches = new SynchronousQueue<>();
    private final FutureTask<Void> run;
    private final Thread thread;
    private volatile boolean closed;

    private RecordPump(RetriedStart source, String connector, Duration patience) {
        this.source = source;
        this.patience = patience;
        Map<String, String> context = MDC.getCopyOfContextMap();
        this.run = new FutureTask<>(() -> {
            if (context != null) {
                MDC.setContextMap(context); // the worker's log lines name the connector by it
            }
            return pump();
        });
        this.thread = new Thread(run, "duplex-records-" + connector);
    }

    /** Begins to make batches of this source. */
    static RecordPump start(RetriedStart source, String connector, Duration patience) {
        RecordPump pump = new RecordPump(source, connector, patience);
        pump.thread.setDaemon(true);
        pump.thread.start();
        return pump;
    }

    private Void pump() throws InterruptedException {
        while (!closed) {
            RecordBatch batch = source.poll(patience);
            if (!batch.records().isEmpty() || batch.torn()) {
                batches.put(batch);
            } else {
                // Without records it only tells whether a transaction is open, which a later one tells too.
                boolean unused = batches.offer(batch);
            }
        }
        return null;
    }

    /**
     * Returns the next batch, empty when none came in time.
     *
     * @throws ConnectException with which the source ended, after all batches that it made before
     */
    Optional<RecordBatch> poll(Duration wait) throws InterruptedException {
        RecordBatch batch = batches.poll(run.isDone() ? 0 : wait.toMillis(), TimeUnit.MILLISECONDS);
        if (batch == null && run.isDone() && !closed) {
            fail();
        }
        return Optional.ofNullable(batch);
    }

    private void fail() throws InterruptedException {
        try {
            run.get();
        } catch (ExecutionException ended) {
            if (ended.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (ended.getCause() instanceof Error error) {
                throw error;
            }
            throw new ConnectException(ended.getCause());
        }
    }

    /** Ends the thread and {@link #poll}; may come from another thread. */
    @Override
    public void close() {
        closed = true;
        source.close();
        thread.interrupt();
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
