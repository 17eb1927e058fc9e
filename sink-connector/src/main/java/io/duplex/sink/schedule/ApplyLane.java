// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * One thread that applies, one step after the other, so that the task's thread can go on polling Kafka while the target
 * takes its time.
 */
final class ApplyLane implements AutoCloseable {
    private final ScheduledExecutorService thread;

    ApplyLane(String name) {
        thread = Executors.newSingleThreadScheduledExecutor(step -> {
            Thread applier = new Thread(step, name);
            applier.setDaemon(true);
            return applier;
        });
    }

    /** Runs the step after all submitted before, and not before the delay is over. */
    Future<?> submit(Runnable step, Duration delay) {
        return thread.schedule(step, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs the step after all submitted before; nobody waits for it. */
    void execute(Runnable step) {
        thread.execute(step);
    }

    /**
     * Waits for a step's end; throws what the step threw.
     *
     * @return whether it has ended
     */
    static boolean await(Future<?> step, Duration atMost) {
        try {
            step.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while waiting for the target", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new ConnectException(failed.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
