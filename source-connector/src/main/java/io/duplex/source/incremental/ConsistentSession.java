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

    /** How often a moment is looked for in which nothing is committed. */
    private static final int ATTEMPTS = 20;

    static ConsistentSession open(ServerConnections connections) throws SQLException {
        Connection session = connections.open();
        try (Statement statement = session.createStatement()) {
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute(RowFilter.SESSION);
            statement.execute("SET SESSION sql_mode='', SESSION max_execution_time=0, SESSION net_write_timeout=3600, "
                    + "SESSION time_zone='+00:00', SESSION character_set_results=NULL");
            return new ConsistentSession(session, begin(session, statement));
        } catch (SQLException failed) {
            session.close();
            throw failed;
        }
    }

    /** Begins the state, when it can be where nothing is committed meanwhile, so that it shows that and nothing more. */
    private static GtidSet begin(Connection session, Statement statement) throws SQLException {
        GtidSet before = Watermarks.executed(session);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
            GtidSet after = Watermarks.executed(session);
            if (after.equals(before)) {
                break;
            }
            if (attempt < ATTEMPTS - 1) {
                before = after;
            }
        }
        return before;
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
