// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.source.envelope.RecordContext;
import io.duplex.source.envelope.SchemaModel;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.snapshot.ConsistentState.Definition;
import io.duplex.source.table.HistoryRecord;
import io.duplex.source.table.StatementContext;
import io.duplex.source.table.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes what the server says of its databases and tables into the table model and the schema history. */
final class Definitions {
    private final SchemaModel model;
    private final RecordContext context;

    Definitions(SchemaModel model, RecordContext context) {
        this.model = model;
        this.context = context;
    }

    /** Takes some in order and returns what each did to the model; the history has them when this returns. */
    List<List<TableChange>> take(List<Definition> definitions, SourceOffset offset) {
        List<List<TableChange>> changes = new ArrayList<>(definitions.size());
        List<HistoryRecord> entries = new ArrayList<>(definitions.size());
        for (Definition definition : definitions) {
            changes.add(apply(definition));
            entries.add(entry(definition, offset));
        }
        if (!entries.isEmpty()) {
            model.history().record(entries);
        }
        return changes;
    }

    private List<TableChange> apply(Definition definition) {
        String database = definition.of().database();
        StatementContext session = StatementContext.ofDefinition(database);
        List<TableChange> changes = model.tables().apply(model.parser().parse(definition.statement(), session));
        changes.stream()
                .flatMap(change -> change.after().stream())
                .forEach(table -> context.filters().check(table, Optional.empty()));
        return changes;
    }

    private HistoryRecord entry(Definition definition, SourceOffset offset) {
        return new HistoryRecord(
                SourceOffset.partition(context.blocks().name()),
                readFromServer(offset),
                context.clock().millis(),
                Optional.of(definition.statement()),
                StatementContext.ofDefinition(definition.of().database()));
    }

    /** What the server says now holds whatever the history said before, so the entry is marked as a snapshot's. */
    private static Map<String, Object> readFromServer(SourceOffset offset) {
        Map<String, Object> position = new LinkedHashMap<>(offset.toMap());
        position.putIfAbsent(SourceOffset.SNAPSHOT, "INITIAL");
        return position;
    }
}
