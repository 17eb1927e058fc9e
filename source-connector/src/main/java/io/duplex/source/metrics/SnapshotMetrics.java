// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.metrics.Counter;
import io.duplex.protocol.table.TableId;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what a snapshot copies. The task's thread tells it, groups of rows at a time. */
public final class SnapshotMetrics {
    private final Clock clock;
    final Set<TableId> tables = new ConcurrentSkipListSet<>();
    final Set<TableId> remaining = new ConcurrentSkipListSet<>();
    final Map<String, Long> rows = new ConcurrentSkipListMap<>();
    final Map<String, Long> chunks = new ConcurrentSkipListMap<>();
    final Map<String, Long> chunksDone = new ConcurrentSkipListMap<>();
    /** Rows that each table is guessed to have. */
    final Map<String, Long> estimates = new ConcurrentHashMap<>();

    final Counter events = new Counter();
    final Counter erroneous = new Counter();

    volatile State state = State.NONE;
    volatile boolean globalLock;
    volatile Chunk chunk = Chunk.NONE;
    volatile @Nullable String lastEvent;
    private final AtomicLong pausedMillis = new AtomicLong();
    private volatile long begunMillis;
    private volatile long endedMillis;
    private volatile long pausedAtMillis;
    private volatile long lastEventMillis = -1;

    /** Where a snapshot is. */
    enum State {
        NONE,
        RUNNING,
        PAUSED,
        COMPLETED,
        ABORTED,
        SKIPPED
    }

    /** The part that is being copied, and its table's ends. */
    record Chunk(@Nullable String id, Ends ends, Ends table) {
        static final Chunk NONE = new Chunk(null, Ends.NONE, Ends.NONE);
    }

    /** Keys with which something begins and ends. */
    record Ends(@Nullable String from, @Nullable String to) {
        static final Ends NONE = new Ends(null, null);

        static Ends of(List<?> from, List<?> to) {
            return new Ends(text(from), text(to));
        }

        private static @Nullable String text(List<?> key) {
            return key.isEmpty() ? null : Arrays.toString(key.toArray());
        }
    }

    /** Measures nothing yet. */
    public SnapshotMetrics(Clock clock) {
        this.clock = clock;
    }

    /** A snapshot begins, or goes on. */
    public void started() {
        forget();
        begunMillis = clock.millis();
        state = State.RUNNING;
    }

    private void forget() {
        tables.clear();
        remaining.clear();
        rows.clear();
        chunks.clear();
        chunksDone.clear();
        estimates.clear();
        chunk = Chunk.NONE;
        globalLock = false;
        begunMillis = 0;
        endedMillis = 0;
        pausedAtMillis = 0;
        pausedMillis.set(0);
    }

    /** The lock on the whole server is held, or no longer. */
    public void globalLock(boolean held) {
        globalLock = held;
    }

    /** The rows of these will be copied. */
    public void tablesKnown(List<TableId> known) {
        tables.addAll(known);
        remaining.addAll(known);
    }

    /** A table is guessed to have so many rows. */
    public void estimated(TableId table, long estimate) {
        if (estimate >= 0) {
            estimates.put(table.toString(), estimate);
        }
    }

    /** The copy of a table, in that many parts, begins. */
    public void tableStarted(TableId table, long partCount) {
        chunks.put(table.toString(), partCount);
        chunksDone.putIfAbsent(table.toString(), 0L);
        rows.putIfAbsent(table.toString(), 0L);
    }

    /** A part's rows follow; the keys are empty where the table begins or ends. */
    public void chunkStarted(TableId table, int number, List<Object> after, List<Object> upTo) {
        chunk = new Chunk(table + "/" + number, Ends.of(after, upTo), Ends.NONE);
    }

    /**
     * A part of an incremental snapshot is read.
     *
     * @param id as the watermarks in the signal table name it
     * @param from key of its first row
     * @param to key of its last row
     */
    public void window(String id, List<?> from, List<?> to) {
        chunk = new Chunk(id, Ends.of(from, to), chunk.table());
    }

    /** The first part of a table that an incremental snapshot reads begins and the table ends with these keys. */
    public void tableEnds(List<?> from, List<?> to) {
        chunk = new Chunk(chunk.id(), chunk.ends(), Ends.of(from, to));
    }

    /** No part of an incremental snapshot is read. */
    public void noWindow() {
        chunk = Chunk.NONE;
    }

    /** So many rows of the table are copied by now. */
    public void rowsCopied(TableId table, long copied) {
        String name = table.toString();
        Long former = rows.put(name, copied);
        events.add(copied - (former == null ? 0 : former));
        lastEvent = "table: " + name + ", row: " + copied;
        lastEventMillis = clock.millis();
    }

    /** All rows of a part are copied. */
    public void chunkCompleted(TableId table) {
        chunksDone.merge(table.toString(), 1L, Long::sum);
    }

    /** All rows of a table are copied. */
    public void tableCompleted(TableId table, long copied) {
        rowsCopied(table, copied);
        remaining.remove(table);
    }

    /** Nothing is copied for a while. */
    public void paused() {
        pausedAtMillis = clock.millis();
        state = State.PAUSED;
    }

    /** The copy goes on. */
    public void resumed() {
        pausedMillis.addAndGet(clock.millis() - pausedAtMillis);
        pausedAtMillis = 0;
        state = State.RUNNING;
    }

    /** All is copied. */
    public void completed() {
        ended(State.COMPLETED);
    }

    /** It ended before all was copied. */
    public void aborted() {
        if (state == State.RUNNING || state == State.PAUSED) {
            ended(State.ABORTED);
        }
    }

    /** There was nothing to copy. */
    public void skipped() {
        state = State.SKIPPED;
    }

    /** It failed, and somebody has to act. */
    public void failed() {
        erroneous.add(1);
    }

    private void ended(State how) {
        endedMillis = clock.millis();
        chunk = Chunk.NONE;
        globalLock = false;
        state = how;
    }

    Duration duration() {
        if (begunMillis == 0) {
            return Duration.ZERO;
        }
        return Duration.ofMillis((endedMillis == 0 ? clock.millis() : endedMillis) - begunMillis);
    }

    Duration pausedFor() {
        long since = pausedAtMillis;
        return Duration.ofMillis(pausedMillis.get() + (since == 0 ? 0 : clock.millis() - since));
    }

    long millisSinceLastEvent() {
        long last = lastEventMillis;
        return last < 0 ? -1 : Math.max(0, clock.millis() - last);
    }

    long copied() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns how many rows there are to copy in all, -1 when a table's size is not known. */
    long estimated() {
        long sum = 0;
        for (TableId table : tables) {
            String name = table.toString();
            long copied = rows.getOrDefault(name, 0L);
            if (!remaining.contains(table)) {
                sum += copied;
            } else if (estimates.containsKey(name)) {
                sum += Math.max(copied, estimates.getOrDefault(name, 0L));
            } else {
                return -1;
            }
        }
        return sum;
    }

    /** Returns the rows copied per second, pauses left out. */
    double rowsPerSecond() {
        double seconds = duration().minus(pausedFor()).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : copied() / seconds;
    }

    /** Returns how long the rest takes at the speed so far, 0 when nothing is left, -1 when nobody knows. */
    long secondsLeft() {
        State now = state;
        if (now != State.RUNNING && now != State.PAUSED) {
            return now == State.COMPLETED || now == State.SKIPPED ? 0 : -1;
        }
        long all = estimated();
        double speed = rowsPerSecond();
        return all < 0 || speed <= 0 || tables.isEmpty() ? -1 : Math.round((all - copied()) / speed);
    }

    void reset() {
        forget();
        state = State.NONE;
        events.reset();
        erroneous.reset();
        lastEvent = null;
        lastEventMillis = -1;
    }
}
