// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.incremental.IncrementalNotices.TableEnd;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.table.RowFilters;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads chunks between their watermarks. A failure of the connection is tried again; another one too, once the binlog
 * has come to where the server was: a statement that names a column which is gone is right again when the ALTER has
 * been read. What fails then, fails for good, and the table is passed over.
 */
public final class ChunkSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkSource.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Lock wait timeout, deadlock. */
    private static final List<Integer> PASSING = List.of(1205, 1213);

    private final ChunkReader reader;
    private final Watermarks watermarks;
    private final IncrementalOptions options;
    private final RowFilters filters;
    private final Clock clock;
    private Instant due = Instant.EPOCH;
    private @Nullable Failure failure;

    /** A failure after which another attempt is made, once so much was read from the binlog. */
    private record Failure(TableSchema table, GtidSet awaited) {}

    /**
     * What came of an attempt; nothing when it has to be made again later.
     *
     * @param end how the table ended
     * @param window the rows that were read
     */
    record Outcome(Optional<TableEnd> end, Optional<ChunkWindow> window) {
        static final Outcome LATER = new Outcome(Optional.empty(), Optional.empty());

        static Outcome ended(TableEnd end) {
            return new Outcome(Optional.of(end), Optional.empty());
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param table where watermarks are written, empty when nothing may be written
     * @param filters which rows are captured
     */
    public ChunkSource(
            ServerConnections connections,
            Optional<TableId> table,
            IncrementalOptions options,
            RowFilters filters,
            Clock clock) {
        this.reader = new ChunkReader(connections);
        this.watermarks = new Watermarks(table.filter(signals -> !options.readOnly()), options.strategy(), clock);
        this.options = options;
        this.filters = filters;
        this.clock = clock;
    }

    /** Reads the next chunk of the queue's first table. */
    Outcome read(SnapshotQueue queue, TableSchema table, GtidSet executed) {
        Failure before = failure;
        if (clock.instant().isBefore(due) || (before != null && !executed.containsAll(before.awaited()))) {
            return Outcome.LATER;
        }
        try {
            Optional<ChunkQuery> query = ChunkQuery.of(table, queue.current())
                    .map(all ->
                            filters.expression(table.id()).map(all::narrowed).orElse(all));
            if (query.isEmpty()) {
                return Outcome.ended(TableEnd.NO_PRIMARY_KEY);
            }
            if (!Watermarks.await(reader.session(), executed)) {
                LOG.info("A chunk waits until the server has committed what its binlog tells table={}", table.id());
                return Outcome.LATER;
            }
            Outcome outcome = read(queue, query.get());
            failure = null;
            return outcome;
        } catch (SQLException failed) {
            return failed(queue, table, failed);
        } catch (IllegalArgumentException noSuchColumn) {
            LOG.warn("Incremental snapshot passes over a table cause=\"{}\"", noSuchColumn.getMessage());
            return Outcome.ended(TableEnd.SQL_EXCEPTION);
        }
    }

    private Outcome read(SnapshotQueue queue, ChunkQuery query) throws SQLException {
        String chunk = UUID.randomUUID().toString();
        Connection session = reader.session();
        GtidSet low = watermarks.open(session, chunk);
        Optional<List<RowImage>> rows = Optional.empty();
        if (!queue.knowsMaximum()) {
            reader.key(query, query.largest()).ifPresent(queue::endsWith);
        }
        if (queue.knowsMaximum()) {
            rows = Optional.of(reader.rows(query, queue.behind(), queue.maximum(), options.chunkSize()));
        }
        GtidSet high = watermarks.close(session, chunk);
        if (rows.isEmpty()) {
            return Outcome.ended(TableEnd.EMPTY);
        }
        List<RowImage> read = rows.get();
        if (read.isEmpty()) {
            return Outcome.ended(TableEnd.SUCCEEDED);
        }
        queue.read(SnapshotQueue.key(query, read.get(read.size() - 1)), read.size());
        return new Outcome(Optional.empty(), Optional.of(new ChunkWindow(chunk, query, low, high, read)));
    }

    @SuppressWarnings("ReferenceEquality") // an altered table is another object
    private Outcome failed(SnapshotQueue queue, TableSchema table, SQLException failed) {
        reader.disconnect();
        due = clock.instant().plus(PAUSE);
        if (connectionLost(failed) || PASSING.contains(failed.getErrorCode())) {
            LOG.warn("A chunk is read again table={} cause=\"{}\"", table.id(), failed.getMessage());
            return Outcome.LATER;
        }
        Failure before = failure;
        if (before == null || before.table() != table) {
            try {
                failure = new Failure(table, Watermarks.executed(reader.session()));
                LOG.info(
                        "A chunk is read again when the binlog is read as far as now table={} cause=\"{}\"",
                        table.id(),
                        failed.getMessage());
            } catch (SQLException unreachable) {
                LOG.debug("The server does not tell its GTIDs", unreachable);
            }
            return Outcome.LATER;
        }
        failure = null;
        LOG.warn(
                "Incremental snapshot passes over a table table={} condition={} cause=\"{}\". Where the signal table "
                        + "cannot be written, GRANT INSERT, DELETE on it or set {}=true",
                table.id(),
                queue.current().condition().orElse(""),
                failed.getMessage(),
                IncrementalOptions.READ_ONLY,
                failed);
        return Outcome.ended(TableEnd.SQL_EXCEPTION);
    }

    private static boolean connectionLost(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && state.startsWith("08");
    }

    /** No chunk is wanted for now. */
    void rest() {
        reader.disconnect();
    }

    /** Ends a running statement; may come from another thread. */
    @Override
    public void close() {
        reader.abort();
    }
}
