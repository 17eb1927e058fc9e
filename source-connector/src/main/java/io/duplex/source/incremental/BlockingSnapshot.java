// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.signal.SnapshotRequest;
import io.duplex.source.snapshot.SnapshotListener;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
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
 * <p>A restart does not go on with it: its rows are not known by a key that all tables have.
 */
public final class BlockingSnapshot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingSnapshot.class);
    private static final int ATTEMPTS = 3;

    private final ServerConnections connections;
    private final Function<TableId, Optional<TableSchema>> tables;
    private final RecordContext context;
    private final SnapshotListener listener;
    private final Settling settling;
    private final Deque<Wanted> requests = new ArrayDeque<>();
    private volatile @Nullable ConsistentSession session;
    private @Nullable BlockingRecords records;
    private @Nullable RowCursor cursor;
    private final Deque<TableSchema> left = new ArrayDeque<>();
    private int attempts;

    private record Wanted(String signal, SnapshotRequest request, List<TableId> tables) {}

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

    /** Adds the tables that a signal asks for. */
    public void request(String signal, SnapshotRequest request, List<TableId> known) {
        List<TableId> wanted = SnapshotQueue.expand(request.tables(), known);
        LOG.info("Blocking snapshot requested signal={} tables={}", signal, wanted);
        requests.add(new Wanted(signal, request, wanted));
        begin();
    }

    /** Tells whether a snapshot is wanted. */
    public boolean wanted() {
        return !requests.isEmpty();
    }

    /** Tells whether the table's rows that become records may be newer than the changes around them. */
    public boolean copies(TableId table) {
        return requests.stream().anyMatch(request -> request.tables().contains(table)) || settling.contains(table);
    }

    /** Tells whether the binlog is read far enough, so that it has to wait now. */
    public boolean ready(GtidSet executed) {
        ConsistentSession open = session;
        return open != null && executed.containsAll(open.before());
    }

    /** Returns the next rows as messages, until so many are made. The binlog must be {@link #ready}. */
    public void read(int wanted, StreamPlace place, Consumer<Message> out) {
        ConsistentSession open = session;
        if (open == null) {
            return;
        }
        try {
            int[] made = {0};
            while (made[0] < wanted && session != null) {
                step(open, place, message -> {
                    made[0]++;
                    out.accept(message);
                });
            }
        } catch (SQLException failed) {
            failed(failed);
        }
    }

    /** Opens the state that the oldest request is read in; a failure is tried again. */
    public void begin() {
        Wanted next = requests.peek();
        if (next == null || session != null) {
            return;
        }
        try {
            session = ConsistentSession.open(connections);
            records = null;
        } catch (SQLException failed) {
            failed(failed);
        }
    }

    private void step(ConsistentSession open, StreamPlace place, Consumer<Message> out) throws SQLException {
        BlockingRecords made = records == null ? started(place) : records;
        RowCursor reading = cursor;
        if (reading != null) {
            Optional<RowImage> row = reading.next();
            if (row.isPresent()) {
                made.row(reading.table(), row.get()).ifPresent(out);
                return;
            }
            listener.rowsCopied(reading.table().id(), reading.count());
            listener.tableCompleted(reading.table().id(), reading.count());
            reading.close();
            cursor = null;
        } else if (!left.isEmpty()) {
            TableSchema table = left.remove();
            listener.tableStarted(table.id(), -1, 1);
            Wanted wanted = requests.element();
            cursor = new RowCursor(open.session(), table, condition(wanted, table.id()));
        } else {
            made.finish().ifPresent(out);
            ended();
            listener.completed();
        }
    }

    private Optional<String> condition(Wanted wanted, TableId table) {
        List<String> conditions = Stream.of(
                        wanted.request().condition(table.toString()),
                        context.filters().expression(table))
                .flatMap(Optional::stream)
                .map(sql -> "(" + sql + "\n)")
                .toList();
        return conditions.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", conditions));
    }

    private BlockingRecords started(StreamPlace place) {
        BlockingRecords made = new BlockingRecords(context, place);
        records = made;
        Wanted wanted = requests.element();
        left.clear();
        for (TableId table : wanted.tables()) {
            tables.apply(table)
                    .filter(this::isReadable)
                    .ifPresentOrElse(left::add, () -> LOG.warn("Table is not captured, or has no key table={}", table));
        }
        listener.started(UUID.randomUUID().toString(), false);
        listener.tablesKnown(left.stream().map(TableSchema::id).toList());
        LOG.info(
                "Blocking snapshot begins signal={} tables={} gtids={}",
                wanted.signal(),
                left.size(),
                place.executed());
        return made;
    }

    /** A sink could not tell rows without a key from those it has. */
    private boolean isReadable(TableSchema table) {
        return !context.options().stream() || !table.identity().isEmpty();
    }

    private void ended() {
        Wanted done = requests.remove();
        settling.add(done.tables());
        LOG.info("Blocking snapshot ends signal={}", done.signal());
        attempts = 0;
        close();
        session = null;
        records = null;
        begin();
    }

    /** What became records stays; another attempt repeats it. */
    private void failed(SQLException failure) {
        boolean last = ++attempts >= ATTEMPTS;
        LOG.warn(
                "Blocking snapshot failed signal={} attempt={} of={} cause=\"{}\"",
                requests.element().signal(),
                attempts,
                ATTEMPTS,
                failure.getMessage(),
                failure);
        close();
        cursor = null;
        session = null;
        if (records != null) {
            listener.aborted();
        }
        records = null;
        if (last) {
            requests.remove();
            attempts = 0;
        }
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
