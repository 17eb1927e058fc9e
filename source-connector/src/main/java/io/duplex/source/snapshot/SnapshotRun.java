// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.envelope.SchemaRecords;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.NamePatterns;
import io.duplex.source.table.TableChange;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies from one consistent state, until its last row or until the connection is lost: tells the definitions, then the
 * rows, piece by piece.
 */
final class SnapshotRun implements AutoCloseable {
    private static final int TOLD_ROWS = 1_000;

    /** The schema history acknowledges so many in hardly more time than one. */
    private static final int DEFINED_AT_ONCE = 200;

    private final ConsistentState state;
    private final Parts parts;
    private final SnapshotRecords records;
    private final Deque<Definition> definitions = new ArrayDeque<>();
    private final List<TableId> done = new ArrayList<>();
    private @Nullable Deque<TableWork> tables;
    private volatile @Nullable ParallelReading parallel;
    private @Nullable TableRows copy;
    private @Nullable SourceOffset end;
    private CopyPlace place;
    private long bytes;
    private long rows;

    /**
     * What all runs of a reader share.
     *
     * @param copies whether rows are copied, not only definitions told
     */
    record Parts(
            SnapshotOptions options,
            RecordContext context,
            SchemaModel model,
            SnapshotListener listener,
            boolean copies) {}

    /**
     * Begins.
     *
     * @param told the definitions that are to be told
     * @param place where an earlier run was; what it has done is not done again
     */
    SnapshotRun(
            ConsistentState state, Parts parts, SnapshotRecords records, Collection<Definition> told, CopyPlace place) {
        this.state = state;
        this.parts = parts;
        this.records = records;
        this.definitions.addAll(told);
        this.place = place;
        this.done.addAll(place.done());
    }

    /** Returns where the binlog is read from, once the last message was made. */
    Optional<SourceOffset> end() {
        return Optional.ofNullable(end);
    }

    /** Returns how many bytes all rows have that were read so far, about. */
    long bytes() {
        return bytes;
    }

    private static long weight(RowImage row) {
        long weight = 0;
        for (int i = 0; i < row.size(); i++) {
            weight += row.get(i) instanceof byte[] value ? value.length : Long.BYTES;
        }
        return weight;
    }

    /** Returns the table that is being copied. */
    Optional<TableId> current() {
        return Optional.ofNullable(copy).map(from -> from.table().id());
    }

    /** Makes a small step, and the messages that it leads to. */
    void step(Consumer<Message> messages) throws SQLException {
        TableRows from = copy;
        if (from != null) {
            copyRow(from).ifPresent(messages);
            return;
        }
        if (!definitions.isEmpty()) {
            define(messages);
            return;
        }
        Deque<TableWork> left = tables();
        if (left.isEmpty()) {
            finish(messages);
        } else {
            begin(left.remove());
        }
    }

    /** Tells the next definitions. Neither the table model nor the schema history has views, which come last. */
    private void define(Consumer<Message> messages) {
        if (definitions.element().isView()) {
            records.statement(definitions.remove(), List.of()).ifPresent(messages);
            return;
        }
        List<Definition> next = new ArrayList<>();
        while (next.size() < DEFINED_AT_ONCE
                && !definitions.isEmpty()
                && !definitions.element().isView()) {
            next.add(definitions.remove());
        }
        List<List<TableChange>> changes = new Definitions(parts.model(), parts.context()).take(next, records.running());
        if (parts.context().options().schemaChanges()) {
            for (int i = 0; i < next.size(); i++) {
                tell(next.get(i), changes.get(i)).ifPresent(messages);
            }
        }
    }

    private Optional<Message> tell(Definition definition, List<TableChange> changes) {
        List<SchemaChange.TableChange> recorded = definition.drops()
                ? List.of(new SchemaChange.TableChange(SchemaChange.Kind.DROP, definition.of(), Optional.empty()))
                : changes.stream().map(SchemaRecords::recorded).toList();
        return records.statement(definition, recorded);
    }

    /** The tables are as their definitions, which were told before, made them in the model. */
    private Deque<TableWork> tables() throws SQLException {
        Deque<TableWork> known = tables;
        if (known != null) {
            return known;
        }
        List<TableSchema> left = new ArrayList<>();
        for (TableId table : parts.copies() ? ordered() : List.<TableId>of()) {
            if (parts.options().copies(table.toString()) && !done.contains(table)) {
                parts.model().tables().table(table).ifPresent(left::add);
            }
        }
        TableOrder order = new TableOrder(
                parts.options().reading(),
                parts.context().filters(),
                TableSizes.of(
                        state.session(), left.stream().map(TableSchema::id).toList()));
        Deque<TableWork> found = new ArrayDeque<>(order.of(left, place));
        tables = found;
        parts.listener().tablesKnown(found.stream().map(TableWork::id).toList());
        if (state.sessions().size() > 1 && !found.isEmpty()) {
            parallel = new ParallelReading(
                    state.sessions(), List.copyOf(found), parts.options().reading(), parts.listener());
        }
        return found;
    }

    /** In the order of the include list's expressions. */
    private List<TableId> ordered() {
        NamePatterns include = parts.context().capture().tables().include();
        return state.tables().stream()
                .sorted(Comparator.comparingInt(table -> include.firstMatch(table.toString())))
                .toList();
    }

    private void begin(TableWork work) throws SQLException {
        SnapshotReading reading = parts.options().reading();
        boolean goesOn = !work.rest().after().isEmpty();
        rows = goesOn ? place.rows() : 0;
        records.table(done, rows, work.size().rows());
        ParallelReading reader = parallel;
        if (reader != null) {
            long chunks = work.parts() ? Math.max(1, (work.size().rows() - 1) / work.partRows(reading) + 1) : 1;
            parts.listener().tableStarted(work.id(), work.size().rows(), (int) chunks);
            copy = reader.rows(work);
            return;
        }
        parts.listener().tableStarted(work.id(), work.size().rows(), 1);
        parts.listener().chunkStarted(work.id(), chunk(work));
        int fetchSize = reading.fetchSize() <= 0 && work.small(reading) ? 0 : reading.fetchSize();
        copy = new WholeTable(new TableCopy(state.session(), work.select(), work.rest(), fetchSize), work);
    }

    private static SnapshotListener.Chunk chunk(TableWork work) {
        return new SnapshotListener.Chunk(1, 1, List.copyOf(work.rest().after()), List.of());
    }

    /** Tells the listener of one part, as the reading by several sessions does of many. */
    private final class WholeTable implements TableRows {
        private final TableCopy rows;
        private final TableWork work;

        WholeTable(TableCopy rows, TableWork work) {
            this.rows = rows;
            this.work = work;
        }

        @Override
        public TableSchema table() {
            return rows.table();
        }

        @Override
        public Optional<RowImage> next() throws SQLException {
            return rows.next();
        }

        @Override
        public void close() throws SQLException {
            parts.listener().chunkCompleted(work.id(), chunk(work));
            rows.close();
        }
    }

    private Optional<Message> copyRow(TableRows from) throws SQLException {
        Optional<RowImage> row = from.next();
        if (row.isPresent()) {
            bytes += weight(row.get());
            if (++rows % TOLD_ROWS == 0) {
                parts.listener().rowsCopied(from.table().id(), rows);
            }
            return records.row(from.table(), row.get());
        }
        TableId table = from.table().id();
        from.close();
        records.tableDone();
        copy = null;
        done.add(table);
        parts.listener().rowsCopied(table, rows);
        parts.listener().tableCompleted(table, rows);
        return Optional.empty();
    }

    /** A copy that goes on and finds nothing left still has to say that it ended. */
    private void finish(Consumer<Message> messages) throws SQLException {
        boolean silent = !records.holds() && place.records() > 0 && parts.context().options().stream();
        if (silent) {
            state.definitions().stream()
                    .filter(definition -> definition.kind() == DdlClass.SCHEMA)
                    .findFirst()
                    .flatMap(definition -> records.statement(definition, List.of()))
                    .ifPresent(messages);
        }
        close();
        end = SourceOffset.after(state.executed(), state.position());
        records.finish().ifPresent(messages);
    }

    /** Returns the batch's messages with an exact offset at the last one. */
    List<Message> exact(List<Message> batch) {
        if (batch.isEmpty()) {
            return batch;
        }
        int last = batch.size() - 1;
        List<Message> exact = new ArrayList<>(batch);
        exact.set(last, records.exact(batch.get(last)));
        return exact;
    }

    /** Returns the offset from which another run would have to go on now. */
    SourceOffset reached() {
        return records.reached();
    }

    /** Ends reading by breaking the connections; may come from another thread. */
    void abort() {
        ParallelReading reader = parallel;
        if (reader != null) {
            reader.close();
        }
        state.abort();
    }

    @Override
    public void close() throws SQLException {
        ParallelReading reader = parallel;
        if (reader != null) {
            reader.close();
        }
        state.close();
    }
}
