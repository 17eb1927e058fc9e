// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.origin;

import io.duplex.protocol.origin.OriginMark;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps the mark of one session of the target. The session is marked from its first statement on, and a round trip is
 * spent only when the origin changes. Not thread-safe.
 */
public final class OriginMarker {
    /** Stands in the mark for an origin without {@code site.id}; the progress row tells it as 0. */
    static final int UNKNOWN_SITE = OriginMark.MAX_SITE;

    private final Connection connection;
    private int site;

    private OriginMarker(Connection connection) {
        this.connection = connection;
    }

    /**
     * Marks a new session.
     *
     * @throws IllegalStateException when the session does not keep the mark
     */
    public static OriginMarker mark(Connection connection, int site) throws SQLException {
        OriginMarker marker = new OriginMarker(connection);
        marker.origin(site);
        marker.verify();
        return marker;
    }

    /**
     * Marks what the session commits from now on.
     *
     * @param originSite site of the origin, 0 when it has none
     */
    public void origin(int originSite) throws SQLException {
        int next = originSite == 0 ? UNKNOWN_SITE : originSite;
        if (next != site) {
            execute(OriginMark.statement(next));
            site = next;
        }
    }

    /** Lets the target number rows as for its own users; {@link #origin} marks the session again. */
    public void unmarked() throws SQLException {
        site = 0;
        execute("SET SESSION auto_increment_increment=DEFAULT, SESSION auto_increment_offset=DEFAULT");
    }

    /** Lets the target number rows as the source did; {@link #origin} marks the session again. */
    public void unmarked(int increment, int offset) throws SQLException {
        site = 0;
        execute("SET SESSION auto_increment_increment=" + increment + ", SESSION auto_increment_offset=" + offset);
    }

    private void verify() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet values = statement.executeQuery(
                        "SELECT @@session.auto_increment_increment, @@session.auto_increment_offset")) {
            values.next();
            if (values.getInt(1) != OriginMark.INCREMENT || values.getInt(2) != site) {
                throw new IllegalStateException("The session's auto_increment_increment and auto_increment_offset are "
                        + values.getInt(1) + " and " + values.getInt(2) + " after they were set to "
                        + OriginMark.INCREMENT + " and " + site
                        + ": replicated transactions would not be marked and come back. Connect to the server itself "
                        + "or to a proxy that keeps session variables.");
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
