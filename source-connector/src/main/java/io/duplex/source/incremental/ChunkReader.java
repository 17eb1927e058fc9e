// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.table.Column;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.snapshot.RowReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session that reads chunks and writes watermarks. Belongs to the task's thread, but for {@link #abort}. */
final class ChunkReader {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);

    private final ServerConnections connections;
    private volatile @Nullable Connection session;
    private volatile boolean aborted;

    /** Connects when it is first needed. */
    ChunkReader(ServerConnections connections) {
        this.connections = connections;
    }

    /** Returns the session, a new one when there is none. */
    Connection session() throws SQLException {
        Connection open = session;
        if (open != null) {
            return open;
        }
        if (aborted) {
            throw new SQLException("The task stops", "08003");
        }
        Connection made = connections.open();
        session = made;
        try (Statement statement = made.createStatement()) {
            statement.execute(RowFilter.SESSION);
            statement.execute("SET SESSION sql_mode='', SESSION max_execution_time=0, SESSION net_write_timeout=3600, "
                    + "SESSION time_zone='+00:00', SESSION character_set_results=NULL");
        }
        return made;
    }

    /** Returns the stored form of the key that this statement selects, empty when it finds no row. */
    Optional<Object[]> key(ChunkQuery query, String sql) throws SQLException {
        List<RowImage> rows = read(query, query.key(), sql);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        @Nullable Object[] key = new Object[query.key().size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = KeyValues.stored(query.key().get(i), rows.get(0).get(i));
        }
        return Optional.of(key);
    }

    /** Returns the rows of a chunk. */
    List<RowImage> rows(ChunkQuery query, Optional<Object[]> after, Object[] largest, int size) throws SQLException {
        if (query.unique()) {
            return read(query, query.table().columns(), query.rows(after, largest, size));
        }
        // Rows of one key must not come into two chunks, of which only the first would be read.
        Optional<Object[]> end = key(query, query.end(after, largest, size));
        return read(query, query.table().columns(), query.rows(after, end.orElse(largest), 0));
    }

    private List<RowImage> read(ChunkQuery query, List<Column> columns, String sql) throws SQLException {
        RowReader reader = RowReader.of(query.table().id(), columns);
        List<RowImage> images = new ArrayList<>();
        try (Statement statement = session().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            for (Optional<RowImage> row = reader.next(rows); row.isPresent(); row = reader.next(rows)) {
                images.add(row.get());
            }
        }
        return images;
    }

    /** Closes the session; the next use opens another one. */
    void disconnect() {
        Connection open = session;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException broken) {
                LOG.debug("The session of incremental snapshots was broken", broken);
            }
        }
    }

    /** Ends a running statement; may come from another thread. */
    void abort() {
        aborted = true;
        Connection open = session;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException broken) {
                LOG.debug("The session of incremental snapshots was broken", broken);
            }
        }
    }
}
