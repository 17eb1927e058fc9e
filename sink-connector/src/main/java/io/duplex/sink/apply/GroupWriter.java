// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.apply.GroupPlan.Bucket;
import io.duplex.sink.apply.RowWriter.Unit;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.origin.OriginMarker;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Writes the changed rows of one or many transactions into the open transaction of one session, as statements for many
 * rows, sent in few round trips. Rows that no such statement takes are written by the {@link RowWriter}. Whatever is not
 * exactly as expected fails, and is found by writing the rows singly.
 */
final class GroupWriter {
    private static final int MOST_ROWS = 1000;
    private static final int LONGEST_STATEMENT = 1 << 18;

    private final OriginMarker marker;
    private final RowWriter singles;
    private final StatementPacket packet;
    private final Optional<ImageCheck> check;

    /**
     * Writes into the session of the row writer.
     *
     * @param check compares rows before they are changed, if they shall be
     */
    GroupWriter(StatementPacket packet, OriginMarker marker, RowWriter singles, Optional<ImageCheck> check) {
        this.check = check;
        this.packet = packet;
        this.marker = marker;
        this.singles = singles;
    }

    /** Has a statement sent with the first rows; see {@link StatementPacket#first}. */
    void first(String sql, LongConsumer check) {
        packet.first(sql, check);
    }

    /** Sends it now, if it was not sent yet. */
    void sendFirst() throws SQLException {
        if (!packet.isEmpty()) {
            packet.send();
        }
    }

    /** Forgets what was not sent. */
    void forget() {
        packet.forget();
    }

    /** Writes copied rows, which do not depend on each other; all are sent when it returns. */
    void copy(Unit unit, List<GroupRow> rows) throws SQLException {
        packet.begin(unit.name());
        singles.begin(unit);
        try {
            writeBuckets(unit, RowRuns.of(rows));
        } catch (IllegalArgumentException unfit) {
            throw mismatch(unit, unfit);
        }
    }

    /** Writes rows, all of which are sent when it returns. */
    void write(Unit unit, List<Received.Row> rows) throws SQLException {
        packet.begin(unit.name());
        singles.begin(unit);
        List<GroupRow> changes = new ArrayList<>(rows.size());
        for (Received.Row row : rows) {
            changes.add(GroupRow.of(singles.target(row.change()), row.change(), row.flags()));
        }
        writeBuckets(unit, plan(unit, changes));
    }

    private void writeBuckets(Unit unit, List<Bucket> buckets) throws SQLException {
        for (Bucket bucket : buckets) {
            if (check.isPresent()) {
                send(unit);
                check.get().verify(unit.name(), bucket.rows());
            }
            Optional<MultiRow> statement = bucket.statement();
            if (statement.isPresent()) {
                write(unit, statement.get(), bucket);
            } else {
                send(unit);
                for (GroupRow row : bucket.rows()) {
                    singles.write(row);
                }
                singles.flush();
            }
        }
        send(unit);
    }

    private static List<Bucket> plan(Unit unit, List<GroupRow> changes) {
        try {
            return GroupPlan.of(changes);
        } catch (IllegalArgumentException unfit) {
            throw mismatch(unit, unfit);
        }
    }

    private void write(Unit unit, MultiRow statement, Bucket bucket) throws SQLException {
        if (!singles.checksAre(bucket.flags())) {
            send(unit);
            checks(bucket.flags());
        }
        List<GroupRow> rows = bucket.rows();
        int from = 0;
        while (from < rows.size()) {
            int start = packet.text().length();
            statement.begin(packet.text());
            int to = from;
            while (to < rows.size() && to - from < MOST_ROWS && packet.text().length() - start < LONGEST_STATEMENT) {
                add(unit, statement, rows.get(to), to == from);
                to++;
            }
            statement.end(packet.text());
            packet.expect(statement, rows.subList(from, to));
            if (packet.isFull()) {
                send(unit);
            }
            from = to;
        }
    }

    private void add(Unit unit, MultiRow statement, GroupRow row, boolean first) throws SQLException {
        try {
            statement.add(packet.text(), row.written(), first);
        } catch (IllegalArgumentException unfit) {
            throw mismatch(unit, unfit);
        }
    }

    private void checks(RowFlags flags) throws SQLException {
        singles.checks(flags);
    }

    private void send(Unit unit) throws SQLException {
        if (!packet.isEmpty()) {
            marker.origin(unit.originSite());
            packet.send();
        }
    }

    private static ApplyFailure mismatch(Unit unit, IllegalArgumentException unfit) {
        return new ApplyFailure(
                FailureKind.STOP,
                unit.name() + ": " + unfit.getMessage()
                        + ". Give the table on the target the source's columns and types.",
                unfit);
    }
}
