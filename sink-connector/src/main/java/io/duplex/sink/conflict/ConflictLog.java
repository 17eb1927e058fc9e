// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.sink.position.ChannelKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Notes decisions in the target's table of conflicts, in the transaction that they belong to. Not thread-safe. */
public final class ConflictLog {
    private static final long PRUNED_EVERY = Duration.ofHours(1).toNanos();
    private static final int PRUNED_AT_ONCE = 10_000;

    private final ChannelKey key;
    private final String table;
    private final int keepDays;
    private Optional<Long> pruned = Optional.empty();

    /**
     * Notes what one stream's changes have met.
     *
     * @param keepDays after how many days decisions are deleted, 0 for never
     */
    public ConflictLog(ChannelKey key, int keepDays) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.CONFLICT);
        this.keepDays = keepDays;
    }

    /** Notes a decision in the open transaction. */
    public void write(Connection connection, DecidedConflict conflict) throws SQLException {
        prune(connection);
        String sql =
                "INSERT INTO " + table + " (channel, source, gtid, origin_site, origin_gtid, table_schema, table_name,"
                        + " row_key, kind, resolution, decision, before_image, after_image, present_rows)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            DecidedConflict.Cause cause = conflict.cause();
            statement.setString(1, key.channel());
            statement.setString(2, key.source());
            statement.setString(3, cause.change().gtid());
            statement.setInt(4, cause.change().site());
            statement.setString(5, cause.change().originGtid());
            statement.setString(6, conflict.table().database());
            statement.setString(7, conflict.table().table());
            statement.setString(8, ImageText.of(conflict.key()));
            statement.setString(9, cause.kind().value());
            statement.setString(10, cause.resolution().value());
            statement.setString(11, cause.decision().value());
            statement.setString(12, conflict.before().map(ImageText::of).orElse(null));
            statement.setString(13, conflict.after().map(ImageText::of).orElse(null));
            statement.setString(14, ImageText.of(conflict.present()));
            statement.executeUpdate();
        }
    }

    private void prune(Connection connection) throws SQLException {
        long now = System.nanoTime();
        if (keepDays == 0 || pruned.filter(last -> now - last < PRUNED_EVERY).isPresent()) {
            return;
        }
        pruned = Optional.of(now);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table
                + " WHERE decided_at < CURRENT_TIMESTAMP(6) - INTERVAL ? DAY LIMIT " + PRUNED_AT_ONCE)) {
            delete.setInt(1, keepDays);
            delete.executeUpdate();
        }
    }
}
