// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.signal.SnapshotRequest;
import io.duplex.source.snapshot.KeyRange;
import io.duplex.source.snapshot.SnapshotListener;
import io.duplex.source.table.NamePatterns;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole tables in one consistent state while the binlog waits. The binlog is first read as far as that state, so
 * that no row is older than a change told before it; no lock is needed, because what was committed while the state
 * began may be told twice, by the row and by the change. Belongs to the task's thread, but for {@link #close}.
 *
 * <p>How far it is, is in the offset of every record while it is wanted. A restart, and another attempt after a lost
 * connection, goes on behind the last key that was told, in another state, as far as which the binlog is read before.
 */
public final class BlockingSnapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingSnapshot.class);
    private static final int ATTEMPTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServerConnections connections;
    private final Function<TableId, Optional<TableSchema>> tables;
    private final RecordContext context;
    private final SnapshotListener listener;
    private final Settling settling;
    private final Deque<BlockingRequest> requests = new ArrayDeque<>();
    private volatile @Nullable ConsistentSession session;
    private @Nullable BlockingRecords records;
    private @Nullable RowCursor cursor;
    /** Number, in the request, of the table whose rows come next. */
    private int table;

    private Optional<String> stored = Optional.empty();
    private int attempts;
    private Instant due = Instant.EPOCH;

    /**
     * Reads nothing yet.
     *
     * @param tables a table as of the binlog's current position
     */
    public BlockingSnapshot(
            ServerConnections connections,
            Function<TableId, Optional<TableSchema>> tables,
            RecordContext context,
            SnapshotListener listener,
            Settling settling) {
        this.connections = connections;
        this.tables = tables;
        this.context = context;
        this.listener = listener;
        this.settling = settling;
    }

    /**
     * Goes on with what an offset says, if it does.
     *
     * @throws IllegalArgumentException when the offset holds something else
     */
    public BlockingSnapshot from(SourceOffset offset) {
        offset.snapshot().requests().map(BlockingRequest::load).ifPresent(requests::addAll);
        stored = BlockingRequest.store(requests);
        requests.forEach(
                request -> LOG.info("Blocking snapshot goes on signal={} done={}", request.signal(), request.done()));
        return this;
    }

    /** Adds the tables that a signal asks for, in the order that the first snapshot has. */
    public void request(String signal, SnapshotRequest request, List<TableId> known) {
        NamePatterns include = context.capture().tables().include();
        List<PendingTable> wanted = SnapshotQueue.expand(request.tables(), known).stream()
                .sorted(Comparator.comparingInt((TableId id) -> include.firstMatch(id.toString()))
                        .thenComparing(TableId::toString))
                .map(id -> new PendingTable(id, request.condition(id.toString()), Optional.empty()))
                .toList();
        LOG.info("Blocking snapshot requested signal={} tables={}", signal, wanted);
        requests.add(BlockingRequest.of(signal, wanted));
        stored = BlockingRequest.store(requests);
        begin();
    }

    /** Tells whether a snapshot is wanted. */
    public boolean wanted() {
        return !requests.isEmpty();
    }

    /** Returns what is wanted and how far it is, as offsets hold it. */
    public Optional<String> progress() {
        return stored;
    }

    /** Tells whether the table's rows that become records may be newer than the changes around them. */
    public boolean copies(TableId id) {
        return requests.stream().anyMatch(request -> request.names(id)) || settling.contains(id);
    }

    /** Tells whether the binlog is read far enough, so that it has to wait now. */
    public boolean ready(GtidSet executed) {
        ConsistentSession open = session;
        return open != null && executed.containsAll(open.before());
    }

    /** Opens the state that the oldest request is read in; a failure is tried again. */
    public void begin() {
        if (requests.isEmpty() || session != null || context.clock().instant().isBefore(due)) {
            return;
        }
        try {
            session = ConsistentSession.open(connections);
            records = null;
        } catch (SQLException failed) {
            failed(failed);
        }
    }

    /** Returns the next rows as messages, about so many. The binlog must be {@link #ready}. */
    public List<Message> read(int wanted, StreamPlace place) {
        List<Message> made = new ArrayList<>();
        ConsistentSession open = session;
        BlockingRequest request = requests.peek();
        if (open == null || request == null) {
            return made;
        }
        boolean ended = false;
        try {
            while (!ended && made.size() < wanted) {
                ended = step(open, place, made);
            }
        } catch (SQLException failed) {
            failed(failed);
        }
        Optional<String> before = stored;
        if (request.equals(requests.peek())) {
            Optional.ofNullable(records).flatMap(BlockingRecords::returned).ifPresent(this::reached);
        }
        stored = BlockingRequest.store(requests);
        SourceOffset earlier = place.offset().withSnapshot(SourceOffset.Snapshot.blocking(false, before));
        SourceOffset last = place.offset().withSnapshot(SourceOffset.Snapshot.blocking(ended, stored));
        for (int i = 0; i < made.size(); i++) {
            // Only the last one's offset tells how far it is, which is less work.
            made.set(i, made.get(i).withProgress(new Message.Progress(earlier, i == made.size() - 1 ? last : earlier)));
        }
        return made;
    }

    /** Makes the next row a message, or goes to the next table; tells whether the snapshot has ended. */
    private boolean step(ConsistentSession open, StreamPlace place, List<Message> made) throws SQLException {
        BlockingRecords making = records == null ? started(place) : records;
        RowCursor reading = cursor;
        BlockingRequest request = requests.element();
        if (reading != null) {
            Optional<RowImage> row = reading.next();
            if (row.isPresent()) {
                making.row(table, reading.table(), row.get()).ifPresent(made::add);
                return false;
            }
            listener.rowsCopied(reading.table().id(), reading.count());
            listener.tableCompleted(reading.table().id(), reading.count());
            reading.close();
            cursor = null;
            table++;
            making.tableDone();
        } else if (table < request.tables().size()) {
            Optional<TableSchema> schema = readable(request.tables().get(table));
            if (schema.isEmpty()) {
                table++;
                return false;
            }
            listener.tableStarted(schema.get().id(), -1, 1);
            cursor = new RowCursor(
                    open.session(),
                    schema.get(),
                    condition(request.tables().get(table)),
                    table == request.done() ? request.rest(schema.get()) : KeyRange.ALL);
        } else {
            making.finish().ifPresent(made::add);
            ended();
            listener.completed();
            return true;
        }
        return false;
    }

    private void reached(BlockingRecords.Returned last) {
        BlockingRequest request = requests.remove();
        requests.addFirst(request.at(last.number(), last.table(), last.row()));
    }

    private Optional<String> condition(PendingTable wanted) {
        List<String> conditions = Stream.of(
                        wanted.condition(), context.filters().expression(wanted.id()))
                .flatMap(Optional::stream)
                .map(sql -> "(" + sql + "\n)")
                .toList();
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", conditions));
    }

    private BlockingRecords started(StreamPlace place) {
        BlockingRecords making = new BlockingRecords(context, place);
        records = making;
        BlockingRequest request = requests.element();
        table = request.done();
        boolean goesOn = request.done() > 0 || !request.key().isEmpty();
        if (goesOn) {
            making.tableDone();
        }
        listener.started(UUID.randomUUID().toString(), goesOn);
        listener.tablesKnown(request.ids().subList(table, request.tables().size()));
        LOG.info(
                "Blocking snapshot begins signal={} tables={} done={} gtids={}",
                request.signal(),
                request.ids(),
                table,
                place.executed());
        return making;
    }

    /** Returns the table unless it is unknown, or a sink could not tell its rows from those it has. */
    private Optional<TableSchema> readable(PendingTable wanted) {
        Optional<TableSchema> schema = tables.apply(wanted.id())
                .filter(known ->
                        !context.options().stream() || !known.identity().isEmpty());
        if (schema.isEmpty()) {
            LOG.warn("Blocking snapshot passes over a table that is not captured, or has no key table={}", wanted.id());
        }
        return schema;
    }

    private void ended() {
        BlockingRequest done = requests.remove();
        settling.add(done.ids());
        LOG.info("Blocking snapshot ends signal={}", done.signal());
        attempts = 0;
        forget();
        begin();
    }

    /** What became records stays; another attempt goes on behind it. */
    private void failed(SQLException failure) {
        String state = failure.getSQLState();
        boolean lost = state != null && state.startsWith("08");
        boolean last = !lost && ++attempts >= ATTEMPTS;
        LOG.warn(
                "Blocking snapshot failed signal={} attempt={} of={} cause=\"{}\"",
                requests.element().signal(),
                attempts,
                ATTEMPTS,
                failure.getMessage(),
                failure);
        due = context.clock().instant().plus(PAUSE);
        if (records != null && last) {
            listener.aborted();
        }
        forget();
        if (last) {
            settling.add(requests.remove().ids());
            attempts = 0;
        }
    }

    private void forget() {
        close();
        cursor = null;
        session = null;
    }

    /** Ends a running statement; may come from another thread. */
    @Override
    public void close() {
        ConsistentSession open = session;
        if (open != null) {
            open.abort();
        }
    }
}
