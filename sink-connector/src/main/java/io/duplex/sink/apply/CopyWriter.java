// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.SnapshotBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes copied rows through one session: many in a statement, or singly when that fails, so that the message names the
 * row. Their parents may come after them, so foreign keys are not checked; unique keys are, as the target's collations
 * may be others than the source's.
 */
final class CopyWriter {
    private static final RowFlags ANY_ORDER = new RowFlags(true, false);

    private final TargetStream stream;
    private final CopyLog log;

    CopyWriter(TargetStream stream, CopyLog log) {
        this.stream = stream;
        this.log = log;
    }

    /**
     * Opens a target transaction with a batch's rows in it.
     *
     * @param before progress
     * @return the progress with which it is to be committed
     */
    PositionRow write(SnapshotBatch batch, PositionRow before) {
        try {
            return write(batch, before, false);
        } catch (ApplyFailure failure) {
            again(failure);
            return write(batch, before, true);
        }
    }

    private PositionRow write(SnapshotBatch batch, PositionRow before, boolean singly) {
        SnapshotHeader header = batch.header();
        Set<String> own = emptyTables();
        PositionRow next = before.after(header, batch.last(), own);
        List<Received.SnapshotRow> rows = missing(batch);
        stream.run(name(header), () -> {
            stream.open(header.site(), next);
            List<Received.SnapshotRow> chosen = stream.session().chosen().ofSnapshot(rows);
            if (singly) {
                mergeSingly(header, chosen, own);
            } else if (batch.isRead()) {
                copy(header, chosen, own);
            } else {
                inOrder(header, chosen);
            }
        });
        log.copied(rows);
        return next;
    }

    /** Returns the rows that are not on the target, as far as numbers tell. */
    private List<Received.SnapshotRow> missing(SnapshotBatch batch) {
        long present = stream.position().applied().snapshotRecords(batch.header());
        return batch.firstRecord() > present
                ? batch.rows()
                : batch.rows().stream()
                        .filter(row -> row.header().record() > present)
                        .toList();
    }

    private void copy(SnapshotHeader header, List<Received.SnapshotRow> rows, Set<String> own) throws SQLException {
        boolean goesOn = header.run().number() > 0;
        List<GroupRow> copied = new ArrayList<>(rows.size());
        for (Received.SnapshotRow row : rows) {
            Target target = stream.writer().target(row.change());
            Kind ownKind = goesOn ? Kind.REPLACE : Kind.INSERT;
            Kind kind = own.contains(row.table().toString()) ? ownKind : overwriting(target, row.change());
            copied.add(GroupRow.copied(target, kind, row.change().after().orElseThrow(), ANY_ORDER));
        }
        stream.session().copy(unit(header, RowWriter.MOST_ROWS), copied);
    }

    private static Kind overwriting(Target target, DecodedChange change) {
        return target.hasKey(change.after().orElseThrow().columns()) ? Kind.MERGE : Kind.INSERT;
    }

    private void inOrder(SnapshotHeader header, List<Received.SnapshotRow> rows) throws SQLException {
        RowWriter writer = stream.writer();
        writer.begin(unit(header, RowWriter.MOST_ROWS));
        for (Received.SnapshotRow row : rows) {
            writer.write(row.change(), ANY_ORDER);
        }
        writer.flush();
    }

    private void mergeSingly(SnapshotHeader header, List<Received.SnapshotRow> rows, Set<String> own)
            throws SQLException {
        boolean goesOn = header.run().number() > 0;
        RowWriter writer = stream.writer();
        writer.begin(unit(header, goesOn ? RowWriter.MOST_ROWS : 1));
        for (Received.SnapshotRow row : rows) {
            if (goesOn && own.contains(row.table().toString())) {
                writer.mergeIntoCopy(row.change(), ANY_ORDER);
            } else {
                writer.merge(row.change(), ANY_ORDER);
            }
        }
        writer.flush();
    }

    /** Notes why writing many rows at once has failed, if writing them singly may help. */
    void again(ApplyFailure failure) {
        if (failure.kind() != FailureKind.STOP) {
            throw failure;
        }
        stream.forgetTables();
    }

    /** Writes rows over whatever is there into the open transaction. */
    void overwrite(RowWriter.Unit unit, List<DecodedChange> rows, boolean singly) throws SQLException {
        if (!singly && rows.stream().allMatch(row -> row.operation() == Operation.READ)) {
            List<GroupRow> copied = new ArrayList<>(rows.size());
            for (DecodedChange row : rows) {
                Target target = stream.writer().target(row);
                copied.add(GroupRow.copied(
                        target, overwriting(target, row), row.after().orElseThrow(), ANY_ORDER));
            }
            stream.session().copy(unit, copied);
            return;
        }
        RowWriter writer = stream.writer();
        writer.begin(unit);
        for (DecodedChange row : rows) {
            writer.merge(row, ANY_ORDER);
        }
        writer.flush();
    }

    /** Removes all rows of a table within the open transaction. */
    void deleteAll(TableId table) throws SQLException {
        stream.writer().deleteAll(table, ANY_ORDER);
    }

    /**
     * Returns the tables that hold nothing but what this copy, or an unfinished one before it, has written; of a
     * complete one before it only the {@link PositionRow.Copy#FILLED} ones are left.
     */
    Set<String> emptyTables() {
        return stream.position().copy().emptyTables();
    }

    private static RowWriter.Unit unit(SnapshotHeader header, int mostRows) {
        return new RowWriter.Unit(name(header), header.site(), mostRows);
    }

    /** Returns how messages name a record of a copy. */
    static String name(SnapshotHeader header) {
        return "Snapshot " + header.id() + " of site " + header.site() + ", record " + header.record();
    }
}
