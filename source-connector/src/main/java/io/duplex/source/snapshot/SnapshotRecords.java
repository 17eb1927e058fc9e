// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.ValueModes;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.EnvelopeSchemas;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.snapshot.ConsistentState.Definition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of one run of a snapshot. One is always held back, because whether a record is the last of its
 * table or of the snapshot is known only when the next one comes.
 *
 * <p>Only the last message of a batch tells exactly how far the copy is; those before it have the offset of the batch
 * before, which makes them cheap: an offset may say less than what is done, never more.
 */
final class SnapshotRecords {
    private static final String INITIAL = "INITIAL";

    private final RecordContext context;
    private final EnvelopeSchemas schemas;
    private final Run run;
    private final SourceOffset running;
    private SourceOffset before;
    private @Nullable Draft held;
    private @Nullable Row returned;
    private long records;
    private boolean anyRow;
    private List<TableId> done = List.of();
    private long rows;
    private long estimated = -1;

    /**
     * What the messages belong to.
     *
     * @param id of the snapshot
     * @param run of the snapshot
     * @param executed GTIDs of the state that is copied
     * @param covered transactions of other sites that the state shows
     * @param anyRow whether earlier runs made records of rows
     * @param from the offset until this run has something to tell; empty when it is the first
     */
    record Run(
            String id,
            SnapshotHeader.Run run,
            GtidSet executed,
            GtidSet covered,
            EventPosition position,
            boolean anyRow,
            Optional<SourceOffset> from) {}

    SnapshotRecords(RecordContext context, Run run) {
        this.context = context;
        this.schemas = new EnvelopeSchemas(context.options().envelope());
        this.run = run;
        this.records = run.run().from();
        this.anyRow = run.anyRow();
        this.running = SourceOffset.after(run.executed(), run.position())
                .withSnapshot(new SourceOffset.Snapshot(Optional.of(INITIAL), false));
        this.before = run.from().orElse(running);
    }

    /** A record that is not yet made; exactly one of statement, row and change is given. */
    private record Draft(
            TableId of,
            @Nullable Statement statement,
            @Nullable Row row,
            @Nullable Message change) {}

    private record Statement(Definition definition, List<SchemaChange.TableChange> changes) {}

    private record Row(
            TableSchema table,
            RowImage image,
            boolean first,
            boolean firstInTable,
            long estimated,
            List<TableId> done,
            long number) {}

    /** Returns the offset that belongs to the copied state, without a place in the copy. */
    SourceOffset running() {
        return running;
    }

    /** Takes a statement and returns the message held back so far. */
    Optional<Message> statement(Definition definition, List<SchemaChange.TableChange> changes) {
        return hold(new Draft(definition.of(), new Statement(definition, changes), null, null));
    }

    /** Takes a change that happened after an earlier run and returns the message held back so far. */
    Optional<Message> change(TableId table, Message change) {
        return hold(new Draft(table, null, null, change));
    }

    /**
     * Notes that the rows of another table follow.
     *
     * @param finished tables whose rows were all taken
     * @param copied how many of its rows were made records by earlier runs
     * @param estimate how many it has, as the server guesses; -1 when it does not
     */
    void table(List<TableId> finished, long copied, long estimate) {
        done = List.copyOf(finished);
        rows = copied;
        estimated = estimate;
    }

    /** Takes a row and returns the message held back so far. */
    Optional<Message> row(TableSchema table, RowImage image) {
        boolean firstInTable = rows++ == 0;
        Row row = new Row(table, image, !anyRow, firstInTable, estimated, done, rows);
        anyRow = true;
        return hold(new Draft(table.id(), null, row, null));
    }

    /** Notes that a table has no more rows: only a row of the first table is the first of the snapshot. */
    void tableDone() {
        anyRow = true;
    }

    /** Tells whether a message is held back. */
    boolean holds() {
        return held != null;
    }

    /** Returns the last message. */
    Optional<Message> finish() {
        Draft last = held;
        held = null;
        return last == null ? Optional.empty() : Optional.of(message(last, true, true));
    }

    private Optional<Message> hold(Draft next) {
        Draft ready = held;
        held = next;
        return ready == null
                ? Optional.empty()
                : Optional.of(message(ready, !ready.of().equals(next.of()), false));
    }

    /** Returns a batch's last message with the offset that tells exactly how far the copy is with it. */
    Message exact(Message last) {
        Row row = returned;
        if (row == null || last.progress().after().snapshot().completed()) {
            return last;
        }
        CopyPlace place = new CopyPlace(
                run.id(),
                run.run().number(),
                records,
                row.done(),
                Optional.of(row.table().id()),
                KeyLiterals.of(row.table(), row.image()),
                row.number());
        SourceOffset after = running.withSnapshot(
                new SourceOffset.Snapshot(Optional.of(INITIAL), false, Optional.of(place.encode())));
        Message.Progress progress = new Message.Progress(before, after);
        before = after;
        return new Message(last.kind(), last.table(), last.key(), last.value(), last.headers(), progress);
    }

    /** Returns the offset from which a run would have to go on now. */
    SourceOffset reached() {
        return before;
    }

    private Message message(Draft draft, boolean lastInTable, boolean last) {
        Row first = draft.row();
        OptionalLong tableRows = first != null && first.firstInTable() && first.estimated() >= 0
                ? OptionalLong.of(first.estimated())
                : OptionalLong.empty();
        SnapshotHeader header = new SnapshotHeader(
                run.id(), context.site(), ++records, last, run.executed(), run.covered(), run.run(), tableRows);
        Headers headers = new ConnectHeaders();
        if (draft.change() != null) {
            draft.change().headers().forEach(headers::add);
        }
        headers.addString(SnapshotHeader.NAME, header.encode());
        SourceOffset after =
                last ? running.withSnapshot(new SourceOffset.Snapshot(Optional.of(INITIAL), true)) : before;
        Message.Progress progress = new Message.Progress(before, after);
        if (draft.row() != null) {
            returned = draft.row();
            return row(draft.row(), place(draft.row(), lastInTable, last), headers, progress);
        }
        if (draft.statement() != null) {
            SourceInfo.Snapshot place = last ? SourceInfo.Snapshot.LAST : SourceInfo.Snapshot.TRUE;
            return statement(draft.statement(), place, headers, progress);
        }
        if (draft.change() != null) {
            Message change = draft.change();
            return new Message(change.kind(), change.table(), change.key(), change.value(), headers, progress);
        }
        throw new IllegalStateException("A draft of a snapshot's record is empty");
    }

    private static SourceInfo.Snapshot place(Row row, boolean lastInTable, boolean last) {
        if (last) {
            return SourceInfo.Snapshot.LAST;
        }
        if (row.first()) {
            return SourceInfo.Snapshot.FIRST;
        }
        if (lastInTable) {
            return SourceInfo.Snapshot.LAST_IN_DATA_COLLECTION;
        }
        return row.firstInTable() ? SourceInfo.Snapshot.FIRST_IN_DATA_COLLECTION : SourceInfo.Snapshot.TRUE;
    }

    private Message row(Row row, SourceInfo.Snapshot place, Headers headers, Message.Progress progress) {
        TableId table = row.table().id();
        ChangeContext at = new ChangeContext(
                context.blocks().ofSnapshot(run.position(), table, place),
                Optional.empty(),
                context.clock().instant());
        EncodedChange encoded = schemas.of(row.table()).encode(new RowChange.Read(row.table(), row.image()), at);
        encoded.exact().ifPresent(exact -> headers.addString(ExactValues.NAME, exact));
        return new Message(Message.Kind.ROW, Optional.of(table), encoded.key(), encoded.value(), headers, progress);
    }

    private Message statement(
            Statement statement, SourceInfo.Snapshot place, Headers headers, Message.Progress progress) {
        Definition definition = statement.definition();
        TableId of = definition.of();
        boolean database = of.table().isEmpty();
        SchemaChange change = new SchemaChange(
                context.blocks().ofSnapshot(run.position(), of, place),
                context.clock().instant(),
                Optional.of(of.database()),
                Optional.of(definition.statement()),
                statement.changes());
        DdlContext session = new DdlContext(
                database ? Optional.empty() : Optional.of(of.database()),
                definition.kind(),
                database ? List.of() : List.of(of),
                definition.session());
        headers.addString(DdlContext.NAME, session.encode());
        headers.addString(ValueModes.NAME, ValueModes.encode(context.options().envelope()));
        return new Message(
                Message.Kind.DDL,
                Optional.empty(),
                Optional.of(change.key()),
                change.value(context.options().envelope().schemaComments()),
                headers,
                progress);
    }
}
