// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What is open in one partition: a transaction, or rows of a snapshot, or nothing. */
final class PartitionAssembly {
    private final AssemblyOptions options;
    private final TableSelection selection;
    private @Nullable OpenTransaction open;
    private @Nullable OpenBatch batch;
    private @Nullable OpenCopy copy;
    private final OpenLooseRows loose = new OpenLooseRows();
    /** The last statement of a source that may tell it in several parts, and does not tell in how many. */
    private Received.@Nullable Ddl parts;

    PartitionAssembly(AssemblyOptions options, TableSelection selection) {
        this.options = options;
        this.selection = selection;
    }

    boolean isOpen() {
        return open != null || batch != null || copy != null || !loose.isEmpty();
    }

    Optional<TransactionAssembler.OpenedTransaction> opened() {
        return Optional.ofNullable(open)
                .map(transaction -> new TransactionAssembler.OpenedTransaction(
                        transaction.header().gtid(), transaction.begin()));
    }

    List<Unit> add(Received record, Predicate<Gtid> applied) {
        return record.accept(new Step(applied));
    }

    List<Unit> flush() {
        OpenBatch closing = batch;
        batch = null;
        OpenCopy copied = copy;
        copy = null;
        if (!loose.isEmpty()) {
            return List.of(loose.close());
        }
        if (copied != null) {
            return List.of(copied.close());
        }
        return closing == null ? List.of() : List.of(closing.close());
    }

    /** One record's step; knows what the target has at that moment. */
    private final class Step implements Received.Visitor<List<Unit>> {
        private final Predicate<Gtid> applied;

        Step(Predicate<Gtid> applied) {
            this.applied = applied;
        }

        @Override
        public List<Unit> begin(Received.Begin begin) {
            if (open != null && open.header().gtid().equals(begin.header().gtid())) {
                return List.of();
            }
            if (applied.test(begin.header().gtid())) {
                return passed(begin.coordinates());
            }
            refuseOpen("BEGIN of transaction " + begin.header().gtid(), begin.coordinates());
            List<Unit> units = new ArrayList<>(flush());
            units.addAll(partsDone());
            open = new OpenTransaction(begin, options);
            return units;
        }

        @Override
        public List<Unit> row(Received.Row row) {
            if (open == null || !open.is(row.transactionId())) {
                return stray("Row " + row.totalOrder(), row.transactionId(), row.coordinates());
            }
            open.add(row, selection.selects(row.table()));
            return open.full() ? open.spill(row.coordinates()) : List.of();
        }

        @Override
        public List<Unit> end(Received.End end) {
            if (open == null || !open.is(end.transactionId())) {
                return stray("END", end.transactionId(), end.coordinates());
            }
            List<Unit> units = open.end(end);
            open = null;
            return units;
        }

        @Override
        public List<Unit> ddl(Received.Ddl ddl) {
            if (open != null && open.is(ddl.header().gtid().toString())) {
                return ddlInside(open, ddl);
            }
            if (applied.test(ddl.header().gtid())) {
                return passed(ddl.coordinates());
            }
            refuseOpen("DDL statement " + ddl.header().gtid(), ddl.coordinates());
            List<Unit> units = new ArrayList<>(flush());
            if (parts != null && !parts.header().gtid().equals(ddl.header().gtid())) {
                units.addAll(partsDone());
            }
            if (!ddl.place().chained()) {
                parts = ddl;
                if (isSelected(ddl)) {
                    units.add(DdlUnit.of(ddl, true));
                }
                return units;
            }
            units.add(
                    isSelected(ddl)
                            ? DdlUnit.of(ddl, false)
                            : new ReplicatedTransaction(ddl.header(), List.of(), ddl.coordinates(), ddl.coordinates()));
            return units;
        }

        /** All parts have come when something else comes. */
        private List<Unit> partsDone() {
            Received.Ddl last = parts;
            parts = null;
            return last == null
                    ? List.of()
                    : List.of(new ReplicatedTransaction(
                            last.header(), List.of(), last.coordinates(), last.coordinates()));
        }

        /** The statement takes effect before the rows, which need its table. */
        private List<Unit> ddlInside(OpenTransaction transaction, Received.Ddl ddl) {
            if (!transaction.takesDdl() || !isSelected(ddl)) {
                return List.of();
            }
            return List.of(DdlUnit.of(ddl, true));
        }

        private boolean isSelected(Received.Ddl ddl) {
            List<TableId> tables = ddl.context().tables();
            long selected = tables.stream().filter(selection::selects).count();
            if (selected == 0 && !tables.isEmpty()) {
                return false;
            }
            if (selected < tables.size()) {
                throw new DataException("DDL statement " + ddl.header().gtid() + " of source "
                        + ddl.coordinates().source() + " at " + ddl.coordinates() + " touches tables of which "
                        + TableSelection.INCLUDE + " and " + TableSelection.EXCLUDE + " select only some (" + tables
                        + "): " + ddl.statement() + ". Include or exclude all of them.");
            }
            return true;
        }

        @Override
        public List<Unit> snapshotRow(Received.SnapshotRow row) {
            dropCovered(row.header(), row.coordinates());
            boolean selected = selection.selects(row.table());
            List<Unit> units = new ArrayList<>();
            if (batch != null && batch.covers(row)) {
                batch.skip(row.coordinates());
                return units;
            }
            if (batch != null && batch.precedes(row)) {
                batch.add(row, selected);
            } else {
                units.addAll(flush());
                batch = new OpenBatch(row, selected);
            }
            if (batch.full(options)) {
                units.addAll(flush());
            }
            return units;
        }

        @Override
        public List<Unit> snapshotDdl(Received.SnapshotDdl ddl) {
            dropCovered(ddl.header(), ddl.coordinates());
            List<Unit> units = new ArrayList<>(flush());
            SnapshotStatement statement = new SnapshotStatement(
                    ddl.header(),
                    ddl.database(),
                    ddl.table(),
                    ddl.context(),
                    ddl.statement(),
                    ddl.coordinates(),
                    StatementMapping.NONE,
                    ddl.tables());
            boolean selected = ddl.table().map(selection::selects).orElse(true);
            units.add(selected ? statement : statement.withoutEffect());
            return units;
        }

        @Override
        public List<Unit> copiedRow(Received.CopiedRow row) {
            refuseOpen("A copied row of " + row.table(), row.coordinates());
            if (!selection.selects(row.table())) {
                return passed(row.coordinates());
            }
            List<Unit> units = new ArrayList<>();
            if (copy != null && copy.takes(row)) {
                copy.add(row);
            } else {
                units.addAll(flush());
                copy = new OpenCopy(row);
            }
            if (copy.full(options)) {
                units.addAll(flush());
            }
            return units;
        }

        @Override
        public List<Unit> looseRow(Received.LooseRow row) {
            refuseOpen("A copied row of " + row.table(), row.coordinates());
            if (!selection.selects(row.table())) {
                return passed(row.coordinates());
            }
            loose.add(row);
            return loose.full(options) ? flush() : List.of();
        }

        @Override
        public List<Unit> looseDdl(Received.LooseDdl ddl) {
            refuseOpen("A snapshot's statement", ddl.coordinates());
            List<Unit> units = new ArrayList<>(flush());
            boolean selected = ddl.table().map(selection::selects).orElse(true);
            units.add(selected ? new LooseStatement(ddl) : new Passed(ddl.coordinates(), ddl.coordinates()));
            return units;
        }

        @Override
        public List<Unit> ignored(Received.Ignored ignored) {
            return passed(ignored.coordinates());
        }

        /** Records without effect belong to what is open, so that no restart begins after its first record (A4). */
        private List<Unit> passed(Coordinates coordinates) {
            if (batch != null) {
                batch.skip(coordinates);
            }
            if (copy != null) {
                copy.skip(coordinates);
            }
            return isOpen() ? List.of() : List.of(new Passed(coordinates, coordinates));
        }

        /** A record of a transaction that is not open: delivered again by the source when the target has it. */
        private List<Unit> stray(String what, String transactionId, Coordinates coordinates) {
            if (Gtid.tryParse(transactionId).filter(applied).isPresent()) {
                return passed(coordinates);
            }
            throw new DataException(what + " of transaction " + transactionId + " of source " + coordinates.source()
                    + " at " + coordinates + " came without BEGIN" + (open == null ? "" : " while " + open + " is open")
                    + ". The records before it were deleted, or the sink's consumer offsets were moved; set the "
                    + "offset to the BEGIN of the transaction, or take a new snapshot at the source.");
        }

        private void refuseOpen(String what, Coordinates coordinates) {
            if (open != null) {
                throw new DataException(what + " of source " + coordinates.source() + " at " + coordinates
                        + " came while transaction " + open + " has no END. Records of the topic were deleted or "
                        + "filtered out, or the source was reset; take a new snapshot at the source.");
            }
        }

        /** A new snapshot shows what the source had begun to send before it was reset. */
        private void dropCovered(SnapshotHeader header, Coordinates coordinates) {
            if (open != null && header.executed().contains(open.header().gtid())) {
                open = null;
            }
            refuseOpen("A record of snapshot " + header.id(), coordinates);
        }
    }
}
