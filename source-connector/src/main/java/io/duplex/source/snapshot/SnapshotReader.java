// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.envelope.SchemaRecords;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.TableChange;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a snapshot piece by piece as its messages are asked for; nothing but one row is held in memory. When the
 * connection fails, a later call begins a new snapshot with a new id. Belongs to the task's thread, but for
 * {@link #abort}.
 */
public final class SnapshotReader {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
    private static final String CONNECTION_LOST = "08";

    /** Lock wait timeout, deadlock; a table was altered, or dropped, after the snapshot began. */
    private static final Set<Integer> PASSING = Set.of(1205, 1213, 1412, 1146);

    private static final int TOLD_ROWS = 1_000;
    private static final Duration PROGRESS = Duration.ofSeconds(30);

    private final ServerConnections connections;
    private final SnapshotOptions options;
    private final RecordContext context;
    private final SchemaModel model;
    private final StartPlan.Action action;
    private final Backoff backoff;
    private final SnapshotListener listener;
    private final Instant begin;
    private final CountDownLatch aborted = new CountDownLatch(1);
    private final Deque<Definition> definitions = new ArrayDeque<>();
    private final Deque<TableSchema> tables = new ArrayDeque<>();
    private volatile @Nullable ConsistentState state;
    private @Nullable SnapshotRecords records;
    private @Nullable TableCopy copy;
    private @Nullable SourceOffset end;
    private Instant logged = Instant.EPOCH;

    /**
     * How a snapshot goes.
     *
     * @param action what is read
     * @param backoff pauses between attempts
     * @param listener is told how it goes
     */
    public record Plan(StartPlan.Action action, Backoff backoff, SnapshotListener listener) {}

    /** Reads nothing yet. */
    public SnapshotReader(
            ServerConnections connections,
            SnapshotOptions options,
            RecordContext context,
            SchemaModel model,
            Plan plan) {
        this.connections = connections;
        this.options = options;
        this.context = context;
        this.model = model;
        this.action = plan.action();
        this.backoff = plan.backoff();
        this.listener = plan.listener();
        this.begin = context.clock().instant().plus(options.delay());
    }

    /** Returns where the binlog is read from, once the last message was returned. */
    public Optional<SourceOffset> end() {
        return Optional.ofNullable(end);
    }

    /**
     * Returns the next messages: at most {@code max}, fewer when time is up or the snapshot ends.
     *
     * @throws ConnectException naming the table and the remedy, when another snapshot would fail as this one did
     */
    public List<Message> next(int max, Duration patience) throws InterruptedException {
        Instant until = context.clock().instant().plus(patience);
        if (records == null && !due(patience)) {
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        try {
            SnapshotRecords made = begun();
            while (end == null
                    && messages.size() < max
                    && context.clock().instant().isBefore(until)) {
                step(made).ifPresent(messages::add);
            }
            return messages;
        } catch (SQLException failed) {
            failed(failed);
            return List.of();
        }
    }

    private boolean due(Duration patience) throws InterruptedException {
        Duration left = Duration.between(context.clock().instant(), begin);
        if (left.isNegative() || left.isZero()) {
            return backoff.await(patience);
        }
        Duration wait = left.compareTo(patience) < 0 ? left : patience;
        return !aborted.await(wait.toNanos(), TimeUnit.NANOSECONDS) && wait.equals(left);
    }

    private void failed(SQLException failure) {
        String message = "Snapshot of source " + context.blocks().name() + " from " + connections.server() + " failed"
                + (copy == null ? "" : " while table " + copy.table().id() + " was read") + ": "
                + failure.getMessage();
        discard();
        forget();
        listener.aborted();
        if (aborted.getCount() == 0) {
            return;
        }
        if (!retriable(failure) || backoff.exhausted()) {
            throw new ConnectException(message, failure);
        }
        LOG.warn("{}. A new snapshot begins in {} ms", message, backoff.next().toMillis(), failure);
    }

    private static boolean retriable(SQLException failure) {
        String state = failure.getSQLState();
        return failure.getErrorCode() == 0
                || (state != null && state.startsWith(CONNECTION_LOST))
                || PASSING.contains(failure.getErrorCode());
    }

    private SnapshotRecords begun() throws SQLException {
        if (records != null) {
            return records;
        }
        String id = UUID.randomUUID().toString();
        listener.started(id, false);
        ConsistentState begun = ConsistentState.open(
                connections, options, context.capture(), context.clock(), context.options().stream());
        state = begun;
        definitions.addAll(begun.definitions());
        if (action == StartPlan.Action.COPY) {
            listener.tablesKnown(definitions.stream()
                    .filter(Definition::isTable)
                    .map(Definition::of)
                    .filter(table -> options.copies(table.toString()))
                    .toList());
        }
        records = new SnapshotRecords(context, id, begun.executed(), begun.position());
        LOG.info(
                "Snapshot begins id={} server={} position={} gtids={} tables={} views={}",
                id,
                connections.server(),
                begun.position(),
                begun.executed(),
                definitions.stream().filter(Definition::isTable).count(),
                definitions.stream().filter(Definition::isView).count());
        return records;
    }

    private Optional<Message> step(SnapshotRecords made) throws SQLException {
        ConsistentState open = state;
        if (open == null) {
            throw new SQLException("The snapshot's connection was closed");
        }
        if (!definitions.isEmpty()) {
            return define(definitions.remove(), made);
        }
        if (copy != null) {
            return copyRow(copy, made);
        }
        if (!tables.isEmpty()) {
            TableSchema next = tables.remove();
            copy = new TableCopy(open.session(), next, options.fetchSize());
            listener.tableStarted(next.id(), -1, 1);
            listener.chunkStarted(next.id(), SnapshotListener.Chunk.WHOLE);
            return Optional.empty();
        }
        return finish(open, made);
    }

    private Optional<Message> define(Definition definition, SnapshotRecords made) {
        if (definition.isView()) {
            // Neither the table model nor the schema history has views.
            return made.statement(definition, List.of());
        }
        List<TableChange> changes = new Definitions(model, context).take(definition, made.running());
        if (action == StartPlan.Action.COPY && options.copies(definition.of().toString())) {
            changes.stream().flatMap(change -> change.after().stream()).forEach(tables::add);
        }
        if (!context.options().schemaChanges()) {
            return Optional.empty();
        }
        List<SchemaChange.TableChange> recorded = definition.drops()
                ? List.of(new SchemaChange.TableChange(SchemaChange.Kind.DROP, definition.of(), Optional.empty()))
                : changes.stream().map(SchemaRecords::recorded).toList();
        return made.statement(definition, recorded);
    }

    private Optional<Message> copyRow(TableCopy from, SnapshotRecords made) throws SQLException {
        Optional<RowImage> row = from.next();
        if (row.isPresent()) {
            if (from.count() % TOLD_ROWS == 0) {
                listener.rowsCopied(from.table().id(), from.count());
            }
            logProgress(from);
            return made.row(from.table(), row.get());
        }
        LOG.info("Table copied table={} rows={} remaining={}", from.table().id(), from.count(), tables.size());
        listener.rowsCopied(from.table().id(), from.count());
        listener.chunkCompleted(from.table().id(), SnapshotListener.Chunk.WHOLE);
        listener.tableCompleted(from.table().id(), from.count());
        from.close();
        made.tableDone();
        copy = null;
        return Optional.empty();
    }

    private void logProgress(TableCopy from) {
        Instant now = context.clock().instant();
        if (now.isAfter(logged.plus(PROGRESS))) {
            logged = now;
            LOG.info(
                    "Table being copied table={} rows={} remaining={}",
                    from.table().id(),
                    from.count(),
                    tables.size());
        }
    }

    private Optional<Message> finish(ConsistentState open, SnapshotRecords made) throws SQLException {
        end = SourceOffset.after(open.executed(), open.position());
        LOG.info("Snapshot ends position={} gtids={}", open.position(), open.executed());
        open.close();
        forget();
        listener.completed();
        return made.finish();
    }

    private void forget() {
        state = null;
        records = null;
        copy = null;
        definitions.clear();
        tables.clear();
    }

    /** Ends a running {@link #next} by closing its connection; may come from another thread. */
    public void abort() {
        aborted.countDown();
        backoff.close();
        discard();
    }

    private void discard() {
        ConsistentState open = state;
        if (open == null) {
            return;
        }
        try {
            open.session().abort(Runnable::run);
            open.close();
        } catch (SQLException alreadyBroken) {
            LOG.debug("The snapshot's connection could not be closed", alreadyBroken);
        }
    }

    /** Reads the definitions of the captured tables into model and history, without a record: they are as of now. */
    public void adopt(SourceOffset offset) {
        try (ConsistentState now =
                ConsistentState.open(connections, options, context.capture(), context.clock(), false)) {
            Definitions taken = new Definitions(model, context);
            now.definitions().forEach(definition -> taken.take(definition, offset));
        } catch (SQLException failed) {
            throw new ConnectException(
                    "Reading the tables' definitions from " + connections.server() + " failed: " + failed.getMessage(),
                    failed);
        }
    }
}
