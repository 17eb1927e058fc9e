// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.ValueModes;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.StatementHeader;
import io.duplex.protocol.header.TablesHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.binlog.SessionState;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.table.DdlException;
import io.duplex.source.table.DdlPieces;
import io.duplex.source.table.DdlStatement;
import io.duplex.source.table.HistoryRecord;
import io.duplex.source.table.StatementContext;
import io.duplex.source.table.TableChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows DDL statements: moves the table model, writes the schema history, makes records of captured ones. */
public final class SchemaRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRecords.class);

    private final RecordContext context;
    private final SchemaModel model;
    private final TransactionRecords transactions;

    SchemaRecords(RecordContext context, SchemaModel model, TransactionRecords transactions) {
        this.context = context;
        this.model = model;
        this.transactions = transactions;
    }

    /**
     * What came of a statement.
     *
     * @param messages makes its records; empty when none is wanted
     * @param truncated captured tables that it emptied
     */
    record Outcome(Optional<Supplier<List<Message>>> messages, List<TableSchema> truncated) {}

    SchemaModel model() {
        return model;
    }

    Outcome of(DdlEvent event) {
        try {
            return follow(event, model.parser().parse(event.statement(), statementContext(event)));
        } catch (DdlException unfit) {
            throw new ConnectException(
                    "DDL statement " + event.gtid() + " at " + event.position() + ": " + unfit.getMessage(), unfit);
        }
    }

    private Outcome follow(DdlEvent event, DdlStatement statement) {
        if (statement.temporary()) {
            return new Outcome(Optional.empty(), List.of());
        }
        List<TableChange> changes = applied(event, statement);
        for (TableChange change : changes) {
            change.after().ifPresent(table -> context.filters().check(table, Optional.of(event.statement())));
        }
        boolean captured = captures(statement);
        if (model.options().keeps(statement, context.capture()::captures, context.capture()::capturesDatabase)) {
            remember(event);
        }
        if (captured || !changes.isEmpty()) {
            LOG.info(
                    "Schema changed gtid={} position={} statement=\"{}\" tables={}",
                    event.gtid(),
                    event.position(),
                    statement.kind(),
                    statement.tables());
        }
        List<TableSchema> truncated = changes.stream()
                .filter(change -> change.kind() == TableChange.Kind.TRUNCATED)
                .filter(change -> context.capture().captures(change.id()))
                .flatMap(change -> change.after().stream())
                .toList();
        List<ToldStatement> told = told(event, statement, changes);
        return new Outcome(
                told.isEmpty() ? Optional.empty() : Optional.of(() -> messages(event, statement, told)), truncated);
    }

    /** A table that is not captured stops nothing: what cannot be followed is forgotten. */
    private List<TableChange> applied(DdlEvent event, DdlStatement statement) {
        try {
            List<TableChange> changes = model.tables().apply(statement);
            changes.stream()
                    .filter(change -> change.kind() == TableChange.Kind.CREATED)
                    .forEach(change -> model.assumed().settle(change.id()));
            return changes;
        } catch (DdlException lost) {
            if (statement.tables().isEmpty() || statement.tables().stream().anyMatch(context.capture()::captures)) {
                throw lost;
            }
            LOG.warn(
                    "Tables that are not captured are known no longer gtid={} tables={} cause=\"{}\"",
                    event.gtid(),
                    statement.tables(),
                    lost.getMessage());
            statement.tables().forEach(model.tables()::remove);
            return List.of();
        }
    }

    private List<ToldStatement> told(DdlEvent event, DdlStatement statement, List<TableChange> changes) {
        if (context.options().stream()) {
            return captures(statement) ? List.of(ToldStatement.whole(event, statement, recorded(changes))) : List.of();
        }
        if (!context.options().schemaChanges()) {
            return List.of();
        }
        DdlPieces pieces = model.parser().pieces(event.statement(), statement, statementContext(event));
        return ToldStatement.split(event, statement, pieces, changes).stream()
                .filter(told -> told.table().isPresent()
                        || statement.ddlClass() == DdlClass.SCHEMA
                        || !model.options().onlyCapturedTables())
                .filter(told -> model.options()
                        .tells(
                                told.table(),
                                told.database(),
                                context.capture()::captures,
                                context.capture()::capturesDatabase))
                .toList();
    }

    /** A statement about no table or database, such as CREATE USER, is captured when the whole server is. */
    private boolean captures(DdlStatement statement) {
        if (!statement.tables().isEmpty()) {
            return statement.tables().stream().anyMatch(context.capture()::captures);
        }
        if (statement.database().isPresent()) {
            return context.capture().capturesDatabase(statement.database().get());
        }
        return context.options().stream() && context.capture().capturesAll() && statement.ddlClass() != DdlClass.OTHER;
    }

    private void remember(DdlEvent event) {
        SourceOffset position = SourceOffset.after(event.executed().plus(event.gtid()), event.position());
        model.history()
                .record(new HistoryRecord(
                        SourceOffset.partition(context.blocks().name()),
                        position.toMap(),
                        context.clock().millis(),
                        Optional.of(event.statement()),
                        statementContext(event)));
    }

    private List<Message> messages(DdlEvent event, DdlStatement statement, List<ToldStatement> told) {
        DdlContext session = new DdlContext(
                event.defaultDatabase(),
                statement.ddlClass(),
                statement.tables(),
                event.session(),
                event.state().invoker(),
                event.error());
        Headers headers = new ConnectHeaders()
                .addString(
                        TransactionHeader.NAME,
                        transactions.header(event.transaction()).encode())
                .addString(DdlContext.NAME, session.encode())
                .addString(ValueModes.NAME, ValueModes.encode(context.options().envelope()));
        if (!context.options().stream()
                && (told.size() > 1 || !told.get(0).ddl().equals(event.statement()))) {
            headers.addString(
                    StatementHeader.NAME,
                    StatementHeader.partOf(event.statement()).encode());
        }
        List<TableSchema> tables = told.stream()
                .flatMap(part -> part.changes().stream())
                .flatMap(change -> change.table().stream())
                .toList();
        if (told.size() > 1 && !tables.isEmpty()) {
            headers.addString(TablesHeader.NAME, TablesHeader.encode(tables));
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < told.size() - 1; i++) {
            messages.add(message(event, told.get(i), headers.duplicate(), transactions.unmoved()));
        }
        Message.Progress done = transactions.statementDone(event.transaction(), event.behind());
        messages.add(message(event, told.get(told.size() - 1), headers, done));
        return messages;
    }

    private Message message(DdlEvent event, ToldStatement told, Headers headers, Message.Progress progress) {
        SourceInfo source = context.blocks()
                .ofStatement(event, transactions.lastRow(event.position().file()), told);
        SchemaChange change = new SchemaChange(
                source, context.clock().instant(), told.database(), Optional.of(told.ddl()), told.changes());
        return new Message(
                Message.Kind.DDL,
                Optional.empty(),
                Optional.of(change.key()),
                change.value(context.options().envelope().schemaComments()),
                headers,
                progress);
    }

    private List<SchemaChange.TableChange> recorded(List<TableChange> changes) {
        List<SchemaChange.TableChange> recorded = new ArrayList<>();
        for (TableChange change : changes) {
            if (context.capture().captures(change.id())) {
                recorded.add(recorded(change));
            }
        }
        return recorded;
    }

    /** Returns what a schema change record tells of a change. */
    public static SchemaChange.TableChange recorded(TableChange change) {
        SchemaChange.Kind kind = switch (change.kind()) {
            case CREATED -> SchemaChange.Kind.CREATE;
            case ALTERED, RENAMED, TRUNCATED -> SchemaChange.Kind.ALTER;
            case DROPPED -> SchemaChange.Kind.DROP;
        };
        return new SchemaChange.TableChange(kind, change.id(), change.after());
    }

    /** Returns Debezium's truncate event, which may be the last record of its statement. */
    Message truncation(DdlEvent event, EnvelopeSchema schema, boolean last) {
        TableId table = schema.table().id();
        ChangeContext at = new ChangeContext(
                context.blocks()
                        .ofStatement(
                                event,
                                transactions.lastRow(event.position().file()),
                                ToldStatement.of(table, event.statement(), List.of())),
                Optional.empty(),
                context.clock().instant());
        return new Message(
                Message.Kind.TRUNCATE,
                Optional.of(table),
                Optional.empty(),
                truncation(schema, at),
                new ConnectHeaders()
                        .addString(
                                TransactionHeader.NAME,
                                transactions.header(event.transaction()).encode()),
                last ? transactions.statementDone(event.transaction(), event.behind()) : transactions.unmoved());
    }

    private static Struct truncation(EnvelopeSchema schema, ChangeContext at) {
        Instant now = at.timestamp();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        return new Struct(schema.envelope())
                .put("source", at.source().encode())
                .put("op", Operation.TRUNCATE.code())
                .put("ts_ms", now.toEpochMilli())
                .put("ts_us", nanos / 1000)
                .put("ts_ns", nanos);
    }

    /** Returns the session that the statement ran in, as far as it decides what the statement means. */
    public static StatementContext statementContext(DdlEvent event) {
        SessionState state = event.state();
        StatementContext statement = StatementContext.of(
                event.defaultDatabase().orElse(""), state.sqlMode().orElse(0));
        if (state.charset().isPresent()) {
            statement = statement.withServerCollation(state.charset().get().server());
        }
        Integer utf8mb4 = state.numbers().get(SessionState.UTF8MB4_COLLATION);
        if (utf8mb4 != null) {
            statement = statement.withUtf8mb4Collation(utf8mb4);
        }
        Integer explicit = state.numbers().get(SessionState.EXPLICIT_DEFAULTS);
        return explicit == null ? statement : statement.withExplicitDefaultsForTimestamp(explicit != 0);
    }
}
