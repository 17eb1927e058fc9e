// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterServer;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.ServerConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of the target that only evaluates row filters: opened when first needed, and again when lost. It is not one
 * of those that write, because it makes temporary tables, which no transaction may hold.
 */
final class FilterSession implements FilterServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FilterSession.class);

    private final ServerConnections connections;
    private final Set<String> prepared = new HashSet<>();
    private volatile @Nullable Connection session;

    FilterSession(ServerConnections connections) {
        this.connections = connections;
    }

    @Override
    public synchronized BitSet ask(Question question) {
        try {
            return ask(session(), question);
        } catch (SQLException failed) {
            if (SqlFailures.classify(failed) == FailureKind.STOP) {
                throw new FilterEvaluationException(String.valueOf(failed.getMessage()), failed);
            }
            close();
            throw SqlFailures.describe("Row filters cannot be evaluated on the target", failed);
        }
    }

    private BitSet ask(Connection open, Question question) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String preparation : question.preparation()) {
                if (!prepared.contains(preparation)) {
                    statement.execute(preparation);
                    prepared.add(preparation);
                }
            }
            int last = question.statements().size() - 1;
            for (String sql : question.statements().subList(0, last)) {
                statement.execute(sql);
            }
            BitSet numbers = new BitSet();
            try (ResultSet rows = statement.executeQuery(question.statements().get(last))) {
                while (rows.next()) {
                    numbers.set(rows.getInt(1));
                }
            }
            return numbers;
        }
    }

    private Connection session() throws SQLException {
        Connection open = session;
        if (open != null) {
            return open;
        }
        Connection made = connections.open();
        session = made;
        prepared.clear();
        try (Statement statement = made.createStatement()) {
            statement.execute(RowFilter.SESSION);
            if (made.getMetaData().getDatabaseMajorVersion() == 5) {
                unlogged(statement);
            }
        }
        return made;
    }

    /** MySQL 5.7 logs that a session's temporary tables are gone, as a transaction of its own. */
    private void unlogged(Statement statement) {
        try {
            statement.execute("SET SESSION sql_log_bin=0");
        } catch (SQLException refused) {
            LOG.info(
                    "MySQL 5.7 will log the end of the session that evaluates row filters server={} reason={}",
                    connections.server(),
                    refused.getMessage());
        }
    }

    /** Ends the session; a call that is under way in another thread fails. */
    @Override
    public void close() {
        Connection open = session;
        session = null;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException broken) {
                LOG.debug("The session of row filters was broken", broken);
            }
        }
    }
}
