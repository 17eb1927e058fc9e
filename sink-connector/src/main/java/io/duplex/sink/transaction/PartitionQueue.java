// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Records of one partition that wait for their turn, and how far the partition is done with. */
final class PartitionQueue {
    /** Heap of a marker or a statement beside its text. */
    private static final long SMALL = 600;

    private static final long NOTHING_HELD = -1;
    private static final long NOTHING_TOLD = -1;

    private final TopicPartition partition;
    private final Deque<Received> records = new ArrayDeque<>();
    private long bytes;
    private long next;
    private long held = NOTHING_HELD;
    private long told = NOTHING_TOLD;
    private Instant headSince = Instant.MAX;
    private boolean paused;

    PartitionQueue(TopicPartition partition, long first) {
        this.partition = partition;
        this.next = first;
    }

    TopicPartition partition() {
        return partition;
    }

    void add(Received record, Instant now) {
        if (records.isEmpty()) {
            headSince = now;
        }
        records.add(record);
        bytes += size(record);
        next = record.coordinates().offset() + 1;
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    @Nullable
    Received head() {
        return records.peek();
    }

    /** Returns since when the first record is the first. */
    Instant headSince() {
        return headSince;
    }

    /** Tells whether the first record has waited this long since then. */
    boolean isQuiet(Instant then, Duration quiet, Instant now) {
        Instant since = headSince.isAfter(then) ? headSince : then;
        return !since.plus(quiet).isAfter(now);
    }

    void drop(Instant now) {
        bytes -= size(records.remove());
        headSince = now;
    }

    /** Takes the first record out; the partition is not done with it before {@link #release}. */
    void hold(Instant now) {
        if (held == NOTHING_HELD) {
            held = records.element().coordinates().offset();
        }
        drop(now);
    }

    boolean holds() {
        return held != NOTHING_HELD;
    }

    void release() {
        held = NOTHING_HELD;
    }

    /** Returns the offset below which all records have been handed out or are without effect, unless it was told. */
    OptionalLong newlyDone() {
        long done = done();
        if (done == told) {
            return OptionalLong.empty();
        }
        told = done;
        return OptionalLong.of(done);
    }

    private long done() {
        if (held != NOTHING_HELD) {
            return held;
        }
        Received head = records.peek();
        return head == null ? next : head.coordinates().offset();
    }

    long bytes() {
        return bytes;
    }

    /** Tells whether it has enough waiting; once it has, until little is left. */
    boolean isAhead(long limit) {
        paused = paused ? bytes > limit / 2 : bytes > limit;
        return paused;
    }

    private static long size(Received record) {
        if (record instanceof Received.Row row) {
            return RowSize.of(row.change());
        }
        if (record instanceof Received.LooseRow row) {
            return RowSize.of(row.change());
        }
        if (record instanceof Received.Ddl ddl) {
            return SMALL + 2L * ddl.statement().length();
        }
        return SMALL;
    }
}
