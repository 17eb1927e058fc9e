// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.apply.FoundRows.Found;
import io.duplex.sink.apply.RowWriter.Unit;
import io.duplex.sink.conflict.ConflictKind;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.conflict.Decider;
import io.duplex.sink.conflict.Decision;
import io.duplex.sink.conflict.TablePolicy;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the rows of one transaction one by one, each after a look at the target's rows, and decides where they do not
 * fit. All earlier transactions must be durable: what is missing then is missing for good.
 */
final class ConflictWriter {
    private final RowWriter writer;
    private final StreamConflicts conflicts;
    private final FoundRows finder;
    private final Decider decider;
    private final DecisionNotes notes;
    private final RowStates states;
    private final RowPlacement placement;
    private final RepeatedLooks looks;

    /** Writes into the session of the row writer. */
    ConflictWriter(Connection connection, RowWriter writer, StreamConflicts conflicts, ChosenRows chosen) {
        this.writer = writer;
        this.conflicts = conflicts;
        RowLocks locks = new RowLocks(connection);
        this.finder = new FoundRows(locks, conflicts.options().comparesImages());
        this.decider = new Decider(conflicts.localSite());
        this.notes = new DecisionNotes(connection, conflicts);
        this.placement = new RowPlacement(writer);
        this.looks = new RepeatedLooks(connection);
        this.states = new RowStates(writer, locks, looks, conflicts, notes, chosen);
    }

    /** Writes rows, all of which are sent when it returns. */
    void write(Unit unit, TransactionHeader header, List<Received.Row> rows) throws SQLException {
        writer.begin(unit);
        for (Received.Row row : rows) {
            if (conflicts.isRowState(row.table())) {
                states.take(unit, header, row);
            } else if (isMerged(row)) {
                writer.merge(row.change(), row.flags());
            } else {
                GroupRow change = GroupRow.of(writer.target(row.change()), row.change(), row.flags());
                looks.again(() -> write(unit, header, change));
            }
        }
        writer.flush();
    }

    /**
     * Writes rows of a transaction that changes tables while they are copied, if all of them fit.
     *
     * @throws ApplyFailure when one does not
     */
    void writeFitting(Unit unit, List<Received.Row> rows) throws SQLException {
        writer.begin(unit);
        for (Received.Row row : rows) {
            if (isMerged(row)) {
                writer.merge(row.change(), row.flags());
            } else {
                GroupRow change = GroupRow.of(writer.target(row.change()), row.change(), row.flags());
                Optional<Found> found = misfit(change);
                if (found.isPresent() && policy(change).resolves()) {
                    throw new ApplyFailure(
                            FailureKind.STOP,
                            unit.name() + ": " + change.target().describe(change.image())
                                    + " is another on the target.");
                } else if (found.isPresent()) {
                    refuse(unit, change, found.get());
                }
            }
        }
        writer.flush();
    }

    /** Tells whether the row may be on the target already, and whatever is there is not looked at. */
    private boolean isMerged(Received.Row row) {
        return row.flags().copied() && !conflicts.options().policy(row.table()).resolves();
    }

    /** Writes a row that fits or that the copy has brought; else returns what is in its way. */
    private Optional<Found> misfit(GroupRow row) throws SQLException {
        Optional<Found> found = conflicts.looks() ? finder.conflict(row) : Optional.empty();
        if (found.isEmpty()) {
            writer.write(row);
            writer.flush();
        }
        return found.filter(misfit -> !row.flags().copied() || !misfit.shows(row));
    }

    private void write(Unit unit, TransactionHeader header, GroupRow row) throws SQLException {
        Optional<Found> found = misfit(row);
        if (found.isPresent() && policy(row).resolves()) {
            settle(DecidedConflict.Change.of(header), row, found.get());
        } else if (found.isPresent()) {
            refuse(unit, row, found.get());
        }
    }

    /** Lets the server say what is wrong, where it does. */
    private void refuse(Unit unit, GroupRow row, Found found) throws SQLException {
        if (found.kind() == ConflictKind.UPDATE_DIFFERS || found.kind() == ConflictKind.DELETE_DIFFERS) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    unit.name() + ": cannot " + row.kind() + " " + row.target().describe(row.image())
                            + ": "
                            + RowDifference.of(
                                    row.target(), row.image(), found.rows().get(0))
                            + ". Compare both sides and correct the target's row, or choose a conflict.resolution.");
        }
        writer.write(row);
        writer.flush();
    }

    private TablePolicy policy(GroupRow row) {
        return conflicts.options().policy(row.target().id());
    }

    /** Tells whether changes that do not fit the table are decided, not refused. */
    boolean resolves(Target target) {
        return conflicts.options().policy(target.id()).resolves();
    }

    /**
     * Inserts a row that was copied, unless it meets others. Where rows end as at the other site, that one is asked for
     * its row as it is by then.
     *
     * @return whether it was inserted, with nothing in its way
     */
    boolean insertCopied(int site, GroupRow row) throws SQLException {
        boolean[] inserted = new boolean[1];
        looks.again(() -> {
            Optional<Found> found = finder.conflictOfCopy(row);
            if (found.isEmpty()) {
                writer.write(row);
                writer.flush();
                inserted[0] = true;
            } else if (!found.get().shows(row)) {
                meet(site, row, found.get());
            }
        });
        return inserted[0];
    }

    private void meet(int site, GroupRow row, Found found) throws SQLException {
        if (notes.asks(site)) {
            List<DecodedImage> touched = new ArrayList<>(found.rows());
            touched.add(row.written());
            notes.settle(site, row.target(), touched);
        } else {
            settle(DecidedConflict.Change.copied(site), row, found);
        }
    }

    /** Has rows with the keys of these images settled. */
    void settle(int site, Target target, List<DecodedImage> images) throws SQLException {
        notes.settle(site, target, images);
    }

    /** Has the other site say which of the rows that were inserted it lacks by now. */
    void check(int site, Target target, List<DecodedImage> inserted) throws SQLException {
        notes.check(site, target, inserted);
    }

    /** Decides who wins, and makes the row so. */
    private void settle(DecidedConflict.Change change, GroupRow row, Found found) throws SQLException {
        TablePolicy policy = policy(row);
        Decision winner =
                decider.decide(policy, new Decider.Dispute(found.kind(), row.written(), found.rows(), change.site()));
        Optional<DecodedImage> merged = Optional.empty();
        if (found.kind() == ConflictKind.UPDATE_DIFFERS
                && !policy.deltaColumns().isEmpty()) {
            merged = MergedCounters.of(policy, row, found.rows().get(0), winner);
        }
        if (winner == Decision.SOURCE) {
            GroupRow taken = merged.map(row::withAfter).orElse(row);
            looks.whole(() -> take(taken, found));
        } else if (merged.isPresent()) {
            writer.write(row.withBefore(found.rows().get(0)).withAfter(merged.get()));
            writer.flush();
        }
        DecidedConflict.Cause cause = new DecidedConflict.Cause(
                change, found.kind(), policy.resolution(), merged.isPresent() ? Decision.MERGED : winner);
        notes.add(
                row.target(),
                new DecidedConflict(
                        cause,
                        row.target().id(),
                        row.image(),
                        Optional.ofNullable(row.before()),
                        Optional.ofNullable(row.after()),
                        found.rows()),
                List.of(row.image(), row.written()));
    }

    /** Makes the change, whatever is in its way. */
    private void take(GroupRow row, Found found) throws SQLException {
        DecodedImage after = row.after();
        if (after == null) {
            if (found.current().isPresent()) {
                writer.write(row);
                writer.flush();
            }
            return;
        }
        placement.place(row.target(), after, found.current(), found.others(), row.flags());
    }

    /** Tells of the decisions, which are durable now. */
    void committed() {
        notes.committed();
    }

    /** Forgets the decisions, which were undone. */
    void rolledBack() {
        notes.rolledBack();
    }
}
