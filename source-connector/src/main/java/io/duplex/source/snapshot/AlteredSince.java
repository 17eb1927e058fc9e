// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.envelope.SchemaRecords;
import io.duplex.source.origin.DecodedStream;
import io.duplex.source.table.DdlStatement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Which captured tables DDL statements touched between an offset and now: for these, what the server says now is not
 * what they were at the offset.
 */
final class AlteredSince {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int ITEMS = 1000;
    private static final String CREATE = "CREATE TABLE";
    private static final String TRUNCATE = "TRUNCATE TABLE";

    private final RecordContext context;
    private final SchemaModel model;

    /** Tables whose first statement made them. */
    private final Set<TableId> made = new LinkedHashSet<>();

    /** Tables that {@code CREATE TABLE IF NOT EXISTS} made, or did not. */
    private final Set<TableId> perhapsMade = new LinkedHashSet<>();

    private final Map<TableId, String> altered = new LinkedHashMap<>();

    private AlteredSince(RecordContext context, SchemaModel model) {
        this.context = context;
        this.model = model;
    }

    /** Reads the binlog up to a state. */
    static AlteredSince read(DecodedStream events, RecordContext context, SchemaModel model, GtidSet upTo)
            throws InterruptedException {
        AlteredSince since = new AlteredSince(context, model);
        while (!events.executed().containsAll(upTo)) {
            for (Decoded decoded : events.poll(PATIENCE, ITEMS)) {
                if (decoded instanceof DdlEvent ddl) {
                    since.note(ddl);
                } else if (decoded instanceof EchoedDdl echoed) {
                    since.note(echoed.ddl());
                }
            }
        }
        return since;
    }

    private void note(DdlEvent event) {
        DdlStatement statement = model.parser().parse(event.statement(), SchemaRecords.statementContext(event));
        boolean ofTables = statement.ddlClass() == DdlClass.TABLE || statement.ddlClass() == DdlClass.INDEX;
        if (!ofTables || statement.temporary() || statement.kind().equals(TRUNCATE)) {
            return;
        }
        for (TableId table : statement.tables()) {
            if (context.capture().captures(table)) {
                note(table, statement, event);
            }
        }
    }

    private void note(TableId table, DdlStatement statement, DdlEvent event) {
        if (made.contains(table) || altered.containsKey(table)) {
            return;
        }
        boolean creates = statement.kind().equals(CREATE);
        if (creates && statement.conditional()) {
            perhapsMade.add(table);
        } else if (creates && !perhapsMade.contains(table)) {
            made.add(table);
        } else {
            altered.put(table, "\"" + event.statement() + "\" in " + event.gtid());
        }
    }

    /** Returns the tables that were not there at the offset: the binlog itself tells how they were made. */
    Set<TableId> made() {
        return made;
    }

    /** Returns the tables whose definitions of now are not those of the offset. */
    Set<TableId> altered() {
        return altered.keySet();
    }

    /**
     * Refuses definitions that are not those of the offset.
     *
     * @throws ConnectException naming the tables, the statements and the remedy
     */
    void requireNone() {
        if (!altered.isEmpty()) {
            throw new ConnectException("The definitions that the server has now are not those of the connector's "
                    + "position, as these tables were altered since: " + altered
                    + ". Rows from before would be misread. "
                    + "Take a new snapshot with " + SnapshotOptions.MODE + "=always, or leave the tables out. With "
                    + "binlog_row_metadata=FULL (MySQL 8.0 and newer; now it is not) the binlog itself would tell what "
                    + "the tables were.");
        }
    }
}
