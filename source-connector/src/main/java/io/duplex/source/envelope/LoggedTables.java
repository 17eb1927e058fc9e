// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.table.DdlException;
import io.duplex.source.table.HistoryRecord;
import io.duplex.source.table.LoggedLayout;
import io.duplex.source.table.LoggedTable;
import io.duplex.source.table.StatementContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tables that the schema history does not know are taken from the binlog, when it describes them. */
final class LoggedTables {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedTables.class);

    private final RecordContext context;
    private final SchemaModel model;

    LoggedTables(RecordContext context, SchemaModel model) {
        this.context = context;
        this.model = model;
    }

    /**
     * Returns the table as it was when this row was written, of which it was only assumed what it was.
     *
     * @param assumed what the server said of it later
     * @param done up to where everything was said
     * @throws ConnectException when it was another one and the binlog does not describe it
     */
    TableSchema settled(RowEvent event, TableSchema assumed, SourceOffset done) {
        Optional<String> difference = LoggedLayout.difference(event.layout(), assumed);
        TableSchema settled =
                difference.isEmpty() ? assumed : take(event, done).orElseThrow(() -> altered(event, difference.get()));
        model.assumed().settle(event.table());
        return settled;
    }

    private static ConnectException altered(RowEvent event, String difference) {
        return new ConnectException("Row change of table " + event.table() + " in transaction "
                + event.transaction().gtid() + " at " + event.position() + ": the table is new to the schema history, "
                + "which took what the table was when the connector started; but the row has " + difference
                + ", so the table was altered between this row and that start. Take a new snapshot with "
                + "snapshot.mode=always, or leave the table out of table.include.list until the connector has passed "
                + "the ALTER TABLE, and then copy it with the signal execute-snapshot. With binlog_row_metadata=FULL "
                + "(MySQL 8.0 and newer) the binlog itself says what a table was.");
    }

    /**
     * Takes the table of this row, as it was then, into model and history.
     *
     * @param done up to where everything was said
     * @return the table; empty when the server did not log the columns' names
     */
    Optional<TableSchema> take(RowEvent event, SourceOffset done) {
        Optional<String> found =
                LoggedTable.statement(event.layout(), model.tables().defaults());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String statement = found.get();
        LOG.warn(
                "Table is not in the schema history, or was another one, and is taken from the binlog, without defaults, comments and keys "
                        + "other than the primary one table={} gtid={} definition=\"{}\"",
                event.table(),
                event.transaction().gtid(),
                statement);
        StatementContext session = StatementContext.of(event.table().database());
        try {
            model.tables().apply(model.parser().parse(statement, session));
        } catch (DdlException unfit) {
            throw new ConnectException(
                    "Table " + event.table() + " is not in the schema history and cannot be taken from the binlog in "
                            + event.transaction().gtid() + ": " + unfit.getMessage()
                            + " Take a new snapshot with snapshot.mode=always.",
                    unfit);
        }
        Optional<TableSchema> table = model.tables().table(event.table());
        table.ifPresent(made -> context.filters().check(made, Optional.empty()));
        Map<String, Object> position = new LinkedHashMap<>(done.toMap());
        position.putIfAbsent(SourceOffset.SNAPSHOT, "INITIAL");
        model.history()
                .record(new HistoryRecord(
                        SourceOffset.partition(context.blocks().name()),
                        position,
                        context.clock().millis(),
                        Optional.of(statement),
                        session));
        return table;
    }
}
