// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user-level lock that one session of a stream's applier holds while it lives. Whoever has worker 0's knows that no
 * other task claims this stream any more, nor executes a DDL statement of it.
 */
final class ChannelLock {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelLock.class);
    private static final int KILL_DENIED = 1095;
    private static final int NO_SUCH_THREAD = 1094;

    private final Connection connection;
    private final ChannelKey key;
    private final String name;

    ChannelLock(Connection connection, ChannelKey key, int worker) {
        this.connection = connection;
        this.key = key;
        this.name = key.lockName(worker);
    }

    /** Tells whether the lock was free, or became so within these seconds. */
    boolean acquire(int seconds) throws SQLException {
        return number("SELECT GET_LOCK(?, " + seconds + ")", name).orElse(0) == 1;
    }

    /** Returns the connection that holds the lock. */
    OptionalLong holder() throws SQLException {
        return number("SELECT IS_USED_LOCK(?)", name);
    }

    /** Ends the connection; what it has not committed is rolled back. */
    void kill(long connectionId) throws SQLException {
        LOG.info("Ending connection {} on the target, which still applies {}", connectionId, key);
        try (PreparedStatement statement = connection.prepareStatement("KILL " + connectionId)) {
            statement.execute();
        } catch (SQLException denied) {
            if (denied.getErrorCode() == KILL_DENIED) {
                throw new ApplyFailure(
                        FailureKind.STOP,
                        "Connection " + connectionId + " of another user applies " + key
                                + " on this target. Stop that task, or give this one another channel.name.",
                        denied);
            }
            if (denied.getErrorCode() != NO_SUCH_THREAD) {
                throw denied;
            }
        }
    }

    private OptionalLong number(String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                long value = rows.getLong(1);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
            }
        }
    }
}
