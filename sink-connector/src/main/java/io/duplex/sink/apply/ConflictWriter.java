// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
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
import java.util.List;
import java.util.Map;
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

    /** Writes into the session of the row writer. */
    ConflictWriter(Connection connection, RowWriter writer, StreamConflicts conflicts) {
        this.writer = writer;
        this.conflicts = conflicts;
        RowLocks locks = new RowLocks(connection);
        this.finder = new FoundRows(locks, conflicts.options().comparesImages());
        this.decider = new Decider(conflicts.localSite());
        this.notes = new DecisionNotes(connection, conflicts);
        this.placement = new RowPlacement(writer);
        this.states = new RowStates(writer, locks, placement, conflicts, notes);
    }

    /** Writes rows, all of which are sent when it returns. */
    void write(Unit unit, TransactionHeader header, List<Received.Row> rows) throws SQLException {
        writer.begin(unit);
        for (Received.Row row : rows) {
            if (conflicts.isRowState(row.table())) {
                states.take(unit, header, row);
            } else if (row.flags().copied()) {
                writer.merge(row.change(), row.flags());
            } else {
                write(unit, header, GroupRow.of(writer.target(row.change()), row.change(), row.flags()));
            }
        }
        writer.flush();
    }

    private void write(Unit unit, TransactionHeader header, GroupRow row) throws SQLException {
        TableId table = row.target().id();
        TablePolicy policy = conflicts.options().policy(table);
        Optional<Found> found = conflicts.looks() ? finder.conflict(row) : Optional.empty();
        if (found.isEmpty()) {
            writer.write(row);
            writer.flush();
        } else if (policy.resolves()) {
            settle(header, row, policy, found.get());
        } else {
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

    private void settle(TransactionHeader header, GroupRow row, TablePolicy policy, Found found) throws SQLException {
        int origin = header.origin().site();
        Decision winner =
                decider.decide(policy, new Decider.Dispute(found.kind(), row.written(), found.rows(), origin));
        Optional<DecodedImage> merged = Optional.empty();
        if (found.kind() == ConflictKind.UPDATE_DIFFERS
                && !policy.deltaColumns().isEmpty()) {
            merged = MergedCounters.of(policy, row, found.rows().get(0), winner);
        }
        if (winner == Decision.SOURCE) {
            take(merged.map(row::withAfter).orElse(row), found);
        } else if (merged.isPresent()) {
            writer.write(row.withBefore(found.rows().get(0)).withAfter(merged.get()));
            writer.flush();
        }
        DecidedConflict.Cause cause = new DecidedConflict.Cause(
                header.gtid(),
                header.origin(),
                found.kind(),
                policy.resolution(),
                merged.isPresent() ? Decision.MERGED : winner);
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

    /** Tells of the decisions, which are durable now, and returns how many of each there were. */
    Map<String, Long> committed() {
        return notes.committed();
    }

    /** Forgets the decisions, which were undone. */
    void rolledBack() {
        notes.rolledBack();
    }
}
