// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.position.StoredPositions.Stored;
import io.duplex.sink.schedule.AppliedSet;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.ChannelStart;
import io.duplex.sink.server.MarkMode;
import io.duplex.sink.server.SiteOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/**
 * The progress rows of one stream, one for each worker. Survives reconnects: a new connection is handed to
 * {@link #claim} or {@link #resume}. After the claim, each worker's thread uses its own row.
 *
 * <ul>
 *   <li>P1: every target transaction of the stream changes its worker's row first, so it is marked, and it commits with
 *       it.
 *   <li>P2: rows are changed only under the epoch of the last {@link #claim}; a task with an older one is fenced.
 *   <li>P3: {@link #applied} tells what is committed, never what is under way.
 *   <li>P4: what is applied is what any of the rows says.
 *   <li>P5: rows that tell a first copy tell the same one, and the farthest of them counts.
 * </ul>
 */
public final class PositionStore {
    private static final int WAIT_SECONDS = 3;
    private static final int ATTEMPTS = 20;

    private final ChannelKey key;
    private final int workers;
    private final ChannelStart start;
    private final String table;
    private final StoredPositions positions;
    private final AppliedTransactions applied = new AppliedTransactions();
    private final AtomicLongArray connections;
    private volatile long epoch;

    /** Touches nothing yet. */
    public PositionStore(ChannelKey key, int workers) {
        this(key, workers, ChannelStart.BEGINNING);
    }

    /**
     * Touches nothing yet.
     *
     * @param start what is on the target when the channel begins
     */
    public PositionStore(ChannelKey key, int workers, ChannelStart start) {
        this.key = key;
        this.workers = workers;
        this.start = start;
        this.positions = new StoredPositions(key);
        this.table = key.tables().qualified(MetadataTables.APPLIED_TRANSACTION);
        this.connections = new AtomicLongArray(workers);
    }

    public ChannelKey key() {
        return key;
    }

    /** Returns what is committed on the target; the same object for ever. */
    public AppliedSet applied() {
        return applied;
    }

    /**
     * Returns worker 0's row as of its last commit, but with all that is applied and at the place where the stream is;
     * while no other worker has work.
     */
    public PositionRow row() {
        return applied.joined();
    }

    /** Returns how far the first copy is, whichever worker has written it. */
    public PositionRow.Copy copy() {
        return applied.copy();
    }

    /** Returns the worker's row as of its last commit. */
    public PositionRow row(int worker) {
        return applied.row(worker);
    }

    /** Tells whether {@link #claim} has ever succeeded. */
    public boolean isClaimed() {
        return epoch > 0;
    }

    /** Makes this connection the owner of the stream: ends the sessions of an older owner and raises the epoch. */
    public void claim(Connection connection) throws SQLException {
        lock(connection, 0, OptionalLong.empty());
        endWorkers(connection);
        SortedMap<Integer, Stored> stored = positions.read(connection, OptionalInt.empty(), " FOR UPDATE");
        long next = stored.values().stream().mapToLong(Stored::epoch).max().orElse(0) + 1;
        GtidSet present = stored.isEmpty()
                ? atStart(connection)
                : stored.values().iterator().next().start();
        List<PositionRow> rows = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            Optional<Stored> known = Optional.ofNullable(stored.get(worker));
            rows.add(known.map(Stored::row).orElse(PositionRow.EMPTY));
            claim(connection, worker, next, known.isPresent());
        }
        if (stored.isEmpty() && !present.isEmpty()) {
            noteStart(connection, present);
        }
        SortedMap<Integer, Stored> excess = stored.tailMap(workers);
        if (!excess.isEmpty()) {
            rows.set(0, fold(connection, rows, excess, next));
        }
        connection.commit();
        epoch = next;
        applied.reset(rows, present);
        connections.set(0, connectionId(connection));
    }

    private GtidSet atStart(Connection connection) throws SQLException {
        return start.ofTarget() ? positions.ofOthers(connection) : start.gtids();
    }

    private void noteStart(Connection connection, GtidSet present) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE " + table + " SET start_gtid_set = ? WHERE channel = ? AND source = ? AND worker = 0")) {
            statement.setString(1, present.toString());
            statement.setString(2, key.channel());
            statement.setString(3, key.source());
            statement.executeUpdate();
        }
    }

    private void claim(Connection connection, int worker, long next, boolean exists) throws SQLException {
        String sql = exists
                ? "UPDATE " + table + " SET epoch = ? WHERE channel = ? AND source = ? AND worker = ?"
                : "INSERT INTO " + table + " (epoch, channel, source, worker, gtid_set) VALUES (?, ?, ?, ?, '')";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, next);
            statement.setString(2, key.channel());
            statement.setString(3, key.source());
            statement.setInt(4, worker);
            statement.executeUpdate();
        }
    }

    /** Workers that there are no longer: what they have applied becomes worker 0's. */
    private PositionRow fold(
            Connection connection, List<PositionRow> kept, SortedMap<Integer, Stored> excess, long next)
            throws SQLException {
        PositionRow first = kept.get(0);
        List<PositionRow> all = Stream.concat(
                        kept.stream(), excess.values().stream().map(Stored::row))
                .toList();
        GtidSet gtids = first.gtids();
        long transactions = first.transactions();
        for (Stored row : excess.values()) {
            gtids = gtids.plus(row.row().gtids());
            transactions += row.row().transactions();
        }
        PositionRow folded = PositionRow.joined(all, gtids, transactions);
        write(connection, 0, folded, next);
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM " + table + " WHERE channel = ? AND source = ? AND worker >= ?")) {
            delete.setString(1, key.channel());
            delete.setString(2, key.source());
            delete.setInt(3, workers);
            delete.executeUpdate();
        }
        return folded;
    }

    /** Ends the sessions of an older owner's other workers, which might hold their rows for long. */
    private void endWorkers(Connection connection) throws SQLException {
        SortedMap<Integer, Stored> stored = positions.read(connection, OptionalInt.empty(), "");
        connection.commit();
        int known = stored.isEmpty() ? 0 : stored.lastKey();
        for (int worker = 1; worker <= Math.max(known, workers - 1); worker++) {
            ChannelLock lock = new ChannelLock(connection, key, worker);
            OptionalLong holder = lock.holder();
            if (holder.isPresent()) {
                lock.kill(holder.getAsLong());
            }
        }
    }

    /**
     * Goes on with a new connection under the epoch of {@link #claim}.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    public void resume(Connection connection, int worker) throws SQLException {
        GtidSet known = applied.gtids();
        lock(connection, worker, OptionalLong.of(connections.get(worker)));
        PositionRow own = requireOwn(connection, worker);
        requireKept(connection, known);
        applied.set(worker, own);
        connection.commit();
        connections.set(worker, connectionId(connection));
    }

    /**
     * Learns what the worker has committed.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    public void reread(Connection connection, int worker) throws SQLException {
        applied.set(worker, requireOwn(connection, worker));
        connection.commit();
    }

    private void lock(Connection connection, int worker, OptionalLong predecessor) throws SQLException {
        ChannelLock lock = new ChannelLock(connection, key, worker);
        boolean resuming = predecessor.isPresent();
        for (int attempt = 1; !lock.acquire(WAIT_SECONDS); attempt++) {
            if (resuming) {
                requireOwn(connection, worker);
                connection.commit();
            }
            OptionalLong holder = lock.holder();
            // A new owner takes worker 0's lock before it raises the epoch, and the other locks after that.
            if (holder.isPresent() && (!resuming || worker > 0 || holder.getAsLong() == predecessor.getAsLong())) {
                lock.kill(holder.getAsLong());
            }
            if (attempt == ATTEMPTS) {
                throw new ApplyFailure(
                        FailureKind.RECONNECT,
                        "Another session still applies " + key + " after " + ATTEMPTS * WAIT_SECONDS + " seconds");
            }
        }
    }

    private PositionRow requireOwn(Connection connection, int worker) throws SQLException {
        Stored stored = positions.read(connection, OptionalInt.of(worker), "").get(worker);
        if (stored == null || stored.epoch() != epoch) {
            throw fenced();
        }
        return stored.row();
    }

    /** A server that does not write its log at each commit may have forgotten some when it comes back. */
    private void requireKept(Connection connection, GtidSet known) throws SQLException {
        GtidSet kept = positions.gtids(connection);
        if (!kept.containsAll(known)) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    "The target has lost transactions of " + key + " that it had committed: " + known.minus(kept)
                            + ". It crashed with innodb_flush_log_at_trx_commit other than 1, or is another server. "
                            + "Restart the task: it goes on from Kafka's offsets; if they are beyond what was lost, set "
                            + "the consumer group's offset back.");
        }
    }

    private ApplyFailure fenced() {
        return new ApplyFailure(
                FailureKind.STOP,
                "Another task has taken over " + key + " (this one had epoch " + epoch + " in " + table
                        + "), so this one stops. If two connectors use the same channel.name, give them different ones.");
    }

    /**
     * Writes the worker's row with which the open transaction will commit. Must be its first change.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    public void write(Connection connection, int worker, PositionRow next) throws SQLException {
        write(connection, worker, next, epoch);
        if (beginsAnew(worker, next)) {
            forgetPlaces(connection);
        }
    }

    private boolean beginsAnew(int worker, PositionRow next) {
        return worker == 0 && next.beginsAnew(applied.row(0));
    }

    /**
     * Returns what {@link #write} executes, to be sent with what follows it; its count of rows belongs to
     * {@link #requireWritten}. Empty when one statement is not enough.
     */
    public Optional<String> statement(int worker, PositionRow next) {
        return beginsAnew(worker, next)
                ? Optional.empty()
                : Optional.of(ProgressStatement.of(key, table, worker, next, epoch));
    }

    /**
     * Checks what the server has said to {@link #statement}.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    public void requireWritten(long matched) {
        if (matched != 1) {
            throw fenced();
        }
    }

    private void write(Connection connection, int worker, PositionRow next, long ownEpoch) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            requireWritten(statement.executeUpdate(ProgressStatement.of(key, table, worker, next, ownEpoch)));
        }
    }

    /** Worker 0 writes the first and the last record of a copy. */
    private void forgetPlaces(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE " + table + " SET last_gtid = NULL,"
                + " origin_site = NULL, origin_gtid = NULL, path = NULL, kafka_topic = NULL, kafka_partition = NULL,"
                + " kafka_offset = NULL, snapshot_id = NULL, snapshot_record = 0, snapshot_complete = 0,"
                + " snapshot_tables = NULL WHERE channel = ? AND source = ? AND worker > 0")) {
            statement.setString(1, key.channel());
            statement.setString(2, key.source());
            statement.executeUpdate();
        }
    }

    /** Makes the open transaction a marked one of this origin, without progress of the stream. */
    public void touch(Connection connection, int worker, Origin origin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE " + table + " SET origin_site = ?,"
                + " origin_gtid = ?, path = NULL, applied_at = CURRENT_TIMESTAMP(6)"
                + " WHERE channel = ? AND source = ? AND worker = ? AND epoch = ?")) {
            statement.setInt(1, origin.site());
            statement.setString(2, origin.gtid().toString());
            statement.setString(3, key.channel());
            statement.setString(4, key.source());
            statement.setInt(5, worker);
            statement.setLong(6, epoch);
            requireWritten(statement.executeUpdate());
        }
    }

    /** Notes that the transaction of {@link #write} is committed. */
    public void committed(int worker, PositionRow row) {
        applied.set(worker, row);
    }

    /** Tells whether no other stream is applied on this target. */
    public boolean alone(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT COUNT(*) FROM " + table + " WHERE NOT (channel = ? AND source = ?)")) {
            statement.setString(1, key.channel());
            statement.setString(2, key.source());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1) == 0;
            }
        }
    }

    /**
     * Refuses a transaction that another sink of the same source has applied: that may have been a part of it only.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP}, naming the other's channel and the remedy
     */
    public void requireOnlyChannel(Connection connection, Gtid gtid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT channel FROM " + table
                + " WHERE source = ? AND channel <> ? AND GTID_SUBSET(?, gtid_set) LIMIT 1")) {
            statement.setString(1, key.source());
            statement.setString(2, key.channel());
            statement.setString(3, gtid.toString());
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    throw new ApplyFailure(FailureKind.STOP, isOf(gtid, rows.getString(1)));
                }
            }
        }
    }

    private static String isOf(Gtid gtid, String other) {
        return "Transaction " + gtid + " is on the target already, applied by channel " + other
                + " of the same source, and a GTID is executed once. If that is this connector's former channel, set "
                + SiteOptions.CHANNEL + "=" + other + "; several sinks of one source into one target take "
                + SiteOptions.MARK_MODE + "=" + MarkMode.SESSION.value() + ".";
    }

    private static long connectionId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CONNECTION_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
