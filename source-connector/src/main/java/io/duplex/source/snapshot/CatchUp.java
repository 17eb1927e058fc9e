// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.envelope.ChangeRecords;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.envelope.SchemaRecords;
import io.duplex.source.origin.DecodedStream;
import io.duplex.source.table.DdlStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what was committed between the state that an interrupted copy shows and the one with which it goes on. The
 * changes of all captured tables are told, also of rows that were not copied yet: an earlier run may have told of more
 * rows than its last offset says, and what it told of them must be corrected.
 */
final class CatchUp implements AutoCloseable {
    private static final Set<DdlClass> TABLES = Set.of(DdlClass.TABLE, DdlClass.INDEX);

    private final DecodedStream events;
    private final ChangeRecords changes;
    private final RecordContext context;
    private final SchemaModel model;
    private final GtidSet upTo;
    private final Set<TableId> again = new HashSet<>();
    private boolean views;

    /** Reads up to a state; the model must be as of where the binlog begins. */
    CatchUp(SnapshotReader.Changes binlog, RecordContext context, SchemaModel model, GtidSet upTo) {
        this.events = binlog.events();
        this.context = context;
        this.model = model;
        this.changes = binlog.records();
        this.upTo = upTo;
    }

    /** Tells whether all was read. */
    boolean done() {
        return events.executed().containsAll(upTo);
    }

    /** Returns the tables whose rows must be copied anew, because the changes of rows do not tell what became of them. */
    Set<TableId> again() {
        return again;
    }

    /** Tells whether views were made, altered or dropped. */
    boolean views() {
        return views;
    }

    /** Returns the next changes, waiting for the first one as long as said. */
    List<Message> next(int wanted, Duration patience) throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        for (Decoded decoded : events.poll(patience, wanted)) {
            if (belongs(decoded)) {
                changes.of(decoded).stream().filter(this::wanted).forEach(messages::add);
            }
        }
        return messages;
    }

    private boolean belongs(Decoded decoded) {
        Optional<Gtid> gtid = gtid(decoded);
        if (gtid.isPresent() && !upTo.contains(gtid.get())) {
            return false;
        }
        ddl(decoded).ifPresent(this::note);
        return !(decoded instanceof RowEvent row) || tells(row.table());
    }

    private static Optional<Gtid> gtid(Decoded decoded) {
        if (decoded instanceof RowEvent row) {
            return Optional.of(row.transaction().gtid());
        }
        if (decoded instanceof TransactionStart start) {
            return Optional.of(start.gtid());
        }
        if (decoded instanceof TransactionEnd end) {
            return Optional.of(end.transaction().gtid());
        }
        return ddl(decoded).map(DdlEvent::gtid);
    }

    private static Optional<DdlEvent> ddl(Decoded decoded) {
        if (decoded instanceof DdlEvent ddl) {
            return Optional.of(ddl);
        }
        return decoded instanceof EchoedDdl echoed ? Optional.of(echoed.ddl()) : Optional.empty();
    }

    private void note(DdlEvent event) {
        DdlStatement statement = model.parser().parse(event.statement(), SchemaRecords.statementContext(event));
        if (TABLES.contains(statement.ddlClass()) && !statement.temporary()) {
            statement.tables().stream().filter(context.capture()::captures).forEach(again::add);
        }
        views |= statement.ddlClass() == DdlClass.VIEW;
    }

    /** In the stream, rows of an altered table would come before its new definition, and a row without key twice. */
    private boolean tells(TableId table) {
        if (!context.options().stream()) {
            return true;
        }
        boolean keyless = model.tables()
                .table(table)
                .filter(schema -> schema.identity().isEmpty())
                .isPresent();
        if (keyless) {
            again.add(table);
        }
        return !again.contains(table);
    }

    /** In the stream, all that comes before the snapshot's last record is a part of it. */
    private boolean wanted(Message message) {
        return !context.options().stream()
                || message.kind() == Message.Kind.ROW
                || message.kind() == Message.Kind.DELETE;
    }

    @Override
    public void close() {
        events.close();
    }
}
