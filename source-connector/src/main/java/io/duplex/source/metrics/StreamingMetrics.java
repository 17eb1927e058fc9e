// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.metrics.Counter;
import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is read from the binlog. {@link #connected} and {@link #disconnected} may come from any thread, all else
 * from the task's, which pays a few plain writes for a row.
 */
public final class StreamingMetrics {
    private static final long UNKNOWN = -1;

    final Counter events = new Counter();
    final Counter bytes = new Counter();
    final Counter creates = new Counter();
    final Counter updates = new Counter();
    final Counter deletes = new Counter();
    final Counter filtered = new Counter();
    final Counter erroneous = new Counter();
    final Counter unchanged = new Counter();
    final Counter transactions = new Counter();
    final Counter broken = new Counter();
    final Counter rows = new Counter();
    final AtomicLong connects = new AtomicLong();
    final AtomicLong disconnects = new AtomicLong();
    final TableActivity tables = new TableActivity();
    final TableActivity activity = new TableActivity();
    final LagStatistics lags;

    private final boolean active;
    private final AtomicLong lag = new AtomicLong(UNKNOWN);
    private final AtomicLong lastEventMillis = new AtomicLong(UNKNOWN);

    private long commitMillis;
    private boolean inTransaction;
    private long transactionBytes;
    private long transactionRows;

    volatile boolean activityPaused;
    volatile boolean connected;
    volatile boolean skipsUnchanged;
    volatile String server = "";
    volatile Place place = new Place(GtidSet.EMPTY, "", 0);
    volatile List<TableId> captured = List.of();
    volatile Largest largest = Largest.NONE;
    volatile Gauges gauges = Gauges.NONE;
    volatile @Nullable Gtid lastTransaction;
    private volatile @Nullable LastEvent lastEvent;

    /** How far the binlog is read. */
    record Place(GtidSet executed, String file, long pos) {}

    /** The most that one transaction had. */
    record Largest(long rows, long bytes, String gtid) {
        static final Largest NONE = new Largest(0, 0, "");
    }

    private record LastEvent(int type, long timestampSeconds, long serverId) {}

    /** What is looked up only when somebody asks. */
    public record Gauges(
            IntSupplier queueEvents,
            LongSupplier queueBytes,
            LongSupplier echoTransactions,
            LongSupplier echoStatements) {
        static final Gauges NONE = new Gauges(() -> 0, () -> 0, () -> 0, () -> 0);
    }

    /** Measures nothing yet. */
    public StreamingMetrics(MetricsOptions options) {
        this.active = options.activity();
        this.lags = new LagStatistics(options.statistics());
    }

    /** Returns metrics that nobody sees. */
    public static StreamingMetrics unseen() {
        return new StreamingMetrics(MetricsOptions.NONE);
    }

    /** The binlog of this server is being read. */
    public void connected(String from) {
        server = from;
        connects.incrementAndGet();
        connected = true;
    }

    /** The connection ended, for whatever reason. */
    public void disconnected() {
        if (connected) {
            connected = false;
            disconnects.incrementAndGet();
        }
    }

    /** Reading goes on over another connection: the open transaction begins again. */
    public void restarted() {
        inTransaction = false;
        transactionBytes = 0;
    }

    /**
     * An event came.
     *
     * @param type its code in the binlog
     * @param timestampSeconds when it was made, 0 when it only tells that the server is there
     * @param length in the binlog
     */
    public void event(int type, long timestampSeconds, long serverId, long length) {
        events.add(1);
        if (timestampSeconds > 0) {
            bytes.add(length);
            transactionBytes += length;
        }
        long now = System.currentTimeMillis();
        lastEventMillis.setOpaque(now);
        LastEvent former = lastEvent;
        if (former == null
                || former.type != type
                || former.timestampSeconds != timestampSeconds
                || former.serverId != serverId) {
            lastEvent = new LastEvent(type, timestampSeconds, serverId);
        }
        if (inTransaction) {
            lag.setOpaque(now - commitMillis);
        }
    }

    /** The server told that there is nothing to read. */
    public void idle() {
        lag.setOpaque(0);
        transactionBytes = 0;
    }

    /** A transaction begins, which was committed at that time. */
    public void begun(Gtid gtid, long committedMicros) {
        if (inTransaction) {
            broken.add(1);
        }
        inTransaction = true;
        transactionRows = 0;
        commitMillis = committedMicros / 1000;
        lastTransaction = gtid;
        lag.setOpaque(lastEventMillis.getPlain() - commitMillis);
    }

    /** A row of the transaction was read, captured or not. */
    public void rowRead() {
        transactionRows++;
    }

    /** The transaction is read whole. */
    public void committed(Gtid gtid) {
        transactions.add(1);
        inTransaction = false;
        Largest most = largest;
        if (transactionBytes > most.bytes || transactionRows > most.rows) {
            boolean larger = transactionBytes > most.bytes;
            largest = new Largest(
                    Math.max(transactionRows, most.rows),
                    Math.max(transactionBytes, most.bytes),
                    larger ? gtid.toString() : most.gtid);
        }
        transactionBytes = 0;
        transactionRows = 0;
    }

    /** Everything up to here was handed on. */
    public void reached(GtidSet executed, String file, long pos) {
        place = new Place(executed, file, pos);
    }

    /** A captured table's row becomes records. */
    public void row(TableId table, Operation operation) {
        switch (operation) {
            case CREATE -> creates.add(1);
            case UPDATE -> updates.add(1);
            case DELETE -> deletes.add(1);
            case READ, TRUNCATE, MESSAGE -> {
                // Counted by table only.
            }
        }
        rows.add(1);
        lags.add(lag.getPlain(), 1);
        tables.add(table, operation, 1);
        if (active && !activityPaused) {
            activity.add(table, operation, 1);
        }
    }

    /** A row was passed over: its table is not captured, or its operation or it itself is not wanted. */
    public void rowFiltered() {
        filtered.add(1);
    }

    /** Rows that did not change in a captured column are passed over, and will be counted. */
    public void skipsUnchanged() {
        skipsUnchanged = true;
    }

    /** A row was passed over because no captured column had changed. */
    public void rowUnchanged() {
        unchanged.add(1);
    }

    /** Reading failed, and somebody has to act. */
    public void failed() {
        erroneous.add(1);
    }

    /** These tables are captured now. */
    public void captured(List<TableId> now) {
        captured = List.copyOf(now);
    }

    /** Shows what these say. */
    public void watch(Gauges shown) {
        gauges = shown;
    }

    long lag() {
        return lag.getOpaque();
    }

    long millisSinceLastEvent() {
        long last = lastEventMillis.getOpaque();
        return last == UNKNOWN ? UNKNOWN : Math.max(0, System.currentTimeMillis() - last);
    }

    @Nullable
    String lastEvent(IntFunction<String> names) {
        LastEvent last = lastEvent;
        return last == null
                ? null
                : names.apply(last.type) + "/" + last.timestampSeconds * 1000 + " from server " + last.serverId;
    }

    void resetLag() {
        lag.set(UNKNOWN);
        lags.reset();
    }

    void reset() {
        for (Counter counter :
                List.of(events, creates, updates, deletes, filtered, erroneous, unchanged, transactions, broken)) {
            counter.reset();
        }
        disconnects.set(0);
        activity.reset();
        lastEventMillis.set(UNKNOWN);
        lastEvent = null;
        lastTransaction = null;
        resetLag();
    }
}
