// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Records that the worker has and Kafka does not have yet. The worker keeps each until Kafka has it, and its producer
 * counts only the compressed bytes, so that a slow broker would fill the heap.
 *
 * <p>Without effect until a first record is acknowledged: a runtime may do without.
 */
final class Unacknowledged {
    /** A part of the heap: what else a worker does needs the rest. */
    private static final int SHARE_OF_MEMORY = 16;

    /** Heap of a record without its values, and of its text in Kafka with its schema. */
    private static final long RECORD = 4_096;

    /** Heap of a byte of the binlog: as a value, as Kafka's bytes, and on the way from one to the other. */
    private static final long BYTE = 4;

    private final long most;
    private final Deque<Sent> batches = new ArrayDeque<>();
    private long bytes;
    private long sent;
    private long acknowledged;

    /** A batch: how many records were sent with it and before, and the estimated heap that it takes. */
    private record Sent(long last, long bytes) {}

    private Unacknowledged(long most) {
        this.most = most;
    }

    /** Allows as much as the heap does, but any number where the worker acknowledges only what it commits later. */
    static Unacknowledged in(Map<String, String> properties) {
        return "interval".equalsIgnoreCase(properties.get("transaction.boundary"))
                ? any()
                : of(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    }

    static Unacknowledged of(long most) {
        return new Unacknowledged(most);
    }

    /** Allows any number. */
    static Unacknowledged any() {
        return of(Long.MAX_VALUE);
    }

    /** Waits so long until more may be sent; returns whether it may. */
    synchronized boolean awaitRoom(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (acknowledged > 0 && bytes >= most) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /** The worker gets the batch. */
    synchronized RecordBatch sent(RecordBatch batch) {
        if (!batch.records().isEmpty()) {
            sent += batch.records().size();
            long size = batch.records().size() * RECORD + batch.bytes() * BYTE;
            bytes += size;
            batches.add(new Sent(sent, size));
        }
        return batch;
    }

    /** Kafka has one more record, whichever, or will never get it. */
    synchronized void acknowledged() {
        acknowledged++;
        Sent first = batches.peek();
        if (first != null && first.last() <= acknowledged) {
            batches.remove();
            bytes -= first.bytes();
            notifyAll();
        }
    }
}
