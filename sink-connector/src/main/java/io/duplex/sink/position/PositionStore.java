// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.schedule.AppliedSet;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The progress row of one stream. Survives reconnects: a new connection is handed to {@link #claim} or {@link #resume}.
 *
 * <ul>
 *   <li>P1: every target transaction of the stream changes the row first, so it is marked, and it commits with it.
 *   <li>P2: the row is changed only under the epoch of the last {@link #claim}; a task with an older one is fenced.
 *   <li>P3: {@link #applied} tells what is committed, never what is under way.
 * </ul>
 */
public final class PositionStore {
    private static final int WAIT_SECONDS = 3;
    private static final int ATTEMPTS = 20;

    private final ChannelKey key;
    private final String table;
    private final AppliedTransactions applied = new AppliedTransactions();
    private long epoch;
    private long ownConnection;

    /** Touches nothing yet. */
    public PositionStore(ChannelKey key) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.APPLIED_TRANSACTION);
    }

    public ChannelKey key() {
        return key;
    }

    /** Returns what is committed on the target; the same object for ever. */
    public AppliedSet applied() {
        return applied;
    }

    /** Returns the row as of the last commit. */
    public PositionRow row() {
        return applied.row();
    }

    /** Tells whether {@link #claim} has ever succeeded. */
    public boolean isClaimed() {
        return epoch > 0;
    }

    /** Makes this connection the owner of the stream: ends the session of an older owner and raises the epoch. */
    public void claim(Connection connection) throws SQLException {
        lock(connection, OptionalLong.empty());
        Optional<Stored> stored = read(connection, " FOR UPDATE");
        long next = stored.map(Stored::epoch).orElse(0L) + 1;
        String sql = stored.isPresent()
                ? "UPDATE " + table + " SET epoch = ?, applied_at = CURRENT_TIMESTAMP(6)"
                        + " WHERE channel = ? AND source = ? AND worker = 0"
                : "INSERT INTO " + table + " (epoch, channel, source, worker, gtid_set) VALUES (?, ?, ?, 0, '')";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, next);
            statement.setString(2, key.channel());
            statement.setString(3, key.source());
            statement.executeUpdate();
        }
        connection.commit();
        epoch = next;
        applied.set(stored.map(Stored::row).orElse(PositionRow.EMPTY));
        ownConnection = connectionId(connection);
    }

    /**
     * Goes on with a new connection under the epoch of {@link #claim}.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    public void resume(Connection connection) throws SQLException {
        lock(connection, OptionalLong.of(ownConnection));
        applied.set(requireOwn(read(connection, "")));
        connection.commit();
        ownConnection = connectionId(connection);
    }

    private void lock(Connection connection, OptionalLong predecessor) throws SQLException {
        ChannelLock lock = new ChannelLock(connection, key);
        boolean resuming = predecessor.isPresent();
        for (int attempt = 1; !lock.acquire(WAIT_SECONDS); attempt++) {
            if (resuming) {
                requireOwn(read(connection, ""));
                connection.commit();
            }
            OptionalLong holder = lock.holder();
            if (holder.isPresent() && (!resuming || holder.getAsLong() == predecessor.getAsLong())) {
                lock.kill(holder.getAsLong());
            }
            if (attempt == ATTEMPTS) {
                throw new ApplyFailure(
                        FailureKind.RECONNECT,
                        "Another session still applies " + key + " after " + ATTEMPTS * WAIT_SECONDS + " seconds");
            }
        }
    }

    private PositionRow requireOwn(Optional<Stored> stored) {
        if (stored.isEmpty() || stored.get().epoch() != epoch) {
            throw fenced();
        }
        return stored.get().row();
    }

    private ApplyFailure fenced() {
        return new ApplyFailure(
                FailureKind.STOP,
                "Another task has taken over " + key + " (this one had epoch " + epoch + " in " + table
                        + "), so this one stops. If two connectors use the same channel.name, give them different ones.");
    }

    /**
     * Writes the row with which the open transaction will commit. Must be its first change.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    public void write(Connection connection, PositionRow next) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE " + table + " SET origin_site = ?,"
                + " origin_gtid = ?, gtid_set = ?, last_gtid = ?, snapshot_id = ?, snapshot_record = ?,"
                + " snapshot_complete = ?, snapshot_tables = ?, kafka_topic = ?, kafka_partition = ?,"
                + " kafka_offset = ?, source_committed_at = ?, transactions = ?, applied_at = CURRENT_TIMESTAMP(6)"
                + " WHERE channel = ? AND source = ? AND worker = 0 AND epoch = ?")) {
            bindTransaction(statement, next);
            bindCopy(statement, next.copy());
            bindRecord(statement, next.next());
            statement.setLong(13, next.transactions());
            statement.setString(14, key.channel());
            statement.setString(15, key.source());
            statement.setLong(16, epoch);
            requireRow(statement.executeUpdate());
        }
    }

    /** Makes the open transaction a marked one of this origin, without progress of the stream. */
    public void touch(Connection connection, Origin origin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("UPDATE " + table + " SET origin_site = ?,"
                + " origin_gtid = ?, applied_at = CURRENT_TIMESTAMP(6)"
                + " WHERE channel = ? AND source = ? AND worker = 0 AND epoch = ?")) {
            statement.setInt(1, origin.site());
            statement.setString(2, origin.gtid().toString());
            statement.setString(3, key.channel());
            statement.setString(4, key.source());
            statement.setLong(5, epoch);
            requireRow(statement.executeUpdate());
        }
    }

    /** Notes that the transaction of {@link #write} is committed. */
    public void committed(PositionRow row) {
        applied.set(row);
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

    private void requireRow(int matched) {
        if (matched != 1) {
            throw fenced();
        }
    }

    private static void bindTransaction(PreparedStatement statement, PositionRow row) throws SQLException {
        Optional<PositionRow.Last> last = row.last();
        statement.setObject(1, last.map(l -> l.origin().site()).orElse(null), Types.INTEGER);
        statement.setString(2, last.map(l -> l.origin().gtid().toString()).orElse(null));
        statement.setString(3, row.gtids().toString());
        statement.setString(
                4, last.flatMap(PositionRow.Last::gtid).map(Gtid::toString).orElse(null));
        statement.setString(
                12,
                last.filter(l -> l.committedMicros() > 0)
                        .map(l -> timestamp(l.committedMicros()))
                        .orElse(null));
    }

    private static void bindCopy(PreparedStatement statement, PositionRow.Copy copy) throws SQLException {
        statement.setString(5, copy.snapshot().isEmpty() ? null : copy.snapshot());
        statement.setLong(6, copy.record());
        statement.setBoolean(7, copy.complete());
        statement.setString(
                8, copy.emptyTables().isEmpty() ? null : String.join("\n", new TreeSet<>(copy.emptyTables())));
    }

    private static void bindRecord(PreparedStatement statement, Optional<Coordinates> next) throws SQLException {
        statement.setString(9, next.map(Coordinates::topic).orElse(null));
        statement.setObject(10, next.map(Coordinates::partition).orElse(null), Types.INTEGER);
        statement.setObject(11, next.map(Coordinates::offset).orElse(null), Types.BIGINT);
    }

    private static String timestamp(long micros) {
        Instant instant = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString().replace('T', ' ');
    }

    /** The row as it is on the target. */
    private record Stored(long epoch, PositionRow row) {}

    private Optional<Stored> read(Connection connection, String lock) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT epoch, origin_site, origin_gtid, gtid_set, last_gtid, snapshot_id, snapshot_record,"
                        + " snapshot_complete, snapshot_tables, kafka_topic, kafka_partition, kafka_offset,"
                        + " transactions FROM " + table + " WHERE channel = ? AND source = ? AND worker = 0" + lock)) {
            statement.setString(1, key.channel());
            statement.setString(2, key.source());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(new Stored(rows.getLong("epoch"), stored(rows))) : Optional.empty();
            }
        }
    }

    private PositionRow stored(ResultSet rows) throws SQLException {
        Optional<Gtid> lastGtid =
                Optional.ofNullable(rows.getString("last_gtid")).map(Gtid::parse);
        int originSite = rows.getInt("origin_site");
        Optional<PositionRow.Last> last = Optional.ofNullable(rows.getString("origin_gtid"))
                .map(gtid -> new PositionRow.Last(lastGtid, new Origin(originSite, Gtid.parse(gtid)), 0));
        String snapshot = rows.getString("snapshot_id");
        String topic = rows.getString("kafka_topic");
        return new PositionRow(
                GtidSet.parse(rows.getString("gtid_set")),
                last,
                new PositionRow.Copy(
                        snapshot == null ? "" : snapshot,
                        rows.getLong("snapshot_record"),
                        rows.getBoolean("snapshot_complete"),
                        lines(Optional.ofNullable(rows.getString("snapshot_tables")))),
                topic == null
                        ? Optional.empty()
                        : Optional.of(new Coordinates(
                                topic, rows.getInt("kafka_partition"), rows.getLong("kafka_offset"), key.source())),
                rows.getLong("transactions"));
    }

    private static Set<String> lines(Optional<String> text) {
        return text.map(lines -> (Set<String>) new LinkedHashSet<>(lines.lines().toList()))
                .orElse(Set.of());
    }

    private static long connectionId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT CONNECTION_ID()")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
