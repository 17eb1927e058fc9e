// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.incremental.IncrementalNotices.Event;
import io.duplex.source.incremental.IncrementalNotices.TableEnd;
import io.duplex.source.position.IncrementalProgress;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.signal.SnapshotRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tables that signals ask for in chunks, and lets a row become a record only when the binlog has shown that
 * it was not changed while its chunk was read (DBLog's watermarks). So a consumer never sees an older row after a newer
 * change. Belongs to the task's thread, but for {@link #close}.
 *
 * <p>Invariant: a window is open exactly when a chunk was read whose rows are no records yet; no other chunk is read
 * before it is closed or thrown away.
 */
public final class IncrementalSnapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncrementalSnapshot.class);

    private final ChunkSource source;
    private final Function<TableId, Optional<TableSchema>> tables;
    private final IncrementalRecords records;
    private final IncrementalNotices notices;
    private final SnapshotQueue queue;
    private final Settling settling;
    private final boolean stream;
    private final List<Pattern> stops = new ArrayList<>();
    private @Nullable ChunkWindow window;
    private boolean paused;

    /**
     * Goes on where an offset says, if it does.
     *
     * @param tables a table as of the binlog's current position
     * @throws IllegalArgumentException when the offset holds what is no progress
     */
    public IncrementalSnapshot(
            ChunkSource source,
            Function<TableId, Optional<TableSchema>> tables,
            RecordContext context,
            IncrementalNotices notices,
            Settling settling,
            Optional<IncrementalProgress> progress) {
        this.source = source;
        this.tables = tables;
        this.records = new IncrementalRecords(context);
        this.notices = notices;
        this.queue = SnapshotQueue.of(progress);
        if (!queue.isEmpty()) {
            notices.goesOn(queue.left());
        }
        this.settling = settling;
        this.stream = context.options().stream();
    }

    /** Tells whether tables are left. */
    public boolean running() {
        return !queue.isEmpty();
    }

    /**
     * Tells whether rows of the table may be on the target that the place of the stream does not explain: they are
     * missing as long as they are not copied, and may be newer when they just were.
     */
    public boolean copies(TableId table) {
        return queue.holds(table) || settling.contains(table);
    }

    /** Returns how far it is, empty when no table is left. */
    public Optional<IncrementalProgress> progress() {
        return queue.progress();
    }

    /**
     * Adds the tables that a signal asks for.
     *
     * @param known names that its expressions may match; an expression that matches none is taken for a name
     */
    public void request(String signal, SnapshotRequest request, List<TableId> known) {
        boolean idle = queue.isEmpty();
        List<PendingTable> added = new ArrayList<>();
        for (TableId table : SnapshotQueue.expand(request.tables(), known)) {
            added.add(new PendingTable(table, request.condition(table.toString()), request.surrogateKey()));
        }
        queue.add(signal, added);
        LOG.info("Incremental snapshot requested signal={} tables={}", signal, added);
        if (idle && running()) {
            paused = false;
            notices.event(Event.STARTED, queue.signal(), queue.left());
        } else {
            notices.added(added);
        }
    }

    /** Leaves out the tables whose names match one of these expressions, all when there is none. */
    public void stop(List<String> expressions) {
        if (!running()) {
            LOG.warn("There is no incremental snapshot to stop");
            return;
        }
        (expressions.isEmpty() ? List.of(".*") : expressions)
                .forEach(expression -> stops.add(Pattern.compile(expression)));
    }

    /** Reads no further chunk until {@link #resume}. */
    public void pause() {
        if (running() && !paused) {
            paused = true;
            LOG.info("Incremental snapshot paused tables={}", queue.left());
            notices.event(Event.PAUSED, queue.signal(), queue.left());
        }
    }

    public void resume() {
        if (running() && paused) {
            paused = false;
            LOG.info("Incremental snapshot goes on tables={}", queue.left());
            notices.event(Event.RESUMED, queue.signal(), queue.left());
        }
    }

    /** Takes note of a changed row before its record is made. */
    public void changed(RowEvent event) {
        if (window != null) {
            window.changed(event);
        }
    }

    /**
     * Takes note of the row that marks the end of a chunk; what the chunk has left becomes messages, in the stream
     * layout when the transaction of this row has ended.
     */
    public void marked(String signal, StreamPlace place, Consumer<Message> out) {
        if (window == null || !window.isMarkedBy(signal)) {
            return;
        }
        if (stream) {
            window.end();
        } else {
            close(window, place, out);
        }
    }

    /** Does what can be done between two transactions: closes a window that the binlog has passed, reads a chunk. */
    public void advance(StreamPlace place, Consumer<Message> out) {
        if (!running()) {
            return;
        }
        stopRequested();
        closePassed(place, out);
        if (window == null && !paused && running()) {
            read(place);
            closePassed(place, out);
        }
        if (!running()) {
            source.rest();
        }
    }

    /** Closes the window when the binlog has passed it; called whenever a transaction ends. */
    public void closePassed(StreamPlace place, Consumer<Message> out) {
        if (window != null && window.passed(place.executed())) {
            close(window, place, out);
        }
    }

    private void close(ChunkWindow passed, StreamPlace place, Consumer<Message> out) {
        window = null;
        if (!isCurrent(passed.table()) || passed.spoilt()) {
            LOG.info(
                    "Chunk is read again, as the table changed meanwhile table={}",
                    passed.table().id());
            queue.revert();
            return;
        }
        ChunkQuery query = queue.query(passed.table());
        for (RowImage row : passed.rest()) {
            queue.told(query, row);
            SourceOffset after = place.offset().withIncremental(queue.progress());
            out.accept(records.read(passed.table(), row, place, after));
        }
    }

    @SuppressWarnings("ReferenceEquality") // an altered table is another object
    private boolean isCurrent(TableSchema table) {
        return tables.apply(table.id()).filter(now -> now == table).isPresent();
    }

    /** Reads the next chunk that has rows; tables that have none left are done on the way. */
    private void read(StreamPlace place) {
        while (running() && window == null) {
            PendingTable current = queue.current();
            boolean first = queue.behind().isEmpty();
            Optional<TableSchema> table = tables.apply(current.id());
            ChunkSource.Outcome outcome = unreadable(table)
                    .map(ChunkSource.Outcome::ended)
                    .orElseGet(() -> source.read(queue, table.orElseThrow(), place.executed()));
            if (outcome.end().isPresent()) {
                done(outcome.end().get());
            } else if (outcome.window().isPresent()) {
                window = outcome.window().get();
                notices.inProgress(outcome.window().get(), queue, first);
            } else {
                return;
            }
        }
    }

    private Optional<TableEnd> unreadable(Optional<TableSchema> table) {
        if (table.isEmpty()) {
            return Optional.of(TableEnd.UNKNOWN_SCHEMA);
        }
        if (stream && table.get().identity().isEmpty()) {
            LOG.warn(
                    "Incremental snapshot passes over a table, whose rows a sink could not tell from those it has, as"
                            + " it has no key table={}. Give it a primary key on both sides",
                    table.get().id());
            return Optional.of(TableEnd.NO_PRIMARY_KEY);
        }
        return Optional.empty();
    }

    private void done(TableEnd end) {
        LOG.info(
                "Incremental snapshot of a table ends table={} rows={} as={}",
                queue.current().id(),
                queue.rows(),
                end);
        notices.tableCompleted(queue.signal(), queue.left(), queue.rows(), end);
        if (stream && end == TableEnd.SUCCEEDED) {
            settling.add(List.of(queue.current().id()));
        }
        Optional<String> signal = queue.signal();
        queue.next();
        if (queue.isEmpty()) {
            notices.completed(signal);
        }
    }

    private void stopRequested() {
        if (stops.isEmpty()) {
            return;
        }
        Optional<String> signal = queue.signal();
        TableId current = queue.current().id();
        List<TableId> stopped = queue.remove(stops);
        stops.clear();
        if (stopped.contains(current)) {
            window = null;
        }
        LOG.info("Incremental snapshot stopped tables={}", stopped);
        notices.aborted(signal, stopped, queue.isEmpty());
    }

    /** Ends a running statement; may come from another thread. */
    @Override
    public void close() {
        source.close();
    }
}
