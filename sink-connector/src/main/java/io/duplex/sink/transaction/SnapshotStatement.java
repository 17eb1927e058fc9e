// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.ToldTables;
import java.util.List;
import java.util.Optional;

/**
 * A statement with which a snapshot makes a database, a table or a view.
 *
 * @param database the database that is made, or that the table or view is in
 * @param table the table or view that is made, empty when it is a database
 * @param context the statement's session, empty when the snapshot's own was usual
 * @param mapping what the mapping of names has made of it
 * @param tables what the source tells of tables
 */
public record SnapshotStatement(
        SnapshotHeader header,
        Optional<String> database,
        Optional<TableId> table,
        Optional<DdlContext> context,
        String statement,
        Coordinates first,
        StatementMapping mapping,
        ToldTables tables)
        implements Unit {

    /** A statement as the source's snapshot tells it. */
    public SnapshotStatement(
            SnapshotHeader header,
            Optional<String> database,
            Optional<TableId> table,
            Optional<DdlContext> context,
            String statement,
            Coordinates first) {
        this(header, database, table, context, statement, first, StatementMapping.NONE, ToldTables.NONE);
    }

    /** Tells what kind of object is made: SCHEMA, TABLE or VIEW. */
    public DdlClass ddlClass() {
        DdlClass tableOrSchema = table.isPresent() ? DdlClass.TABLE : DdlClass.SCHEMA;
        return context.map(DdlContext::ddlClass)
                .filter(told -> told == DdlClass.VIEW)
                .orElse(tableOrSchema);
    }

    /** Returns a unit that only advances the snapshot. */
    public SnapshotBatch withoutEffect() {
        return new SnapshotBatch(header, header.record(), List.of(), first, first);
    }

    @Override
    public Coordinates last() {
        return first;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.snapshotStatement(this);
    }
}
