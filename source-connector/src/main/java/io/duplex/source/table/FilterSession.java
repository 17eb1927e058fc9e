// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterServer;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.binlog.ReaderOptions.Retries;
import io.duplex.source.server.PassingFailure;
import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session of the source server that only evaluates row filters; opened when first needed, and again when lost. */
public final class FilterSession implements FilterServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FilterSession.class);
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final ServerConnections connections;
    private final Backoff backoff;
    private final Set<String> prepared = new HashSet<>();
    private volatile @Nullable Connection session;
    private volatile boolean closed;

    /** Opens nothing yet. */
    public FilterSession(ServerConnections connections, Retries retries) {
        this.connections = connections;
        this.backoff = new Backoff(retries);
    }

    @Override
    public synchronized BitSet ask(Question question) {
        while (true) {
            try {
                BitSet numbers = ask(session(), question);
                backoff.reset();
                return numbers;
            } catch (SQLException failed) {
                if (!PassingFailure.is(failed)) {
                    throw new FilterEvaluationException(String.valueOf(failed.getMessage()), failed);
                }
                disconnect();
                await(failed);
            }
        }
    }

    private BitSet ask(Connection open, Question question) throws SQLException {
        try (Statement statement = open.createStatement()) {
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
            try (ResultSet row = statement.executeQuery(question.statements().get(last))) {
                while (row.next()) {
                    numbers.set(row.getInt(1));
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
            statement.execute("SET SESSION max_execution_time=0");
            if (made.getMetaData().getDatabaseMajorVersion() == 5) {
                unlogged(statement);
            }
        }
        return made;
    }

    /** MySQL 5.7 logs that a session's temporary tables are gone, which on a replica is a transaction of its own. */
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

    private void await(SQLException lost) {
        if (closed || backoff.exhausted()) {
            throw new ConnectException(
                    "Row filters cannot be evaluated, server " + connections.server() + " cannot be reached: "
                            + lost.getMessage(),
                    lost);
        }
        Duration pause = backoff.next();
        LOG.warn("Row filters wait for server={} pause={}", connections.server(), pause, lost);
        try {
            if (!backoff.await(PATIENCE)) {
                throw new ConnectException("The task stops while a row filter is evaluated", lost);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ConnectException("The task stops while a row filter is evaluated", stopped);
        }
    }

    private void disconnect() {
        Connection open = session;
        session = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException broken) {
            LOG.debug("The session of row filters was broken", broken);
        }
    }

    /** Ends what runs; may come from another thread. */
    @Override
    public void close() {
        closed = true;
        backoff.close();
        Connection open = session;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException broken) {
                LOG.debug("The session of row filters was broken", broken);
            }
        }
    }
}
