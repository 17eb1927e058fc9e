// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.MDC;

/**
 * Makes the next batch of records on a thread of its own while Kafka Connect converts and sends the last one. At most one
 * finished batch waits, and none is made while the worker has a large one.
 */
final class RecordPump implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(10);

    private final RetriedStart source;
    private final Duration patience;
    private final long largeBytes;
    private final Semaphore used = new Semaphore(0);
    private final SynchronousQueue<RecordBatch> batches = new SynchronousQueue<>();
    private final FutureTask<Void> run;
    private final Thread thread;
    private volatile boolean closed;

    /** Whether the worker has a large batch; belongs to the worker's thread. */
    private boolean lent;

    private RecordPump(RetriedStart source, String connector, Duration patience, long largeBytes) {
        this.source = source;
        this.largeBytes = largeBytes;
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

    /**
     * Begins to make batches of this source.
     *
     * @param largeBytes of a batch that is not to be in memory beside another one
     */
    static RecordPump start(RetriedStart source, String connector, Duration patience, long largeBytes) {
        RecordPump pump = new RecordPump(source, connector, patience, largeBytes);
        pump.thread.setDaemon(true);
        pump.thread.start();
        return pump;
    }

    private Void pump() throws InterruptedException {
        while (!closed) {
            if (handedOver(source.poll(patience))) {
                used.acquire();
            }
        }
        return null;
    }

    /** Hands the batch over and forgets it; returns whether the next one has to wait until it is used. */
    private boolean handedOver(RecordBatch batch) throws InterruptedException {
        if (!batch.records().isEmpty() || batch.torn()) {
            batches.put(batch);
            return large(batch);
        }
        // Without records it only tells whether a transaction is open, which a later one tells too.
        boolean unused = batches.offer(batch);
        return false;
    }

    private boolean large(RecordBatch batch) {
        return batch.bytes() > largeBytes && !batch.records().isEmpty();
    }

    /**
     * Returns the next batch, empty when none came in time.
     *
     * @throws ConnectException with which the source ended, after all batches that it made before
     */
    Optional<RecordBatch> poll(Duration wait) throws InterruptedException {
        if (lent) {
            lent = false;
            used.release();
        }
        RecordBatch batch = batches.poll(run.isDone() ? 0 : wait.toMillis(), TimeUnit.MILLISECONDS);
        if (batch == null && run.isDone() && !closed) {
            fail();
        }
        lent = batch != null && large(batch);
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
