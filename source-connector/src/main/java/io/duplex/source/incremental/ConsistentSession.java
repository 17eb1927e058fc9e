// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose reads all see one state.
 *
 * @param before what was executed before the state began, so that the state surely shows it
 */
record ConsistentSession(Connection session, GtidSet before) {
    private static final Logger LOG = LoggerFactory.getLogger(ConsistentSession.class);

    static ConsistentSession open(ServerConnections connections) throws SQLException {
        Connection session = connections.open();
        try (Statement statement = session.createStatement()) {
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute(RowFilter.SESSION);
            statement.execute("SET SESSION sql_mode='', SESSION max_execution_time=0, SESSION net_write_timeout=3600, "
                    + "SESSION time_zone='+00:00', SESSION character_set_results=NULL");
            GtidSet before = Watermarks.executed(session);
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            return new ConsistentSession(session, before);
        } catch (SQLException failed) {
            session.close();
            throw failed;
        }
    }

    /** Ends whatever runs in it; may come from another thread. */
    void abort() {
        try {
            session.abort(Runnable::run);
        } catch (SQLException broken) {
            LOG.debug("The session of a blocking snapshot was broken", broken);
        }
    }
}
