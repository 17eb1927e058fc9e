// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
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
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of one snapshot. One is always held back, because whether a record is the last of its table or
 * of the snapshot is known only when the next one comes.
 */
final class SnapshotRecords {
    private static final String INITIAL = "INITIAL";

    private final RecordContext context;
    private final EnvelopeSchemas schemas;
    private final String id;
    private final GtidSet executed;
    private final EventPosition position;
    private final SourceOffset running;
    private @Nullable Draft held;
    private long records;
    private boolean anyRow;

    SnapshotRecords(RecordContext context, String id, GtidSet executed, EventPosition position) {
        this.context = context;
        this.schemas = new EnvelopeSchemas(context.options().envelope());
        this.id = id;
        this.executed = executed;
        this.position = position;
        this.running = SourceOffset.after(executed, position)
                .withSnapshot(new SourceOffset.Snapshot(Optional.of(INITIAL), false));
    }

    /** A record that is not yet made; exactly one of statement and row is given. */
    private record Draft(
            TableId of,
            @Nullable Statement statement,
            @Nullable Row row) {}

    private record Statement(Definition definition, List<SchemaChange.TableChange> changes) {}

    private record Row(TableSchema table, RowImage image, boolean first, boolean firstInTable) {}

    /** Returns the offset that the snapshot's records have, all but the last. */
    SourceOffset running() {
        return running;
    }

    /** Takes a statement and returns the message held back so far. */
    Optional<Message> statement(Definition definition, List<SchemaChange.TableChange> changes) {
        return hold(new Draft(definition.of(), new Statement(definition, changes), null));
    }

    /** Takes a row and returns the message held back so far. */
    Optional<Message> row(TableSchema table, RowImage image) {
        boolean firstInTable = held == null || held.row() == null || !held.of().equals(table.id());
        Row row = new Row(table, image, !anyRow, firstInTable);
        anyRow = true;
        return hold(new Draft(table.id(), null, row));
    }

    /** Notes that a table has no more rows: only a row of the first table is the first of the snapshot. */
    void tableDone() {
        anyRow = true;
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

    private Message message(Draft draft, boolean lastInTable, boolean last) {
        SnapshotHeader header = new SnapshotHeader(id, context.site(), ++records, last, executed);
        Headers headers = new ConnectHeaders().addString(SnapshotHeader.NAME, header.encode());
        SourceOffset after =
                last ? running.withSnapshot(new SourceOffset.Snapshot(Optional.of(INITIAL), true)) : running;
        Message.Progress progress = new Message.Progress(running, after);
        if (draft.row() != null) {
            return row(draft.row(), place(draft.row(), lastInTable, last), headers, progress);
        }
        if (draft.statement() != null) {
            SourceInfo.Snapshot place = last ? SourceInfo.Snapshot.LAST : SourceInfo.Snapshot.TRUE;
            return statement(draft.statement(), place, headers, progress);
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
                context.blocks().ofSnapshot(position, table, place),
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
                context.blocks().ofSnapshot(position, of, place),
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
        return new Message(
                Message.Kind.DDL,
                Optional.empty(),
                Optional.of(change.key()),
                change.value(context.options().envelope().schemaComments()),
                headers,
                progress);
    }
}
