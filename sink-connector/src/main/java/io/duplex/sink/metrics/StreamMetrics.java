// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Counts one source's stream; told by all its threads. Rows are counted when they are durable, once for each group. */
public final class StreamMetrics {
    final LongAdder duplicates = new LongAdder();
    final LongAdder echoes = new LongAdder();
    final LongAdder errantTransactions = new LongAdder();
    final LongAdder errantRecords = new LongAdder();
    final LongAdder conflicting = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder splits = new LongAdder();
    final LongAdder giveWays = new LongAdder();
    final LongAdder throttledNanos = new LongAdder();
    final KeyedCounts conflictsByTable = new KeyedCounts();
    final KeyedCounts conflictsByKind = new KeyedCounts();
    final KeyedCounts conflictsByDecision = new KeyedCounts();
    final Map<String, Long> estimates = new ConcurrentHashMap<>();
    final Map<Integer, LagWindow> lags = new ConcurrentHashMap<>();
    volatile StreamState state = StreamState.NONE;

    private final Clock clock = Clock.systemUTC();
    private final TableRows rows = new TableRows();
    private final Map<LanePhase, Long> formerLanes = new EnumMap<>(LanePhase.class);
    private List<LaneClock> lanes = List.of();
    private Applied applied = new Applied(0, 0, 0, 0, Optional.empty(), Instant.EPOCH);

    /** What was applied since the task began, and last. */
    record Applied(long transactions, long ddl, long groups, long largest, Optional<Gtid> last, Instant at) {
        private Applied plus(long added, TransactionHeader header, Instant now) {
            return new Applied(transactions + added, ddl, groups, largest, Optional.of(header.gtid()), now);
        }

        private Applied plusGroup(long size) {
            return new Applied(transactions, ddl, groups + 1, Math.max(largest, size), last, at);
        }

        private Applied plusDdl() {
            return new Applied(transactions, ddl + 1, groups, largest, last, at);
        }
    }

    StreamMetrics() {}

    /** Shows this from now on. */
    public void show(StreamState shown) {
        state = shown;
    }

    /** Returns clocks for so many workers, which take the place of those before. */
    public synchronized List<LaneClock> lanes(int count) {
        for (LanePhase phase : LanePhase.values()) {
            formerLanes.put(phase, nanos(phase));
        }
        List<LaneClock> fresh = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fresh.add(new LaneClock());
        }
        lanes = List.copyOf(fresh);
        return lanes;
    }

    /** A target transaction with these is durable. */
    public synchronized void applied(List<ReplicatedTransaction> transactions) {
        Instant now = clock.instant();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        long nanos = System.nanoTime();
        for (ReplicatedTransaction transaction : transactions) {
            rows.add(transaction.rows());
            if (!transaction.rows().isEmpty()) {
                lag(transaction.header(), micros, nanos);
            }
        }
        TransactionHeader last = transactions.get(transactions.size() - 1).header();
        applied = applied.plus(transactions.size(), last, now).plusGroup(transactions.size());
    }

    /** A large transaction is durable. */
    public synchronized void applied(TransactionHeader header, TableRows changed) {
        Instant now = clock.instant();
        rows.addAll(changed);
        lag(header, ChronoUnit.MICROS.between(Instant.EPOCH, now), System.nanoTime());
        applied = applied.plus(1, header, now);
    }

    /** A DDL statement has taken effect. */
    public synchronized void executed(TransactionHeader header) {
        applied = applied.plus(1, header, clock.instant()).plusDdl();
    }

    private void lag(TransactionHeader header, long micros, long nanos) {
        long committed = header.commit().originalCommitMicros();
        if (committed > 0) {
            lags.computeIfAbsent(header.origin().site(), site -> new LagWindow())
                    .add(micros - committed, nanos);
        }
    }

    /** Rows of a first copy are durable; the first one of a table may tell how many there should be. */
    public synchronized void copied(List<Received.SnapshotRow> copied) {
        copied(copied, Received.SnapshotRow::table);
        for (Received.SnapshotRow row : copied) {
            row.header()
                    .tableRows()
                    .ifPresent(estimate -> estimates.put(row.table().toString(), estimate));
        }
    }

    /** Rows of a snapshot are durable. */
    public synchronized <R> void copied(List<R> copied, Function<R, TableId> table) {
        for (R row : copied) {
            rows.add(table.apply(row), Operation.READ, 1);
        }
    }

    /** A transaction came that the target has. */
    public void duplicate() {
        duplicates.increment();
    }

    /** A transaction came from the target itself. */
    public void echo() {
        echoes.increment();
    }

    /** A transaction was handed over as errant. */
    public void errantTransaction() {
        errantTransactions.increment();
    }

    /** A record outside of transactions was handed over as errant. */
    public void errantRecord() {
        errantRecords.increment();
    }

    /** A durable target transaction had conflicts, each of which is told next. */
    public void conflicting() {
        conflicting.increment();
    }

    /** A change that did not fit was decided. */
    public void conflict(String table, String kind, String decision) {
        conflictsByTable.add(table);
        conflictsByKind.add(kind);
        conflictsByDecision.add(decision);
    }

    /** Work is tried again. */
    public void retried() {
        retries.increment();
    }

    /** A group is applied transaction by transaction. */
    public void split() {
        splits.increment();
    }

    /** A group undid what it had written in favour of an earlier one. */
    public void gaveWay() {
        giveWays.increment();
    }

    /** Applying was held up on purpose for this time. */
    public void throttled(long nanos) {
        throttledNanos.add(nanos);
    }

    synchronized Applied applied() {
        return applied;
    }

    synchronized long totalRows() {
        return rows.total();
    }

    synchronized Map<String, Long> rows(Operation operation) {
        return rows.of(operation);
    }

    /** Returns the time that all workers have spent in the phase. */
    synchronized long nanos(LanePhase phase) {
        return formerLanes.getOrDefault(phase, 0L)
                + lanes.stream().mapToLong(lane -> lane.nanos(phase)).sum();
    }

    synchronized int workers() {
        return lanes.size();
    }
}
