// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.sink.envelope.Coordinates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads one stream's progress rows. Every method runs in the caller's transaction. */
final class StoredPositions {
    private final ChannelKey key;
    private final String table;

    StoredPositions(ChannelKey key) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.APPLIED_TRANSACTION);
    }

    /**
     * A row as it is on the target.
     *
     * @param start what was there before the channel began; only the first one tells
     */
    record Stored(long epoch, PositionRow row, GtidSet start) {}

    /** Returns the rows by worker, of one or of all. */
    SortedMap<Integer, Stored> read(Connection connection, OptionalInt worker, String lock) throws SQLException {
        SortedMap<Integer, Stored> stored = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT worker, epoch, origin_site, origin_gtid, gtid_set, last_gtid, snapshot_id, snapshot_record,"
                        + " snapshot_complete, snapshot_tables, kafka_topic, kafka_partition, kafka_offset,"
                        + " transactions, path, origin_gtid_set, start_gtid_set FROM " + table
                        + " WHERE channel = ? AND source = ?"
                        + (worker.isPresent() ? " AND worker = " + worker.getAsInt() : "") + lock)) {
            statement.setString(1, key.channel());
            statement.setString(2, key.source());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    stored.put(
                            rows.getInt("worker"),
                            new Stored(rows.getLong("epoch"), stored(rows), set(rows, "start_gtid_set")));
                }
            }
        }
        return stored;
    }

    private PositionRow stored(ResultSet rows) throws SQLException {
        Optional<Gtid> lastGtid =
                Optional.ofNullable(rows.getString("last_gtid")).map(Gtid::parse);
        int originSite = rows.getInt("origin_site");
        SitePath path = Optional.ofNullable(rows.getString("path"))
                .map(SitePath::parse)
                .orElseGet(() -> SitePath.of(originSite));
        Optional<PositionRow.Last> last = Optional.ofNullable(rows.getString("origin_gtid"))
                .map(gtid -> new PositionRow.Last(lastGtid, new Origin(originSite, Gtid.parse(gtid)), 0, path));
        String snapshot = rows.getString("snapshot_id");
        String topic = rows.getString("kafka_topic");
        return new PositionRow(
                GtidSet.parse(rows.getString("gtid_set")),
                last,
                PositionRow.Copy.stored(
                        snapshot == null ? "" : snapshot,
                        rows.getLong("snapshot_record"),
                        rows.getBoolean("snapshot_complete"),
                        lines(Optional.ofNullable(rows.getString("snapshot_tables")))),
                topic == null
                        ? Optional.empty()
                        : Optional.of(new Coordinates(
                                topic, rows.getInt("kafka_partition"), rows.getLong("kafka_offset"), key.source())),
                rows.getLong("transactions"),
                set(rows, "origin_gtid_set"));
    }

    private static GtidSet set(ResultSet rows, String column) throws SQLException {
        return Optional.ofNullable(rows.getString(column)).map(GtidSet::parse).orElse(GtidSet.EMPTY);
    }

    private static Set<String> lines(Optional<String> text) {
        return text.map(lines -> (Set<String>) new LinkedHashSet<>(lines.lines().toList()))
                .orElse(Set.of());
    }

    /**
     * Returns what the rows of all other streams say is on the target, by whatever GTIDs: applied, held by a copy, or there
     * before. What a source had executed of other servers' transactions has not come by it, unless it has handed them on.
     */
    GtidSet ofOthers(Connection connection) throws SQLException {
        GtidSet all = GtidSet.EMPTY;
        try (PreparedStatement statement = connection.prepareStatement("SELECT gtid_set, last_gtid, origin_gtid_set,"
                + " start_gtid_set FROM " + table + " WHERE NOT (channel = ? AND source = ?)")) {
            statement.setString(1, key.channel());
            statement.setString(2, key.source());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String last = rows.getString("last_gtid");
                    GtidSet own = last == null
                            ? GtidSet.EMPTY
                            : set(rows, "gtid_set").of(Gtid.parse(last).source());
                    all = all.plus(own).plus(set(rows, "origin_gtid_set")).plus(set(rows, "start_gtid_set"));
                }
            }
        }
        return all;
    }

    /** Returns what any of the rows says is applied. */
    GtidSet gtids(Connection connection) throws SQLException {
        GtidSet gtids = GtidSet.EMPTY;
        for (Stored stored : read(connection, OptionalInt.empty(), "").values()) {
            gtids = gtids.plus(stored.row().gtids());
        }
        return gtids;
    }
}
