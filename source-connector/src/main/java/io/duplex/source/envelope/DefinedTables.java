// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.table.DdlException;
import io.duplex.source.table.GivenTables;
import io.duplex.source.table.HistoryRecord;
import io.duplex.source.table.TableDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes tables as a user says they are: into the table model, the schema history and the schema change topic. */
final class DefinedTables {
    private static final Logger LOG = LoggerFactory.getLogger(DefinedTables.class);

    private final RecordContext context;
    private final SchemaModel model;
    private final TransactionRecords transactions;

    DefinedTables(RecordContext context, SchemaModel model, TransactionRecords transactions) {
        this.context = context;
        this.model = model;
        this.transactions = transactions;
    }

    /** Takes them and returns the records that say so, which do not move the offset; a table that is none is logged. */
    List<Message> take(GivenTables given, SourceInfo source) {
        if (context.options().stream()) {
            LOG.warn("Tables stay as they are cause=\"sinks need what the signal's JSON cannot say of tables; with "
                    + "topic.layout=stream use snapshot.mode=recovery for one start\"");
            return List.of();
        }
        List<Message> messages = new ArrayList<>();
        for (TableDocument change : given.changes()) {
            boolean captured = context.capture().captures(change.id());
            if (captured || !model.options().onlyCapturedTables()) {
                take(given, change, source).ifPresent(messages::add);
            }
        }
        return messages;
    }

    private Optional<Message> take(GivenTables given, TableDocument change, SourceInfo source) {
        Optional<TableSchema> table;
        try {
            table = change.apply(model.tables(), model.parser());
            table.ifPresent(made -> context.filters().check(made, Optional.empty()));
        } catch (DdlException | ConnectException unfit) {
            LOG.warn("Table stays as it is table={} cause=\"{}\"", change.id(), unfit.getMessage());
            return Optional.empty();
        }
        LOG.info("Table is taken from a signal table={} change={}", change.id(), change.kind());
        remember(given, change);
        return context.options().schemaChanges()
                ? Optional.of(message(given, change, table, source))
                : Optional.empty();
    }

    private void remember(GivenTables given, TableDocument change) {
        model.history()
                .record(HistoryRecord.at(
                                SourceOffset.partition(context.blocks().name()),
                                transactions.latest().toMap(),
                                context.clock().millis())
                        .withChanges(given.database(), List.of(change)));
    }

    private Message message(GivenTables given, TableDocument change, Optional<TableSchema> table, SourceInfo source) {
        // Debezium does not say which table a signal drops.
        List<SchemaChange.TableChange> changes = table
                .map(made -> new SchemaChange.TableChange(
                        change.kind() == TableDocument.Kind.CREATE ? SchemaChange.Kind.CREATE : SchemaChange.Kind.ALTER,
                        change.id(),
                        Optional.of(made)))
                .stream()
                .toList();
        SchemaChange told = new SchemaChange(
                source, context.clock().instant(), Optional.of(given.database()), Optional.empty(), changes);
        Struct value = told.value(context.options().envelope().schemaComments());
        given.schema().ifPresent(name -> value.put("schemaName", name));
        return new Message(
                Message.Kind.DDL,
                Optional.empty(),
                Optional.of(told.key()),
                value,
                new ConnectHeaders(),
                transactions.unmoved());
    }
}
