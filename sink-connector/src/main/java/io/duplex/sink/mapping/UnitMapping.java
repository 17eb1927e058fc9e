// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.LooseStatement;
import io.duplex.sink.transaction.LooseUnit;
import io.duplex.sink.transaction.Passed;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.sink.transaction.StatementMapping;
import io.duplex.sink.transaction.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Gives units the target's names. Used by one thread. */
public final class UnitMapping implements UnaryOperator<Unit> {
    private final TableMapping mapping;
    private final DdlRewriter rewriter;

    /** Maps names by these options. */
    public UnitMapping(MappingOptions options) {
        this.mapping = new TableMapping(options);
        this.rewriter = new DdlRewriter(mapping, options.mergedDdl());
    }

    @Override
    public Unit apply(Unit unit) {
        if (mapping.isEmpty()) {
            return unit;
        }
        Step step = new Step(unit);
        unit.accept(step);
        return step.mapped;
    }

    private Received.Row row(Received.Row row) {
        return row.with(mapping.table(row.table()).of(row.change()));
    }

    private List<Received.Row> rows(List<Received.Row> rows) {
        return rows.stream().map(this::row).toList();
    }

    private TableId target(TableId table) {
        return mapping.table(table).target();
    }

    /** One unit's step. */
    private final class Step implements Unit.Visitor {
        private Unit mapped;

        Step(Unit unit) {
            this.mapped = unit;
        }

        @Override
        public void transaction(ReplicatedTransaction transaction) {
            mapped = new ReplicatedTransaction(
                    transaction.header(), rows(transaction.rows()), transaction.first(), transaction.last());
        }

        @Override
        public void largeStart(LargeTransaction.Start start) {
            // Has no names.
        }

        @Override
        public void largePart(LargeTransaction.Part part) {
            mapped = new LargeTransaction.Part(part.header(), rows(part.rows()), part.first(), part.last());
        }

        @Override
        public void largeEnd(LargeTransaction.End end) {
            // Has no names.
        }

        @Override
        public void ddl(DdlUnit ddl) {
            DdlRewriter.Rewritten rewritten = rewriter.rewrite(ddl.statement(), ddl.context());
            mapped = new DdlUnit(
                    ddl.header(),
                    rewritten.context(),
                    rewritten.statement(),
                    ddl.insideTransaction(),
                    ddl.first(),
                    rewritten.mapping(),
                    ddl.tables());
        }

        @Override
        public void snapshotBatch(SnapshotBatch batch) {
            List<Received.SnapshotRow> rows = batch.rows().stream()
                    .map(row -> new Received.SnapshotRow(
                            row.header(), mapping.table(row.table()).of(row.change()), row.coordinates()))
                    .toList();
            mapped = new SnapshotBatch(batch.header(), batch.firstRecord(), rows, batch.first(), batch.last());
        }

        @Override
        public void snapshotStatement(SnapshotStatement statement) {
            DdlRewriter.Rewritten rewritten = rewriter.rewrite(
                    statement.statement(),
                    context(statement.context(), statement.database(), statement.table(), statement.ddlClass()));
            mapped = new SnapshotStatement(
                    statement.header(),
                    database(statement.database(), statement.table()),
                    statement.table().map(UnitMapping.this::target),
                    statement.context(),
                    rewritten.statement(),
                    statement.first(),
                    withMerge(rewritten.mapping(), statement.table()),
                    statement.tables());
        }

        /** The session of a snapshot's statement: its database is that of the table. */
        private DdlContext context(
                Optional<DdlContext> told, Optional<String> database, Optional<TableId> table, DdlClass ddlClass) {
            return new DdlContext(
                    table.map(TableId::database).or(() -> database),
                    ddlClass,
                    table.stream().toList(),
                    told.map(DdlContext::session).orElse(Map.of()));
        }

        private Optional<String> database(Optional<String> database, Optional<TableId> table) {
            return table.isPresent() ? table.map(t -> target(t).database()) : database.map(mapping::database);
        }

        /** What is there already needs no statement, but a merged table is never dropped. */
        private StatementMapping withMerge(StatementMapping found, Optional<TableId> table) {
            Optional<StatementMapping.Merge> merge = table.map(mapping::table)
                    .filter(MappedTable::isMerged)
                    .map(t -> new StatementMapping.Merge(
                            t.source().toString(), t.target().toString(), true));
            return new StatementMapping(found.action(), found.reason(), merge.or(found::merge));
        }

        @Override
        public void copiedRows(CopiedRows copied) {
            List<Received.CopiedRow> rows = copied.rows().stream()
                    .map(row -> new Received.CopiedRow(
                            row.header(), mapping.table(row.table()).of(row.change()), row.coordinates()))
                    .toList();
            mapped = new CopiedRows(copied.header(), rows, copied.first(), copied.last());
        }

        @Override
        public void loose(LooseUnit unit) {
            if (unit instanceof LooseRows loose) {
                List<Received.LooseRow> rows = loose.rows().stream()
                        .map(row -> new Received.LooseRow(
                                mapping.table(row.table()).of(row.change()), row.incremental(), row.coordinates()))
                        .toList();
                mapped = new LooseRows(rows, loose.first(), loose.last());
            } else if (unit instanceof LooseStatement statement) {
                mapped = statement(statement.ddl());
            }
        }

        private LooseStatement statement(Received.LooseDdl ddl) {
            DdlClass ddlClass = ddl.context()
                    .map(DdlContext::ddlClass)
                    .orElse(ddl.table().isPresent() ? DdlClass.TABLE : DdlClass.SCHEMA);
            DdlRewriter.Rewritten rewritten =
                    rewriter.rewrite(ddl.statement(), context(ddl.context(), ddl.database(), ddl.table(), ddlClass));
            return new LooseStatement(
                    new Received.LooseDdl(
                            database(ddl.database(), ddl.table()),
                            ddl.table().map(UnitMapping.this::target),
                            ddl.context(),
                            rewritten.statement(),
                            ddl.tables(),
                            ddl.coordinates()),
                    withMerge(rewritten.mapping(), ddl.table()));
        }

        @Override
        public void passed(Passed passed) {
            // Has no names.
        }
    }
}
