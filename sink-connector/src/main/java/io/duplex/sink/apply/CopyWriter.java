// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
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
import java.util.stream.Stream;

/**
 * Writes copied rows through one session: many in a statement, or singly when that fails, so that the message names the
 * row. Their parents may come after them, so foreign keys are not checked; unique keys are, as the target's collations
 * may be others than the source's.
 */
final class CopyWriter {
    private static final RowFlags ANY_ORDER = new RowFlags(true, false);

    private final TargetStream stream;
    private final CopyLog log;
    private final CopyDecisions decisions;

    CopyWriter(TargetStream stream, CopyLog log) {
        this.stream = stream;
        this.log = log;
        this.decisions = new CopyDecisions(stream);
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
        List<DecodedChange> met = new ArrayList<>();
        for (Received.SnapshotRow row : rows) {
            Target target = stream.writer().target(row.change());
            if (target.hasKey() && decisions.mayMeet(header, row.table(), own)) {
                met.add(row.change());
                continue;
            }
            Kind ownKind = goesOn ? Kind.REPLACE : Kind.INSERT;
            Kind kind = own.contains(row.table().toString()) ? ownKind : overwriting(target, row.change());
            copied.add(GroupRow.copied(target, kind, row.change().after().orElseThrow(), ANY_ORDER));
        }
        RowWriter.Unit unit = unit(header, RowWriter.MOST_ROWS);
        if (!copied.isEmpty()) {
            stream.session().copy(unit, copied);
        }
        if (!met.isEmpty()) {
            stream.session().copyOnDemand(unit, header.site(), met, false);
        }
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
        settle(header, rows);
    }

    /** What the copied site has changed meanwhile, users here may have changed, too. */
    private void settle(SnapshotHeader header, List<Received.SnapshotRow> rows) throws SQLException {
        for (Received.SnapshotRow row : rows) {
            DecodedChange change = row.change();
            if (change.operation() != Operation.READ && decisions.decides(header, row.table())) {
                List<DecodedImage> images = Stream.concat(change.before().stream(), change.after().stream())
                        .toList();
                stream.session().settle(header.site(), stream.writer().target(change), images);
            }
        }
    }

    private void mergeSingly(SnapshotHeader header, List<Received.SnapshotRow> rows, Set<String> own)
            throws SQLException {
        boolean goesOn = header.run().number() > 0;
        RowWriter writer = stream.writer();
        writer.begin(unit(header, goesOn ? RowWriter.MOST_ROWS : 1));
        List<DecodedChange> met = new ArrayList<>();
        for (Received.SnapshotRow row : rows) {
            if (decisions.decides(header, row.table())
                    && row.change().operation() == Operation.READ
                    && stream.writer().target(row.change()).hasKey()) {
                met.add(row.change());
            } else if (goesOn && own.contains(row.table().toString())) {
                writer.mergeIntoCopy(row.change(), ANY_ORDER);
            } else {
                writer.merge(row.change(), ANY_ORDER);
            }
        }
        writer.flush();
        if (!met.isEmpty()) {
            stream.session().copyOnDemand(unit(header, 1), header.site(), met, true);
        }
        settle(header, rows);
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
