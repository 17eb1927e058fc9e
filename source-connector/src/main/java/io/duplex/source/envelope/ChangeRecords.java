// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.decode.Decoded.EchoedRow;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.decode.FailureMode;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.table.AssumedTables;
import io.duplex.source.table.CaptureOptions;
import io.duplex.source.table.GivenTables;
import io.duplex.source.table.RowMismatchException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes messages of what was decoded: rows, BEGIN and END, DDL. Belongs to the task's thread. */
public final class ChangeRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecords.class);

    /** Debezium's header on the delete half of a changed key: the key that comes next. */
    static final String NEW_KEY = "__debezium.newkey";

    /** Debezium's header on the create half of a changed key: the key before. */
    static final String OLD_KEY = "__debezium.oldkey";

    private final RecordOptions options;
    private final CaptureOptions capture;
    private final Map<TableId, Boolean> captured = new HashMap<>();
    private final DecodeOptions decoding;
    private final FilteredRows rows;
    private final LoggedTables logged;
    private final DefinedTables defined;
    private final AssumedTables assumed;
    private final SourceBlocks blocks;
    private final boolean filtering;
    private final EnvelopeSchemas schemas;
    private final SchemaRecords statements;
    private final TransactionRecords transactions;
    private final StreamingMetrics metrics;
    private final SourceOffset from;
    private final SharedContext shared;

    /** Goes on from an offset; {@code tables} are what they were there. */
    public ChangeRecords(RecordContext context, SchemaModel tables, SourceOffset from, StreamingMetrics metrics) {
        this.options = context.options();
        this.capture = context.capture();
        this.decoding = context.decoding();
        this.filtering = context.filters().any();
        this.shared = new SharedContext(context.blocks(), context.clock());
        this.metrics = metrics;
        this.from = from;
        if (options.columns().skipUnchanged()) {
            metrics.skipsUnchanged();
        }
        this.schemas = new EnvelopeSchemas(options.envelope());
        this.transactions = new TransactionRecords(context, filtering, from);
        this.statements = new SchemaRecords(context, tables, transactions);
        this.logged = new LoggedTables(context, tables);
        this.defined = new DefinedTables(context, tables, transactions);
        this.blocks = context.blocks();
        this.assumed = tables.assumed();
        this.rows = new FilteredRows(context.filters(), this::captured, tables.tables()::table);
        tellCaptured();
    }

    /** Returns the offset up to which everything is said. */
    public SourceOffset latest() {
        return transactions.latest();
    }

    /** Tells whether a transaction was begun whose end has not come. */
    public boolean insideTransaction() {
        return transactions.inside();
    }

    /** Tells whether this begins a transaction while another one, of which there are messages, has not ended. */
    public boolean leaves(Decoded decoded) {
        return decoded instanceof TransactionStart start && transactions.leaves(start);
    }

    /**
     * Returns the messages that say this.
     *
     * @throws ConnectException naming GTID, position and remedy, when it cannot be said
     */
    public List<Message> of(Decoded decoded) {
        if (decoded instanceof RowEvent row) {
            return row(row);
        }
        if (decoded instanceof TransactionStart start) {
            return transactions.begin(start);
        }
        if (decoded instanceof TransactionEnd end) {
            return transactions.end(end);
        }
        if (decoded instanceof DdlEvent ddl) {
            return statement(ddl);
        }
        if (decoded instanceof EchoedDdl echoed) {
            return echo(echoed.ddl());
        }
        if (decoded instanceof EchoedRow) {
            return List.of();
        }
        Progress progress = (Progress) decoded;
        transactions.progress(progress.executed(), progress.position());
        return List.of();
    }

    /** Takes tables as a user says in this row that they are, and returns the messages that say so. */
    public List<Message> define(GivenTables given, RowEvent row) {
        return define(given, blocks.of(row.transaction(), row.position(), row.table(), row.query()));
    }

    /**
     * Takes tables as a user says that they are, and returns the messages that say so.
     *
     * @param position of the newest event
     * @param table of its row, if it had one
     */
    public List<Message> define(
            GivenTables given,
            Optional<TransactionStart> transaction,
            EventPosition position,
            Optional<TableId> table) {
        return define(given, blocks.between(transaction, position, table));
    }

    private List<Message> define(GivenTables given, SourceInfo source) {
        List<Message> messages = defined.take(given, source);
        tellCaptured();
        return messages;
    }

    /** Prepares for what comes next, in order; again when one of these changed a table. */
    public void ahead(Iterable<Decoded> waiting) {
        rows.ahead(waiting);
    }

    private boolean captured(TableId table) {
        return captured.computeIfAbsent(table, capture::captures);
    }

    private List<Message> row(RowEvent event) {
        if (!captured(event.table()) || (!filtering && options.skipped().contains(operation(event)))) {
            metrics.rowFiltered();
            return List.of();
        }
        Optional<TableSchema> known =
                statements.model().tables().table(event.table()).or(() -> logged.take(event, transactions.latest()));
        if (known.isEmpty()) {
            return passOver(unknownTable(event), decoding.unknownTables());
        }
        TableSchema table;
        try {
            table = assumed.contains(event.table())
                    ? logged.settled(event, known.get(), transactions.latest())
                    : known.get();
        } catch (ConnectException altered) {
            return passOver(altered, decoding.unknownTables());
        }
        Optional<RowChange> seen;
        try {
            seen = seen(event, table);
        } catch (RowMismatchException mismatch) {
            return passOver(new ConnectException(at(event) + mismatch.getMessage(), mismatch), decoding.failures());
        }
        if (seen.isEmpty()) {
            metrics.rowFiltered();
            return List.of();
        }
        RowChange change = seen.get();
        EnvelopeSchema schema = schemas.of(table);
        if (change instanceof RowChange.Update update && isSkipped(update, schema)) {
            metrics.rowUnchanged();
            return List.of();
        }
        List<Message> messages = messages(event, change, schema);
        metrics.row(event.table(), operation(change));
        return messages;
    }

    private List<Message> messages(RowEvent event, RowChange change, EnvelopeSchema schema) {
        List<Message> begin = transactions.beginOnce(event.transaction());
        List<Message> row = change instanceof RowChange.Update update
                        && !options.stream()
                        && !schema.sameKey(update.before(), update.after())
                ? changedKey(event, update, schema)
                : List.of(message(event, change, schema, true));
        return begin.isEmpty()
                ? row
                : Stream.concat(begin.stream(), row.stream()).toList();
    }

    /** In the stream layout only what changes nothing at all: a sink needs what other readers cannot see. */
    private boolean isSkipped(RowChange.Update update, EnvelopeSchema schema) {
        return options.columns().skipUnchanged()
                && (options.stream()
                        ? update.before().equals(update.after())
                        : schema.looksSame(update.before(), update.after()));
    }

    /** A filter makes creates and deletes of updates, so what is skipped is known only afterwards. */
    private Optional<RowChange> seen(RowEvent event, TableSchema table) {
        if (!filtering) {
            return rows.of(table, event);
        }
        try {
            return rows.of(table, event).filter(row -> !options.skipped().contains(operation(row)));
        } catch (ConnectException failed) {
            throw new ConnectException(at(event) + failed.getMessage(), failed);
        }
    }

    private static Operation operation(RowChange change) {
        if (change instanceof RowChange.Update) {
            return Operation.UPDATE;
        }
        return change instanceof RowChange.Delete ? Operation.DELETE : Operation.CREATE;
    }

    private List<Message> changedKey(RowEvent event, RowChange.Update update, EnvelopeSchema schema) {
        Struct oldKey = schema.key(update.before()).orElseThrow();
        Struct newKey = schema.key(update.after()).orElseThrow();
        Message delete = message(event, new RowChange.Delete(update.table(), update.before()), schema, false);
        delete.headers().addStruct(NEW_KEY, newKey);
        Message create = message(event, new RowChange.Insert(update.table(), update.after()), schema, true);
        create.headers().addStruct(OLD_KEY, oldKey);
        return List.of(delete, create);
    }

    private Message message(RowEvent event, RowChange change, EnvelopeSchema schema, boolean last) {
        TransactionStart start = event.transaction();
        EncodedChange encoded = encoded(event, change, schema, transactions.count(start, event.table()));
        Headers headers = new ConnectHeaders();
        encoded.exact().ifPresent(exact -> headers.addString(ExactValues.NAME, exact));
        event.flags().encode().ifPresent(flags -> headers.addString(RowFlags.NAME, flags));
        return new Message(
                change instanceof RowChange.Delete ? Message.Kind.DELETE : Message.Kind.ROW,
                Optional.of(event.table()),
                encoded.key(),
                encoded.value(),
                headers,
                last ? transactions.rowDone(start, event.position()) : transactions.unmoved());
    }

    private EncodedChange encoded(
            RowEvent event, RowChange change, EnvelopeSchema schema, Optional<TransactionBlock> place) {
        try {
            return schema.encode(
                    change, shared.of(event), (int) event.position().row(), place);
        } catch (ConnectException refused) {
            throw new ConnectException(at(event) + refused.getMessage(), refused);
        }
    }

    /**
     * Tells whether this was told before, and is in the schema history: Debezium's offset of a statement has the place
     * behind it, but not its GTID.
     */
    private boolean isTold(DdlEvent event) {
        return !event.insideTransaction()
                && event.end() == from.pos()
                && event.position().file().equals(from.file())
                && from.executed().filter(done -> !done.contains(event.gtid())).isPresent();
    }

    private List<Message> statement(DdlEvent event) {
        if (isTold(event)) {
            transactions.progress(event.executed().plus(event.gtid()), event.behind());
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        SchemaRecords.Outcome outcome = statements.of(event);
        tellCaptured();
        if (event.insideTransaction() && outcome.messages().isPresent()) {
            messages.addAll(transactions.beginOnce(event.transaction()));
        }
        if (!options.stream() && !options.skipped().contains(Operation.TRUNCATE)) {
            List<TableSchema> truncated = outcome.truncated();
            for (int i = 0; i < truncated.size(); i++) {
                boolean last = i == truncated.size() - 1 && outcome.messages().isEmpty();
                TableSchema table = truncated.get(i);
                messages.add(statements.truncation(event, schemas.of(table), last));
                metrics.row(table.id(), Operation.TRUNCATE);
            }
        }
        outcome.messages().ifPresent(made -> messages.addAll(made.get()));
        if (outcome.messages().isEmpty() && !event.insideTransaction()) {
            transactions.progress(event.executed().plus(event.gtid()), event.behind());
        }
        return messages;
    }

    private void tellCaptured() {
        metrics.captured(statements.model().tables().tables().stream()
                .map(TableSchema::id)
                .filter(capture::captures)
                .toList());
    }

    /** What a sink executed here changes the tables, and is not told again. */
    private List<Message> echo(DdlEvent event) {
        statements.of(event);
        tellCaptured();
        transactions.progress(event.executed().plus(event.gtid()), event.behind());
        return List.of();
    }

    private static List<Message> passOver(ConnectException failure, FailureMode mode) {
        switch (mode) {
            case FAIL -> throw failure;
            case WARN -> LOG.warn("Passed over, the change is lost: {}", failure.getMessage());
            case SKIP, IGNORE -> LOG.debug("Passed over, the change is lost: {}", failure.getMessage());
        }
        return List.of();
    }

    private static ConnectException unknownTable(RowEvent event) {
        return new ConnectException(at(event) + "the schema history does not know the table. Either it was created "
                + "while another version of the include lists was in force, or the history is incomplete; nor does the "
                + "binlog describe it, as it would with binlog_row_metadata=FULL (MySQL 8.0 and newer). Set "
                + "snapshot.mode=recovery for one start, if the table was not altered since this position; otherwise "
                + "take a new snapshot with snapshot.mode=always.");
    }

    private static String at(RowEvent event) {
        return "Row change of table " + event.table() + " in transaction "
                + event.transaction().gtid() + " at " + event.position() + ": ";
    }

    private static Operation operation(RowEvent event) {
        return switch (event.kind()) {
            case INSERT -> Operation.CREATE;
            case UPDATE -> Operation.UPDATE;
            case DELETE -> Operation.DELETE;
        };
    }
}
