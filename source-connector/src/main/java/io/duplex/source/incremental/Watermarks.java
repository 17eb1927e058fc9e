// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.source.incremental.IncrementalOptions.Strategy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Marks where in the binlog a chunk was read. The GTID sets before and after the SELECT do it by themselves: what is
 * not in the first one may be newer than the chunk, and once the second one is read from the binlog, nothing that the
 * chunk shows is still to come. Rows in the signal table only mark the end earlier and where Debezium marks it.
 *
 * <p>The server adds a GTID to {@code gtid_executed} after the engine's commit, so the first set never holds a
 * transaction that the SELECT did not see, even when the engine commits in another order than the binlog has. But it
 * sends a transaction to readers of the binlog before the engine commits it, so what was read must be awaited.
 */
final class Watermarks {
    private static final String OPEN = "-open";
    private static final String CLOSE = "-close";

    private final Optional<TableId> table;
    private final Strategy strategy;
    private final Clock clock;
    private Instant opened = Instant.EPOCH;

    /** Marks by rows in this table, and without one by GTID sets alone. */
    Watermarks(Optional<TableId> table, Strategy strategy, Clock clock) {
        this.table = table;
        this.strategy = strategy;
        this.clock = clock;
    }

    /** Waits a second at most until a SELECT sees all of this; tells whether it does. */
    static boolean await(Connection session, GtidSet read) throws SQLException {
        try (PreparedStatement wait = session.prepareStatement("SELECT WAIT_FOR_EXECUTED_GTID_SET(?, 1)")) {
            wait.setString(1, read.toString());
            try (ResultSet row = wait.executeQuery()) {
                row.next();
                return row.getInt(1) == 0;
            }
        }
    }

    /** Marks the begin of a chunk and returns what was executed before. */
    GtidSet open(Connection session, String chunk) throws SQLException {
        opened = clock.instant();
        if (table.isPresent()) {
            insert(session, chunk + OPEN, "snapshot-window-open", "{\"openWindowTimestamp\": \"" + opened + "\"}");
        }
        return executed(session);
    }

    /** Marks the end of a chunk and returns what was executed before, as far as the binlog still has it. */
    GtidSet close(Connection session, String chunk) throws SQLException {
        if (table.isPresent() && strategy == Strategy.INSERT_DELETE) {
            try (PreparedStatement delete =
                    session.prepareStatement("DELETE FROM " + table.get().quoted() + " WHERE id = ?")) {
                delete.setString(1, chunk + OPEN);
                delete.executeUpdate();
            }
        } else if (table.isPresent()) {
            insert(
                    session,
                    chunk + CLOSE,
                    "snapshot-window-close",
                    "{\"openWindowTimestamp\": \"" + opened + "\", \"closeWindowTimestamp\": \"" + clock.instant()
                            + "\"}");
        }
        return executed(session);
    }

    private void insert(Connection session, String id, String type, String data) throws SQLException {
        try (PreparedStatement insert =
                session.prepareStatement("INSERT INTO " + table.orElseThrow().quoted() + " VALUES (?, ?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, type);
            insert.setString(3, data);
            insert.executeUpdate();
        }
    }

    /** Returns what is executed, but for what no longer is in the binlog or never was. */
    static GtidSet executed(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged")) {
            row.next();
            return GtidSet.parse(row.getString(1)).minus(GtidSet.parse(row.getString(2)));
        }
    }
}
