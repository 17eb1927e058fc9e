// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a source has come: the offset that Kafka Connect keeps, under Debezium's keys so that offsets of either
 * connector are understood by the other.
 *
 * <p>Invariant: {@code executed} never holds the transaction that the offset is inside of; {@code event} and
 * {@code row} say how much of that one is done. So a restart asks the server for everything but {@code executed}, gets
 * the started transaction again from its beginning, and leaves out what was done.
 *
 * @param file binlog file in which the transaction begins
 * @param pos where it begins
 * @param executed GTIDs of all transactions that are done; empty when the offset is of a server without GTIDs
 * @param event events of the started transaction that are done, BEGIN counted; 0 between transactions
 * @param row rows of the next event that are done
 * @param serverId of the last event, 0 when unknown
 * @param timestampSeconds of the last event, 0 when unknown
 * @param transaction the transaction that the offset is inside of or just after
 * @param snapshot how far the first copy is
 * @param incremental how far an incremental snapshot is, which runs beside the binlog
 */
public record SourceOffset(
        String file,
        long pos,
        Optional<GtidSet> executed,
        long event,
        long row,
        long serverId,
        long timestampSeconds,
        Optional<TransactionProgress> transaction,
        Snapshot snapshot,
        Optional<IncrementalProgress> incremental) {

    public static final String FILE = "file";
    public static final String POS = "pos";
    public static final String GTIDS = "gtids";
    public static final String EVENT = "event";
    public static final String ROW = "row";
    public static final String SERVER_ID = "server_id";
    public static final String TIMESTAMP = "ts_sec";
    public static final String TRANSACTION_ID = "transaction_id";
    public static final String COUNT_PREFIX = "transaction_data_collection_order_";
    public static final String SNAPSHOT = "snapshot";
    public static final String SNAPSHOT_COMPLETED = "snapshot_completed";

    /** Kind of the snapshot that reads a record between those of the binlog. */
    public static final String INCREMENTAL = "INCREMENTAL";

    /** Kind of the snapshot for which the binlog waits. */
    public static final String BLOCKING = "BLOCKING";

    /** Duplex's own: how far the snapshot is. Debezium passes it over. */
    public static final String SNAPSHOT_PLACE = "duplex_snapshot";

    /** Duplex's own: blocking snapshots that were asked for and have not ended. Debezium passes it over. */
    public static final String SNAPSHOT_REQUESTS = "duplex_blocking_snapshot";

    private static final Set<String> KEYS = Set.of(
            FILE,
            POS,
            GTIDS,
            EVENT,
            ROW,
            SERVER_ID,
            TIMESTAMP,
            TRANSACTION_ID,
            SNAPSHOT,
            SNAPSHOT_COMPLETED,
            SNAPSHOT_PLACE,
            SNAPSHOT_REQUESTS);
    private static final List<String> KEY_PREFIXES = List.of(COUNT_PREFIX, "incremental_snapshot_", "snapshot_");

    /**
     * How many records of a transaction were made.
     *
     * @param id the transaction's GTID
     * @param counts records by table ({@code database.table}), so that numbering goes on after a restart
     */
    public record TransactionProgress(String id, Map<String, Long> counts) {
        public TransactionProgress {
            counts = counts instanceof TableCounts.View
                    ? counts
                    : Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        }

        /** Returns how many records were made for all tables. */
        public long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * State of the first copy.
     *
     * @param kind Debezium's name of the running snapshot (INITIAL, BLOCKING, ...), empty when none runs
     * @param completed whether the running snapshot's last record was made
     * @param place how far the running one is, in a form that only the snapshot knows
     * @param requests blocking snapshots that were asked for and how far they are, in a form that only these know
     */
    public record Snapshot(
            Optional<String> kind, boolean completed, Optional<String> place, Optional<String> requests) {
        private static final Set<String> ON_DEMAND = Set.of(INCREMENTAL, BLOCKING);

        /** No snapshot runs. */
        public static final Snapshot NONE = new Snapshot(Optional.empty(), false);

        /** A snapshot of which nothing more is known. */
        public Snapshot(Optional<String> kind, boolean completed) {
            this(kind, completed, Optional.empty());
        }

        /** The first copy, at a place. */
        public Snapshot(Optional<String> kind, boolean completed, Optional<String> place) {
            this(kind, completed, place, Optional.empty());
        }

        /** A blocking snapshot makes records. */
        public static Snapshot blocking(boolean completed, Optional<String> requests) {
            return new Snapshot(Optional.of(BLOCKING), completed, Optional.empty(), requests);
        }

        /** Tells whether a first copy began and was not finished. Those that signals ask for do not hold up a start. */
        public boolean unfinished() {
            return kind.isPresent() && !completed && !ON_DEMAND.contains(kind.get());
        }
    }

    /** Returns the offset between transactions: all of {@code executed} is done and nothing more. */
    public static SourceOffset after(GtidSet executed, EventPosition position) {
        return new SourceOffset(
                position.file(),
                position.pos(),
                Optional.of(executed),
                0,
                0,
                position.serverId(),
                seconds(position),
                Optional.empty(),
                Snapshot.NONE,
                Optional.empty());
    }

    /**
     * Returns the offset inside a transaction.
     *
     * @param executed what was done before the transaction
     * @param transaction the transaction's GTID
     * @param begin where the transaction begins
     * @param row the row whose record is made; it is not made again
     * @param counts records made of the transaction by table, this one counted
     */
    public static SourceOffset inside(
            GtidSet executed, Gtid transaction, EventPosition begin, EventPosition row, Map<String, Long> counts) {
        return inside(executed, begin, row).withTransaction(new TransactionProgress(transaction.toString(), counts));
    }

    /**
     * Returns the offset inside a transaction whose records are not counted.
     *
     * @param executed what was done before the transaction
     * @param begin where the transaction begins
     * @param row the row whose record is made; it is not made again
     */
    public static SourceOffset inside(GtidSet executed, EventPosition begin, EventPosition row) {
        return new SourceOffset(
                begin.file(),
                begin.pos(),
                Optional.of(executed),
                row.event(),
                row.row() + 1,
                row.serverId(),
                seconds(row),
                Optional.empty(),
                Snapshot.NONE,
                Optional.empty());
    }

    /**
     * Returns the offset at a transaction's BEGIN: nothing of it is done, so BEGIN is read again.
     *
     * @param executed what was done before the transaction
     */
    public static SourceOffset atBegin(GtidSet executed, Gtid transaction, EventPosition begin) {
        return after(executed, begin).withTransaction(new TransactionProgress(transaction.toString(), Map.of()));
    }

    /** Returns the partition that Debezium's connectors use too. */
    public static Map<String, String> partition(String topicPrefix) {
        return Map.of("server", topicPrefix);
    }

    public SourceOffset withTransaction(TransactionProgress progress) {
        return new SourceOffset(
                file,
                pos,
                executed,
                event,
                row,
                serverId,
                timestampSeconds,
                Optional.of(progress),
                snapshot,
                incremental);
    }

    /**
     * Returns the offset at the same file and position with what is executed there. A transaction that was told whole
     * may not be among that, and is no longer named as told.
     */
    public SourceOffset withExecuted(GtidSet set) {
        boolean between = event == 0 && row == 0;
        return new SourceOffset(
                file,
                pos,
                Optional.of(set),
                event,
                row,
                serverId,
                timestampSeconds,
                between ? Optional.empty() : transaction,
                snapshot,
                incremental);
    }

    public SourceOffset withSnapshot(Snapshot state) {
        return new SourceOffset(
                file, pos, executed, event, row, serverId, timestampSeconds, transaction, state, incremental);
    }

    /** Returns this offset with how far an incremental snapshot is. */
    public SourceOffset withIncremental(Optional<IncrementalProgress> progress) {
        return new SourceOffset(
                file, pos, executed, event, row, serverId, timestampSeconds, transaction, snapshot, progress);
    }

    /** Returns this offset with the blocking snapshots that were asked for. */
    public SourceOffset withRequests(Optional<String> requests) {
        return snapshot.requests().equals(requests)
                ? this
                : withSnapshot(new Snapshot(snapshot.kind(), snapshot.completed(), snapshot.place(), requests));
    }

    /** Tells whether an offset may have this key, be it of ours or of Debezium's. */
    public static boolean isKey(String name) {
        return KEYS.contains(name) || KEY_PREFIXES.stream().anyMatch(name::startsWith);
    }

    /** Returns the map for Kafka Connect. Of a completed snapshot it tells nothing, as with Debezium. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        snapshot.kind().filter(kind -> !snapshot.completed()).ifPresent(kind -> {
            map.put(SNAPSHOT, kind);
            snapshot.place().ifPresent(place -> map.put(SNAPSHOT_PLACE, place));
        });
        snapshot.requests().ifPresent(requests -> map.put(SNAPSHOT_REQUESTS, requests));
        transaction.ifPresent(progress -> {
            map.put(TRANSACTION_ID, progress.id());
            progress.counts().forEach((table, count) -> map.put(COUNT_PREFIX + table, count));
        });
        putUnlessZero(map, TIMESTAMP, timestampSeconds);
        map.put(FILE, file);
        map.put(POS, pos);
        executed.ifPresent(set -> map.put(GTIDS, set.toString()));
        putUnlessZero(map, ROW, row);
        putUnlessZero(map, EVENT, event);
        putUnlessZero(map, SERVER_ID, serverId);
        incremental.ifPresent(progress -> progress.putInto(map));
        return map;
    }

    /**
     * Reads {@link #toMap}'s map, also Debezium's.
     *
     * @throws IllegalArgumentException when a value is of another form
     */
    public static SourceOffset of(Map<String, ?> map) {
        return new SourceOffset(
                text(map, FILE).orElse(""),
                number(map, POS),
                text(map, GTIDS).map(GtidSet::parse),
                number(map, EVENT),
                number(map, ROW),
                number(map, SERVER_ID),
                number(map, TIMESTAMP),
                text(map, TRANSACTION_ID).map(id -> new TransactionProgress(id, counts(map))),
                new Snapshot(
                        text(map, SNAPSHOT).filter(kind -> !"false".equalsIgnoreCase(kind)),
                        Boolean.parseBoolean(text(map, SNAPSHOT_COMPLETED).orElse("false")),
                        text(map, SNAPSHOT_PLACE),
                        text(map, SNAPSHOT_REQUESTS)),
                IncrementalProgress.of(map));
    }

    private static Map<String, Long> counts(Map<String, ?> map) {
        Map<String, Long> counts = new TreeMap<>();
        for (String key : map.keySet()) {
            if (key.startsWith(COUNT_PREFIX)) {
                counts.put(key.substring(COUNT_PREFIX.length()), number(map, key));
            }
        }
        return counts;
    }

    private static long seconds(EventPosition position) {
        return position.timestampMicros() / 1_000_000;
    }

    private static void putUnlessZero(Map<String, Object> map, String key, long value) {
        if (value != 0) {
            map.put(key, value);
        }
    }

    private static Optional<String> text(Map<String, ?> map, String key) {
        return Optional.ofNullable(value(map, key)).map(Object::toString);
    }

    private static @Nullable Object value(Map<String, ?> map, String key) {
        return map.get(key);
    }

    private static long number(Map<String, ?> map, String key) {
        Object value = value(map, key);
        if (value instanceof Number number) {
            return number.longValue();
        }
        try {
            return value == null ? 0 : Long.parseLong(value.toString());
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    "Offset '" + key + "' is no number: '" + value + "'; the connector's offsets can be corrected or "
                            + "deleted through Kafka Connect's REST interface",
                    notANumber);
        }
    }
}
