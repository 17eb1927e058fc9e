// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.StatementContext;
import io.duplex.source.table.TableCatalog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step between an interrupted run of a snapshot and the next one: tells what changed from the state of the one to
 * that of the other, and decides which tables must be told and copied anew.
 */
final class SnapshotResume implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotResume.class);

    private final ConsistentState state;
    private final SchemaModel model;
    private final CopyPlace place;
    private final List<TableSchema> before;
    private final CatchUp catchUp;

    /**
     * What the next run has to do.
     *
     * @param told definitions that are told again
     * @param place where it begins
     */
    record Rest(List<Definition> told, CopyPlace place) {}

    /** Begins to read the binlog behind the offset of the interrupted run. */
    SnapshotResume(
            ConsistentState state,
            RecordContext context,
            SchemaModel model,
            Function<SourceOffset, SnapshotReader.Changes> binlog,
            SourceOffset from) {
        this.state = state;
        this.model = model;
        this.place = CopyPlace.of(from).orElseThrow();
        this.before = List.copyOf(model.tables().tables());
        SourceOffset behind = from.withSnapshot(SourceOffset.Snapshot.NONE);
        this.catchUp = new CatchUp(binlog.apply(behind), context, model, state.executed());
    }

    ConsistentState state() {
        return state;
    }

    boolean done() {
        return catchUp.done();
    }

    /** Makes messages of the next changes, waiting for the first one as long as said. */
    void next(int wanted, Duration patience, SnapshotRecords records, Consumer<Message> messages)
            throws InterruptedException {
        if (done()) {
            return;
        }
        for (Message change : catchUp.next(wanted, patience)) {
            TableId table = change.table().orElse(new TableId("", ""));
            records.change(table, change).ifPresent(messages);
        }
    }

    /** Returns what is left to do; empty when tables are gone whose rows were copied. */
    Optional<Rest> rest() {
        catchUp.close();
        Set<TableId> again = new LinkedHashSet<>(catchUp.again());
        TableCatalog now = now();
        for (TableId table : state.tables()) {
            if (altered(now, table) || partOfIt(table)) {
                again.add(table);
            }
        }
        Set<TableId> copied = new LinkedHashSet<>(place.done());
        place.running().ifPresent(copied::add);
        if (!state.tables().containsAll(copied)) {
            return Optional.empty();
        }
        List<TableId> done =
                place.done().stream().filter(table -> !again.contains(table)).toList();
        Optional<TableId> running = place.running().filter(table -> !again.contains(table));
        LOG.info("Snapshot goes on done={} running={} again={}", done.size(), running, again);
        return Optional.of(new Rest(
                told(again),
                new CopyPlace(
                        place.id(),
                        place.run(),
                        place.records(),
                        done,
                        running,
                        running.isPresent() ? place.key() : List.of(),
                        running.isPresent() ? place.rows() : 0)));
    }

    /** A table without key cannot go on in its midst. */
    private boolean partOfIt(TableId table) {
        return !place.done().contains(table)
                && model.tables()
                        .table(table)
                        .filter(schema -> schema.identity().isEmpty())
                        .isPresent();
    }

    private boolean altered(TableCatalog now, TableId table) {
        return !now.table(table).equals(model.tables().table(table));
    }

    private TableCatalog now() {
        TableCatalog now = new TableCatalog(model.tables().defaults());
        for (Definition definition : state.definitions()) {
            if (!definition.isView()) {
                StatementContext session =
                        StatementContext.ofDefinition(definition.of().database());
                now.apply(model.parser().parse(definition.statement(), session));
            }
        }
        return now;
    }

    private List<Definition> told(Set<TableId> again) {
        List<Definition> told = new ArrayList<>();
        @Nullable Definition database = null;
        for (Definition definition : state.definitions()) {
            if (definition.isView()) {
                if (catchUp.views()) {
                    told.add(definition);
                }
            } else if (definition.drops() && again.contains(definition.of())) {
                told.add(definition);
            } else if (definition.statement().startsWith("CREATE DATABASE")) {
                database = definition;
            } else if (definition.isTable() && again.contains(definition.of())) {
                if (database != null) {
                    told.add(database);
                    database = null;
                }
                told.add(definition);
            }
        }
        return told;
    }

    /** Ends reading, and makes the model what it was: another attempt begins there again. May come from any thread. */
    void abort() {
        catchUp.close();
        state.abort();
    }

    /** Makes the model what it was before, as another attempt begins there again. */
    void forget() {
        Collection<TableSchema> moved = List.copyOf(model.tables().tables());
        moved.forEach(table -> model.tables().remove(table.id()));
        before.forEach(model.tables()::put);
    }

    @Override
    public void close() throws SQLException {
        catchUp.close();
        state.close();
    }
}
