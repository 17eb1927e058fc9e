// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.sink.transaction.StatementMapping;
import io.duplex.sink.transaction.TableSelection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the first copy of one stream: databases, tables and views, then rows.
 *
 * <p>Where conflicts are resolved, users of this site may write while the copy goes on: nothing of theirs is removed or
 * written over, see {@link CopyDecisions}.
 *
 * <p>Rows that the target has already are brought to the source's state. What an interrupted copy has left is removed
 * when the copy begins again, but only from tables that were empty when it began with them, and only when no other
 * stream is applied on this target: whose rows they are would be unknown. Tables that the interrupted copy made are made
 * anew, because the source may have altered them since. A complete copy that is repeated changes rows by their keys; of
 * tables without a key it removes what is there, under the same conditions.
 */
final class SnapshotApplier {
    /** In the noted tables, before the name of one that the copy itself has made. */
    private static final String MADE = "made ";

    private final TargetStream stream;
    private final DdlApplier ddl;
    private final ApplyOptions options;
    private final CopyWriter rows;
    private final CopyRemains remains;
    private final CopyDecisions decisions;

    SnapshotApplier(TargetStream stream, DdlApplier ddl, ApplyOptions options, CopyWriter rows, CopyRemains remains) {
        this.stream = stream;
        this.ddl = ddl;
        this.options = options;
        this.rows = rows;
        this.remains = remains;
        this.decisions = new CopyDecisions(stream);
    }

    /** What becomes of the rows that an earlier copy has left. */
    private enum Remains {
        /** There are none, or they stay. */
        STAY,
        REMOVED,
        /** They stay as far as the copied site has them, too. */
        CHECKED
    }

    /** Makes the database, table or view where it is missing, and notes whether the table is empty. */
    void apply(SnapshotStatement unit) {
        if (isHere(unit.header(), unit.header().record())) {
            return;
        }
        Set<String> emptyTables = new HashSet<>(rows.emptyTables());
        make(unit, emptyTables);
        if (unit.ddlClass() != DdlClass.TABLE) {
            progress(unit, emptyTables, Remains.STAY);
            return;
        }
        progress(unit, emptyTables, found(unit, unit.table().orElseThrow(), emptyTables));
    }

    /** Looks what is in the table, and notes whether it is empty. */
    private Remains found(SnapshotStatement unit, TableId table, Set<String> emptyTables) {
        boolean merged = unit.mapping().merge().isPresent();
        if (isEmpty(unit, table)) {
            if (!merged) {
                emptyTables.add(table.toString());
                if (!hasKey(unit, table)) {
                    emptyTables.add(PositionRow.Copy.FILLED + table);
                }
            }
            return Remains.STAY;
        }
        if (merged) {
            // What is there may be another part's: it is neither removed nor taken for this copy's.
            requireKey(unit, table);
            return Remains.STAY;
        }
        return decisions.decides(unit.header(), table)
                ? ofAll(unit, table, emptyTables)
                : ofCopies(unit, table, emptyTables);
    }

    /** What is there may be of users here. */
    private Remains ofAll(SnapshotStatement unit, TableId table, Set<String> emptyTables) {
        requireKey(unit, table);
        boolean copiedBefore = emptyTables.remove(table.toString())
                || !stream.position().copy().replaced().isEmpty();
        return copiedBefore && stream.conflicts().settlesWith(unit.header().site()) ? Remains.CHECKED : Remains.STAY;
    }

    private Remains ofCopies(SnapshotStatement unit, TableId table, Set<String> emptyTables) {
        if (emptyTables.contains(table.toString()) && isAlone(unit)) {
            return Remains.REMOVED;
        }
        if (emptyTables.contains(PositionRow.Copy.FILLED + table) && repeats(unit) && isAlone(unit)) {
            emptyTables.add(table.toString());
            return Remains.REMOVED;
        }
        requireKey(unit, table);
        return Remains.STAY;
    }

    private void make(SnapshotStatement unit, Set<String> noted) {
        boolean exists = exists(unit);
        String made = MADE + unit.table().map(TableId::toString).orElse("");
        boolean stale = noted.contains(made) && isAlone(unit) && !(exists && hasUsersRows(unit));
        boolean whole = unit.mapping().merge().isEmpty();
        if (exists && whole && (stale || options.dropTables()) && unit.table().isPresent()) {
            String drop = "DROP " + unit.ddlClass() + " " + unit.table().get().quoted();
            ddl.execute(ReplayedStatement.of(unit, drop), Optional.empty());
            exists = false;
        }
        if (!exists && create(unit)) {
            noted.add(made);
        }
    }

    private boolean hasUsersRows(SnapshotStatement unit) {
        return unit.ddlClass() == DdlClass.TABLE
                && decisions.decides(unit.header(), unit.table().orElseThrow())
                && !isEmpty(unit, unit.table().orElseThrow());
    }

    /** Tells whether it has made what it is about; another source's copy may have made it meanwhile. */
    private boolean create(SnapshotStatement unit) {
        if (!options.createTables()) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    name(unit.header()) + ": " + object(unit) + " is missing on the target and "
                            + ApplyOptions.CREATE_TABLES + " is false. Create it there: " + unit.statement());
        }
        requireExecutable(name(unit.header()) + ": " + object(unit), unit.mapping(), unit.statement());
        try {
            ddl.execute(ReplayedStatement.of(unit, unit.statement()), Optional.empty());
            return true;
        } catch (ApplyFailure failure) {
            if (failure.kind() == FailureKind.STOP && exists(unit)) {
                return false;
            }
            if (failure.kind() != FailureKind.STOP || unit.ddlClass() != DdlClass.VIEW) {
                throw failure;
            }
            throw new ApplyFailure(
                    FailureKind.STOP,
                    failure.getMessage() + " All that a view uses must be on the target before it, functions too, which"
                            + " the copy does not make. Or leave the view out: " + TableSelection.EXCLUDE + ".",
                    failure);
        }
    }

    /** Refuses a statement that has not got the target's names. */
    static void requireExecutable(String what, StatementMapping mapping, String statement) {
        if (mapping.action() == StatementMapping.Action.REFUSE) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    what + " is missing on the target, and its statement is not executed: " + mapping.reason()
                            + ". Create it there, or exclude it (" + TableSelection.EXCLUDE + "), and restart the"
                            + " task. The statement at the source: " + statement);
        }
    }

    private static String object(SnapshotStatement unit) {
        return unit.table()
                .map(table -> unit.ddlClass().name().toLowerCase(Locale.ROOT) + " " + table)
                .orElse("database " + unit.database().orElse(""));
    }

    private void progress(SnapshotStatement unit, Set<String> emptyTables, Remains left) {
        PositionRow next = stream.position().row().after(unit.header(), unit.last(), emptyTables);
        commit(unit.header(), next, () -> {
            switch (left) {
                case STAY -> {}
                case REMOVED -> rows.deleteAll(unit.table().orElseThrow());
                case CHECKED ->
                    remains.check(
                            unit.header().site(),
                            stream.writer().target(unit.table().orElseThrow()));
            }
        });
    }

    /**
     * Tells whether the source takes a copy again because its task ended before Kafka Connect had stored the offset at
     * the copy's end: then what is there comes from that copy and from what followed it.
     */
    private boolean repeats(SnapshotStatement unit) {
        return stream.position().copy().isOf(unit.header())
                || unit.header().run().initial();
    }

    private boolean hasKey(SnapshotStatement unit, TableId table) {
        return query(unit, () -> stream.writer().target(table).hasKey());
    }

    private void requireKey(SnapshotStatement unit, TableId table) {
        if (!hasKey(unit, table)) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    name(unit.header()) + ": table " + table + " has no key and is not empty on the target, so"
                            + " its rows cannot be told from the copy's. Empty it there: TRUNCATE TABLE "
                            + table.quoted() + "; or give it a primary key on both sides.");
        }
    }

    /** Writes the rows, which are usually new here. */
    void apply(SnapshotBatch batch) {
        if (isHere(batch.header(), batch.header().record())) {
            return;
        }
        PositionRow next = rows.write(batch, stream.position().row());
        stream.run(name(batch.header()), () -> stream.commit(next));
    }

    /** Writes rows that were copied on demand. */
    void apply(CopiedRows copied) {
        try {
            write(copied, false);
        } catch (ApplyFailure failure) {
            rows.again(failure);
            write(copied, true);
        }
    }

    private void write(CopiedRows copied, boolean singly) {
        CopyHeader header = copied.header();
        String name = "Copied rows of site " + header.site() + " at " + copied.first();
        RowWriter.Unit unit = new RowWriter.Unit(name, header.site(), singly ? 1 : RowWriter.MOST_ROWS);
        List<DecodedChange> changes =
                copied.rows().stream().map(Received.CopiedRow::change).toList();
        stream.commit(name, header.site(), stream.position().row().after(header, copied.last()), () -> {
            if (stream.conflicts().options().resolves() && header.site() != 0) {
                stream.session().copyOnDemand(unit, header.site(), changes, singly);
            } else {
                rows.overwrite(unit, changes, singly);
            }
        });
    }

    private void commit(SnapshotHeader header, PositionRow next, TargetStream.Work work) {
        stream.commit(name(header), header.site(), next, () -> {
            work.run();
            stream.reached(Step.COPY_WRITTEN);
        });
        stream.reached(Step.COPY_COMMITTED);
    }

    private boolean isHere(SnapshotHeader header, long record) {
        return stream.position().applied().snapshotRecords(header) >= record;
    }

    private boolean exists(SnapshotStatement unit) {
        String sql = unit.table().isPresent()
                ? "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                : "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?";
        return query(unit, () -> {
            try (PreparedStatement statement = stream.connection().prepareStatement(sql)) {
                statement.setString(
                        1,
                        unit.table().map(TableId::database).or(unit::database).orElse(""));
                if (unit.table().isPresent()) {
                    statement.setString(2, unit.table().get().table());
                }
                try (ResultSet found = statement.executeQuery()) {
                    return found.next();
                }
            }
        });
    }

    private boolean isEmpty(SnapshotStatement unit, TableId table) {
        return query(unit, () -> {
            try (Statement statement = stream.connection().createStatement();
                    ResultSet found = statement.executeQuery("SELECT 1 FROM " + table.quoted() + " LIMIT 1")) {
                return !found.next();
            }
        });
    }

    private boolean isAlone(SnapshotStatement unit) {
        return query(unit, () -> stream.position().alone(stream.connection()));
    }

    @FunctionalInterface
    private interface Question {
        boolean ask() throws SQLException;
    }

    private boolean query(SnapshotStatement unit, Question question) {
        boolean[] answer = new boolean[1];
        stream.run(name(unit.header()), () -> {
            answer[0] = question.ask();
            stream.connection().commit();
        });
        return answer[0];
    }

    private static String name(SnapshotHeader header) {
        return CopyWriter.name(header);
    }
}
