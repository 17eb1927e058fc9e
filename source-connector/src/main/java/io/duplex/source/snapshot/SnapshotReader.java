// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.envelope.ChangeRecords;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.origin.DecodedStream;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.snapshot.ConsistentState.Definition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a snapshot piece by piece as its messages are asked for. When the connection fails, or when an earlier task did
 * not finish, it goes on in another consistent state: first it tells what changed between the two, then it copies what
 * is left. Belongs to the task's thread, but for {@link #abort}.
 */
public final class SnapshotReader {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotReader.class);
    private static final String CONNECTION_LOST = "08";

    /** Lock wait timeout, deadlock; a table was altered, or dropped, after the snapshot began. */
    private static final Set<Integer> PASSING = Set.of(1205, 1213, 1412, 1146);

    /** The clock is not asked before each row. */
    private static final int STEPS = 64;

    private final ServerConnections connections;
    private final SnapshotOptions options;
    private final RecordContext context;
    private final SchemaModel model;
    private final Plan plan;
    private final SnapshotRun.Parts parts;
    private final Instant begin;
    private final CountDownLatch aborted = new CountDownLatch(1);
    private Optional<SourceOffset> reached;
    private volatile @Nullable SnapshotResume resuming;
    private volatile @Nullable SnapshotRun run;
    private long bytes;
    /** Has moved the model on, which counts only when a record with a later offset was made. */
    private @Nullable SnapshotResume moved;

    private @Nullable SnapshotRecords records;
    private @Nullable SourceOffset end;

    /**
     * How a snapshot goes.
     *
     * @param start what is read, and where an earlier task ended
     * @param backoff pauses between attempts
     * @param listener is told how it goes
     * @param binlog begins to read the binlog behind an offset, echoes included
     */
    public record Plan(
            StartPlan start, Backoff backoff, SnapshotListener listener, Function<SourceOffset, Changes> binlog) {}

    /** The binlog behind an offset, and what makes messages of it. */
    public record Changes(DecodedStream events, ChangeRecords records) {}

    /** Reads nothing yet. The model must be as of the plan's offset, if there is one. */
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
        this.plan = plan;
        SnapshotListener listener = SnapshotListener.all(List.of(plan.listener(), new SnapshotLog(context.clock())));
        StartPlan.Action action = plan.start().action();
        boolean copies = action == StartPlan.Action.COPY || action == StartPlan.Action.RESUME;
        this.parts = new SnapshotRun.Parts(options, context, model, listener, copies);
        this.reached = action == StartPlan.Action.RESUME ? plan.start().from() : Optional.empty();
        this.begin = context.clock().instant().plus(options.delay());
    }

    /** Returns where the binlog is read from, once the last message was returned. */
    public Optional<SourceOffset> end() {
        return Optional.ofNullable(end);
    }

    /**
     * Returns the next messages: about {@code max}, fewer when time is up or the snapshot ends.
     *
     * @throws ConnectException naming the table and the remedy, when another attempt would fail as this one did
     */
    public List<Message> next(int max, Duration patience) throws InterruptedException {
        Instant until = context.clock().instant().plus(patience);
        if (records == null && !due(patience)) {
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        bytes = 0;
        try {
            SnapshotRecords made = begun();
            SnapshotResume resume = resuming;
            if (resume != null) {
                resume.next(max, patience, made, messages::add);
                if (resume.done()) {
                    goOn(resume, made);
                }
                return messages;
            }
            return copied(max, until, messages);
        } catch (SQLException failed) {
            failed(failed);
            return List.of();
        } finally {
            if (aborted.getCount() == 0) {
                discard(); // of what was opened while abort came
            }
        }
    }

    private List<Message> copied(int max, Instant until, List<Message> messages) throws SQLException {
        SnapshotRun current = run;
        if (current == null) {
            throw new SQLException("The snapshot's connection was closed");
        }
        long before = current.bytes();
        do {
            for (int i = 0; i < STEPS && wantsMore(current, messages.size() < max, before); i++) {
                current.step(messages::add);
            }
        } while (wantsMore(current, messages.size() < max, before)
                && context.clock().instant().isBefore(until));
        bytes = current.bytes() - before;
        List<Message> exact = current.exact(messages);
        if (current.end().isPresent()) {
            end = current.end().get();
            parts.listener().completed();
            forget();
        } else {
            reached(current.reached());
        }
        return exact;
    }

    private boolean wantsMore(SnapshotRun current, boolean room, long before) {
        return room
                && current.bytes() - before < options.batchBytes()
                && current.end().isEmpty();
    }

    /** Returns how many bytes the rows of the last messages have, about. */
    public long bytes() {
        return bytes;
    }

    private void reached(SourceOffset now) {
        if (now.snapshot().place().isPresent() && !now.equals(reached.orElse(null))) {
            reached = Optional.of(now);
            moved = null;
            plan.backoff().reset();
        }
    }

    private boolean due(Duration patience) throws InterruptedException {
        Duration left = Duration.between(context.clock().instant(), begin);
        if (left.isNegative() || left.isZero()) {
            return plan.backoff().await(patience);
        }
        Duration wait = left.compareTo(patience) < 0 ? left : patience;
        return !aborted.await(wait.toNanos(), TimeUnit.NANOSECONDS) && wait.equals(left);
    }

    private SnapshotRecords begun() throws SQLException {
        SnapshotRecords known = records;
        if (known != null) {
            return known;
        }
        Optional<CopyPlace> place = reached.flatMap(CopyPlace::of);
        String id = place.map(CopyPlace::id).orElseGet(() -> UUID.randomUUID().toString());
        parts.listener().started(id, place.isPresent());
        ConsistentState state = ConsistentState.open(
                connections,
                options,
                new ConsistentState.Wanted(
                        context.capture(),
                        parts.copies() ? options.reading().threads() : 1,
                        context.options().stream(),
                        Optional.of(model.options()).filter(all -> !context.options().stream())),
                context.clock(),
                parts.listener());
        LOG.info(
                "Snapshot {} id={} server={} position={} gtids={} tables={} views={}",
                place.isPresent() ? "goes on" : "begins",
                id,
                connections.server(),
                state.position(),
                state.executed(),
                state.tables().size(),
                state.definitions().stream().filter(Definition::isView).count());
        if (place.isEmpty()) {
            return fresh(state, id);
        }
        SnapshotHeader.Run number = new SnapshotHeader.Run(
                Math.max(place.get().run() + 1, state.serverMicros()),
                place.get().records());
        SnapshotRecords made = new SnapshotRecords(
                context,
                new SnapshotRecords.Run(
                        id,
                        number,
                        state.executed(),
                        state.covered(),
                        state.position(),
                        place.get().records() > 0,
                        reached));
        SnapshotResume resume = resume(state);
        moved = resume;
        resuming = resume;
        records = made;
        return made;
    }

    private SnapshotResume resume(ConsistentState state) throws SQLException {
        try {
            return new SnapshotResume(state, context, model, plan.binlog(), reached.orElseThrow());
        } catch (RuntimeException failed) {
            state.close();
            throw failed;
        }
    }

    private SnapshotRecords fresh(ConsistentState state, String id) {
        SnapshotHeader.Run first = plan.start().initial() ? SnapshotHeader.Run.INITIAL : SnapshotHeader.Run.FIRST;
        SnapshotRecords made = new SnapshotRecords(
                context,
                new SnapshotRecords.Run(
                        id, first, state.executed(), state.covered(), state.position(), false, Optional.empty()));
        CopyPlace beginning = new CopyPlace(id, 0, 0, List.of(), Optional.empty(), List.of(), 0);
        run = new SnapshotRun(state, parts, made, state.definitions(), beginning);
        records = made;
        return made;
    }

    /** What changed is told: now the rest is copied, or everything when too much has changed. */
    private void goOn(SnapshotResume resume, SnapshotRecords made) throws SQLException {
        Optional<SnapshotResume.Rest> rest = resume.rest();
        resuming = null;
        if (rest.isEmpty()) {
            LOG.warn("Tables of the interrupted snapshot are gone, so a new one begins");
            resume.close();
            reached = Optional.empty();
            records = null;
            parts.listener().aborted();
            return;
        }
        run = new SnapshotRun(
                resume.state(), parts, made, rest.get().told(), rest.get().place());
    }

    private void failed(SQLException failure) {
        Optional<TableId> table = Optional.ofNullable(run).flatMap(SnapshotRun::current);
        String message = "Snapshot of source " + context.blocks().name() + " from " + connections.server() + " failed"
                + table.map(name -> " while table " + name + " was read").orElse("") + ": " + failure.getMessage();
        discard();
        Optional.ofNullable(moved).ifPresent(SnapshotResume::forget);
        forget();
        parts.listener().aborted();
        if (aborted.getCount() == 0) {
            return;
        }
        if (!retriable(failure) || plan.backoff().exhausted()) {
            throw new ConnectException(message, failure);
        }
        LOG.warn(
                "{}. {} in {} ms",
                message,
                reached.isPresent() ? "It goes on" : "A new snapshot begins",
                plan.backoff().next().toMillis(),
                failure);
    }

    private static boolean retriable(SQLException failure) {
        if (failure instanceof SQLDataException) {
            return false;
        }
        String state = failure.getSQLState();
        return failure.getErrorCode() == 0
                || (state != null && state.startsWith(CONNECTION_LOST))
                || PASSING.contains(failure.getErrorCode());
    }

    private void forget() {
        run = null;
        resuming = null;
        moved = null;
        records = null;
    }

    /** Ends a running {@link #next} by closing its connections; may come from another thread. */
    public void abort() {
        aborted.countDown();
        plan.backoff().close();
        discard();
    }

    private void discard() {
        SnapshotResume resume = resuming;
        if (resume != null) {
            resume.abort();
        }
        SnapshotRun current = run;
        if (current != null) {
            current.abort();
        }
    }

    /**
     * Reads the definitions of the captured tables into model and history, without a record.
     *
     * @throws ConnectException naming the tables that were altered since the offset, if there are any
     */
    public void adopt(SourceOffset offset) {
        try (ConsistentState now = ConsistentState.open(
                connections,
                options,
                new ConsistentState.Wanted(context.capture(), 1, false, Optional.empty()),
                context.clock(),
                SnapshotListener.NONE)) {
            AlteredSince since = alteredSince(offset, now);
            if (!describesRows()) {
                since.requireNone();
            }
            List<Definition> unchanged = now.definitions().stream()
                    .filter(definition -> !definition.isView()
                            && !since.made().contains(definition.of())
                            && !since.altered().contains(definition.of()))
                    .toList();
            new Definitions(model, context).take(unchanged, offset);
        } catch (SQLException failed) {
            throw new ConnectException(
                    "Reading the tables' definitions from " + connections.server() + " failed: " + failed.getMessage(),
                    failed);
        }
    }

    /** Tells whether the binlog describes tables, so that those that were altered can be taken from it. */
    private boolean describesRows() throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement();
                ResultSet row =
                        statement.executeQuery("SHOW GLOBAL VARIABLES WHERE Variable_name = 'binlog_row_metadata'")) {
            return row.next() && row.getString(2).equalsIgnoreCase("FULL");
        }
    }

    private AlteredSince alteredSince(SourceOffset offset, ConsistentState now) {
        try (DecodedStream events = plan.binlog()
                .apply(offset.withSnapshot(SourceOffset.Snapshot.NONE))
                .events()) {
            return AlteredSince.read(events, context, model, now.executed());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ConnectException("The start was interrupted while the binlog was read", stopped);
        }
    }
}
