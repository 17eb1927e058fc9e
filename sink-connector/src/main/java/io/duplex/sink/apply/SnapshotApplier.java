// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.sink.transaction.TableSelection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the first copy of one stream: databases, tables and views, then rows.
 *
 * <p>Rows that the target has already are brought to the source's state. What an interrupted copy has left is removed
 * when the copy begins again, but only from tables that were empty when it began with them, and only when no other
 * stream is applied on this target: whose rows they are would be unknown. Tables that the interrupted copy made are made
 * anew, because the source may have altered them since.
 */
final class SnapshotApplier {
    /** In the noted tables, before the name of one that the copy itself has made. */
    private static final String MADE = "made ";

    private static final RowFlags ANY_ORDER = new RowFlags(true, false);

    private final TargetStream stream;
    private final DdlApplier ddl;
    private final ApplyOptions options;

    SnapshotApplier(TargetStream stream, DdlApplier ddl, ApplyOptions options) {
        this.stream = stream;
        this.ddl = ddl;
        this.options = options;
    }

    /** Makes the database, table or view where it is missing, and notes whether the table is empty. */
    void apply(SnapshotStatement unit) {
        if (isHere(unit.header(), unit.header().record())) {
            return;
        }
        Set<String> emptyTables = new HashSet<>(emptyTables(unit.header()));
        make(unit, emptyTables);
        if (unit.ddlClass() != DdlClass.TABLE) {
            progress(unit, emptyTables, false);
            return;
        }
        TableId table = unit.table().orElseThrow();
        boolean remains = false;
        if (isEmpty(unit, table)) {
            emptyTables.add(table.toString());
        } else if (emptyTables.contains(table.toString()) && isAlone(unit)) {
            remains = true;
        } else {
            requireKey(unit, table);
        }
        progress(unit, emptyTables, remains);
    }

    private void make(SnapshotStatement unit, Set<String> noted) {
        boolean exists = exists(unit);
        String made = MADE + unit.table().map(TableId::toString).orElse("");
        boolean stale = noted.contains(made) && isAlone(unit);
        if (exists && (stale || options.dropTables()) && unit.table().isPresent()) {
            String drop = "DROP " + unit.ddlClass() + " " + unit.table().get().quoted();
            ddl.execute(ReplayedStatement.of(unit, drop), Optional.empty());
            exists = false;
        }
        if (!exists) {
            create(unit);
            noted.add(made);
        }
    }

    private void create(SnapshotStatement unit) {
        if (!options.createTables()) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    name(unit.header()) + ": " + object(unit) + " is missing on the target and "
                            + ApplyOptions.CREATE_TABLES + " is false. Create it there: " + unit.statement());
        }
        try {
            ddl.execute(ReplayedStatement.of(unit, unit.statement()), Optional.empty());
        } catch (ApplyFailure failure) {
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

    private static String object(SnapshotStatement unit) {
        return unit.table()
                .map(table -> unit.ddlClass().name().toLowerCase(Locale.ROOT) + " " + table)
                .orElse("database " + unit.database().orElse(""));
    }

    private void progress(SnapshotStatement unit, Set<String> emptyTables, boolean remains) {
        PositionRow next = stream.position().row().after(unit.header(), unit.last(), emptyTables);
        commit(unit.header(), next, () -> {
            if (remains) {
                stream.writer().deleteAll(unit.table().orElseThrow(), ANY_ORDER);
            }
        });
    }

    private void requireKey(SnapshotStatement unit, TableId table) {
        stream.run(name(unit.header()), () -> {
            if (!stream.writer().target(table).hasKey()) {
                throw new ApplyFailure(
                        FailureKind.STOP,
                        name(unit.header()) + ": table " + table + " has no key and is not empty on the target, so"
                                + " its rows cannot be told from the copy's. Empty it there: TRUNCATE TABLE "
                                + table.quoted() + "; or give it a primary key on both sides.");
            }
            stream.connection().commit();
        });
    }

    /** Writes the rows, which are usually new here. */
    void apply(SnapshotBatch batch) {
        if (isHere(batch.header(), batch.header().record())) {
            return;
        }
        try {
            write(batch, false);
        } catch (ApplyFailure failure) {
            if (failure.kind() != FailureKind.STOP) {
                throw failure;
            }
            // Some are here, or something else is wrong: row by row, so that the message names the row.
            stream.forgetTables();
            write(batch, true);
        }
    }

    /** Writes rows that were copied on demand: usually all are new here, or all are not. */
    void apply(CopiedRows copied) {
        try {
            write(copied, false);
        } catch (ApplyFailure failure) {
            if (failure.kind() != FailureKind.STOP) {
                throw failure;
            }
            stream.forgetTables();
            write(copied, true);
        }
    }

    private void write(CopiedRows copied, boolean merge) {
        CopyHeader header = copied.header();
        String name = "Copied rows of site " + header.site() + " at " + copied.first();
        stream.commit(name, header.site(), stream.position().row().after(header, copied.last()), () -> {
            RowWriter writer = stream.writer();
            writer.begin(new RowWriter.Unit(name, header.site(), RowWriter.MOST_ROWS));
            for (Received.CopiedRow row : copied.rows()) {
                if (merge) {
                    writer.merge(row.change(), ANY_ORDER);
                } else {
                    writer.write(row.change(), ANY_ORDER);
                }
            }
            writer.flush();
        });
    }

    private void write(SnapshotBatch batch, boolean merge) {
        SnapshotHeader header = batch.header();
        Set<String> own = emptyTables(header);
        PositionRow next = stream.position().row().after(header, batch.last(), own);
        boolean goesOn = header.run().number() > 0;
        commit(header, next, () -> {
            RowWriter writer = stream.writer();
            writer.begin(new RowWriter.Unit(name(header), header.site(), merge && !goesOn ? 1 : RowWriter.MOST_ROWS));
            for (Received.SnapshotRow row : batch.rows()) {
                if (isHere(header, row.header().record())) {
                    continue;
                }
                boolean ownTable = own.contains(row.table().toString());
                if (merge && goesOn && ownTable) {
                    writer.mergeIntoCopy(row.change(), ANY_ORDER);
                } else if (merge) {
                    writer.merge(row.change(), ANY_ORDER);
                } else {
                    writer.write(row.change(), ANY_ORDER);
                }
            }
            writer.flush();
        });
    }

    private void commit(SnapshotHeader header, PositionRow next, TargetStream.Work work) {
        stream.commit(name(header), header.site(), next, work);
    }

    private boolean isHere(SnapshotHeader header, long record) {
        return stream.position().applied().snapshotRecords(header) >= record;
    }

    /** Returns the tables that hold nothing but what this copy, or an unfinished one before it, has written. */
    private Set<String> emptyTables(SnapshotHeader header) {
        PositionRow.Copy copy = stream.position().row().copy();
        return copy.isOf(header) || copy.unfinished() ? copy.emptyTables() : Set.of();
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
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next();
                }
            }
        });
    }

    private boolean isEmpty(SnapshotStatement unit, TableId table) {
        return query(unit, () -> {
            try (Statement statement = stream.connection().createStatement();
                    ResultSet rows = statement.executeQuery("SELECT 1 FROM " + table.quoted() + " LIMIT 1")) {
                return !rows.next();
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
        return "Snapshot " + header.id() + " of site " + header.site() + ", record " + header.record();
    }
}
