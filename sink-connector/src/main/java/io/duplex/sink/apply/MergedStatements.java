// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.StatementMapping.Merge;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * DDL statements about tables that are made of several: each part tells the same statement, the first is executed.
 *
 * <p>How often each part has had a statement is counted. A part that has had it less often than another one finds it
 * executed.
 */
final class MergedStatements {
    private static final int LOCK_SECONDS = 10;

    private final ChannelKey key;
    private final String table;

    MergedStatements(ChannelKey key) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.MERGED_STATEMENT);
    }

    /** Keeps all other parts' statements about the same object away; {@link #unlock} must follow. */
    void lock(Connection connection, Merge merge) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT GET_LOCK(?, " + LOCK_SECONDS + ")")) {
            lock.setString(1, lockName(merge));
            try (ResultSet rows = lock.executeQuery()) {
                if (!rows.next() || rows.getInt(1) != 1) {
                    throw new ApplyFailure(
                            FailureKind.RETRY, "another stream is executing a DDL statement about " + merge.whole());
                }
            }
        }
    }

    void unlock(Connection connection, Merge merge) throws SQLException {
        try (PreparedStatement release = connection.prepareStatement("SELECT RELEASE_LOCK(?)")) {
            release.setString(1, lockName(merge));
            release.execute();
        }
    }

    private String lockName(Merge merge) {
        String name = key.tables().database() + "." + merge.whole();
        return "duplex.ddl." + Integer.toHexString(name.toLowerCase(Locale.ROOT).hashCode());
    }

    /**
     * Tells whether another part has had the statement executed once more than this one has had it. One whose task was
     * interrupted is not known to have had it, and is waited for.
     */
    boolean isDone(Connection connection, ReplayedStatement statement, Merge merge) throws SQLException {
        requireDecided(connection, statement, merge);
        try (PreparedStatement query =
                connection.prepareStatement("SELECT COALESCE(MAX(m.times - (COALESCE(i.state, '') = 'failed')), 0),"
                        + " COALESCE(MAX(IF(m.channel = ? AND m.source = ? AND m.part = ?, m.times, 0)), 0)"
                        + withIntents("LEFT JOIN") + " WHERE m.whole = ? AND m.digest = ?")) {
            query.setString(1, key.channel());
            query.setString(2, key.source());
            query.setString(3, merge.part());
            query.setString(4, merge.whole());
            query.setString(5, statement.digest());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() && rows.getLong(2) < rows.getLong(1);
            }
        }
    }

    private void requireDecided(Connection connection, ReplayedStatement statement, Merge merge) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT m.channel, m.last_gtid" + withIntents("JOIN")
                + " WHERE m.whole = ? AND m.digest = ? AND NOT (m.channel = ? AND m.source = ?)"
                + " AND i.state = 'started'")) {
            query.setString(1, merge.whole());
            query.setString(2, statement.digest());
            query.setString(3, key.channel());
            query.setString(4, key.source());
            try (ResultSet rows = query.executeQuery()) {
                if (rows.next()) {
                    throw new ApplyFailure(
                            FailureKind.RETRY,
                            "the same statement about " + merge.whole() + " of channel " + rows.getString(1)
                                    + " (" + rows.getString(2) + ") was interrupted: whether it took effect, its task"
                                    + " finds out when it is started again. If it never will be, look whether the"
                                    + " statement took effect, and if so run on the target: "
                                    + new DdlIntents(key).declareDone(rows.getString(2))
                                    + " otherwise the same with 'failed' instead of 'done'");
                }
            }
        }
    }

    private String withIntents(String join) {
        return " FROM " + table + " m " + join + " " + key.tables().qualified(MetadataTables.DDL_INTENT) + " i"
                + " ON i.channel = m.channel AND i.source = m.source AND i.gtid = m.last_gtid";
    }

    /** Tells whether an earlier try of this very statement is counted. */
    boolean isNoted(Connection connection, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT 1 FROM " + table + " WHERE channel = ? AND source = ? AND last_gtid = ?")) {
            query.setString(1, key.channel());
            query.setString(2, key.source());
            query.setString(3, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Counts the statement for this part. */
    void note(Connection connection, ReplayedStatement statement, Merge merge) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                + " (whole, digest, channel, source, part, times, last_gtid, statement) VALUES (?, ?, ?, ?, ?, 1, ?, ?)"
                + " ON DUPLICATE KEY UPDATE times = times + 1, last_gtid = VALUES(last_gtid),"
                + " noted_at = CURRENT_TIMESTAMP(6)")) {
            insert.setString(1, merge.whole());
            insert.setString(2, statement.digest());
            insert.setString(3, key.channel());
            insert.setString(4, key.source());
            insert.setString(5, merge.part());
            insert.setString(6, statement.id());
            insert.setString(7, statement.shown());
            insert.executeUpdate();
        }
    }

    /** Takes the count of a statement back that was not executed after all. */
    void undo(Connection connection, String id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + table
                + " SET times = times - 1, last_gtid = '' WHERE channel = ? AND source = ? AND last_gtid = ?")) {
            update.setString(1, key.channel());
            update.setString(2, key.source());
            update.setString(3, id);
            update.executeUpdate();
        }
    }
}
