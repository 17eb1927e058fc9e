// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.metrics.StreamMetrics;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often one piece of work has failed in a row, and how long it is tried again. Used by one thread. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private final Policy policy;
    private int failures;
    private long firstFailure;

    Retries(Policy policy) {
        this.policy = policy;
    }

    /**
     * What all work of a stream has in common.
     *
     * @param timeout from the first failure on
     * @param ended is counted down when the stream is left
     * @param metrics of the stream
     */
    record Policy(Duration timeout, Backoff backoff, CountDownLatch ended, StreamMetrics metrics) {}

    /** The work has succeeded. */
    void succeeded() {
        failures = 0;
    }

    /**
     * Waits until the work is to be tried again.
     *
     * @throws ApplyFailure when it is not
     */
    void failed(ApplyFailure failure, String where) {
        if (failure.kind() == FailureKind.STOP) {
            throw failure;
        }
        long now = System.nanoTime();
        firstFailure = failures == 0 ? now : firstFailure;
        failures++;
        policy.metrics().retried();
        if (now - firstFailure >= policy.timeout().toNanos()) {
            throw failure.stopping("tried " + failures + " times within " + ScheduleOptions.RETRY_TIMEOUT + "="
                    + policy.timeout().toMillis() + ": ");
        }
        Duration delay = policy.backoff().after(failures);
        LOG.warn("Try {} failed at {}, next in {} ms: {}", failures, where, delay.toMillis(), failure.getMessage());
        try {
            if (policy.ended().await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CancellationException();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}
