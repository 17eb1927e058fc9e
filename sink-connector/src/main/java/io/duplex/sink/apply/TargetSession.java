// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.origin.NextGtid;
import io.duplex.sink.origin.OriginMarker;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.ServerConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A marked session of the target, with what belongs to it. Ends with its connection. */
final class TargetSession {
    private static final Logger LOG = LoggerFactory.getLogger(TargetSession.class);

    private final Connection connection;
    private final OriginMarker marker;
    private final NextGtid nextGtid;
    private final RowWriter writer;
    private final GroupWriter groupWriter;
    private final RowTokens tokens;
    private final ConflictWriter conflictWriter;
    private final CopiedRowWriter copiedRowWriter;
    private final StreamConflicts conflicts;
    private final ChosenRows chosen;

    private TargetSession(
            Connection connection, OriginMarker marker, StreamConflicts conflicts, TargetFilters filters) {
        this.connection = connection;
        this.marker = marker;
        this.nextGtid = new NextGtid(connection);
        TargetTables tables = new TargetTables(connection);
        this.writer = new RowWriter(connection, marker, tables);
        this.tokens = new RowTokens(tables);
        PresentRows present = new PresentRows(connection);
        Optional<ImageCheck> check =
                conflicts.options().comparesImages() ? Optional.of(new ImageCheck(present)) : Optional.empty();
        this.groupWriter = new GroupWriter(new StatementPacket(connection), marker, writer, check);
        this.chosen = filters.over(tables);
        this.conflictWriter = new ConflictWriter(connection, writer, conflicts, chosen);
        this.copiedRowWriter = new CopiedRowWriter(writer, groupWriter, present, conflictWriter);
        this.conflicts = conflicts;
    }

    /**
     * Opens a session.
     *
     * @param site whose mark it has first
     */
    static TargetSession open(ServerConnections connections, int site, StreamConflicts conflicts, TargetFilters filters)
            throws SQLException {
        Connection connection = connections.open();
        boolean ready = false;
        try {
            SessionSetup.apply(connection);
            TargetSession session =
                    new TargetSession(connection, OriginMarker.mark(connection, site), conflicts, filters);
            ready = true;
            return session;
        } finally {
            if (!ready) {
                abort(connection);
            }
        }
    }

    Connection connection() {
        return connection;
    }

    OriginMarker marker() {
        return marker;
    }

    NextGtid nextGtid() {
        return nextGtid;
    }

    RowWriter writer() {
        return writer;
    }

    /** Writes rows of one or many transactions, together where that is possible. */
    void write(RowWriter.Unit unit, List<Received.Row> rows) {
        RowFailures.run(unit, () -> together(unit, rows));
    }

    private void together(RowWriter.Unit unit, List<Received.Row> rows) throws SQLException {
        if (rows.stream().anyMatch(row -> row.flags().copied())) {
            if (conflicts.looks()) {
                groupWriter.sendFirst();
                conflictWriter.writeFitting(unit, rows);
            } else {
                inOrder(unit, rows);
            }
        } else {
            groupWriter.write(unit, rows);
        }
    }

    /** Writes rows one after the other. */
    void writeInOrder(RowWriter.Unit unit, List<Received.Row> rows) {
        RowFailures.run(unit, () -> inOrder(unit, rows));
    }

    /** Has a statement sent with the first rows of {@link #write}, or before them; see {@link StatementPacket#first}. */
    void first(String sql, LongConsumer check) {
        groupWriter.first(sql, check);
    }

    private void inOrder(RowWriter.Unit unit, List<Received.Row> rows) throws SQLException {
        groupWriter.sendFirst();
        writer.begin(unit);
        for (Received.Row row : rows) {
            if (row.flags().copied()) {
                writer.merge(row.change(), row.flags());
            } else {
                writer.write(row.change(), row.flags());
            }
        }
        writer.flush();
    }

    /** Writes copied rows. */
    void copy(RowWriter.Unit unit, List<GroupRow> rows) throws SQLException {
        groupWriter.copy(unit, rows);
    }

    /**
     * Writes rows that were copied on demand, and decides where they meet others.
     *
     * @param site that was copied
     */
    void copyOnDemand(RowWriter.Unit unit, int site, List<DecodedChange> rows, boolean singly) throws SQLException {
        copiedRowWriter.write(unit, site, rows, singly);
    }

    /** Has the other site say which of these rows it lacks by now. */
    void check(int site, Target target, List<DecodedImage> rows) throws SQLException {
        conflictWriter.check(site, target, rows);
    }

    /** Has a row settled with the other site that was changed without looking at what was there. */
    void settle(int site, Target target, List<DecodedImage> images) throws SQLException {
        conflictWriter.settle(site, target, images);
    }

    /** Writes rows of a transaction one by one, and decides where they do not fit; all earlier ones must be durable. */
    void decide(RowWriter.Unit unit, TransactionHeader header, List<Received.Row> rows) throws SQLException {
        RowFailures.run(unit, () -> conflictWriter.write(unit, header, rows));
    }

    /** Writes rows of a transaction, before which all are durable, together if they fit. */
    void writeOrDecide(RowWriter.Unit unit, TransactionHeader header, List<Received.Row> rows) throws SQLException {
        if (!conflicts.options().resolves()) {
            write(unit, rows);
            return;
        }
        if (rows.stream().anyMatch(row -> conflicts.isRowState(row.table()))) {
            decide(unit, header, rows);
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            write(unit, rows);
        } catch (ApplyFailure misfit) {
            if (misfit.kind() != FailureKind.STOP) {
                throw misfit;
            }
            connection.rollback(before);
            decide(unit, header, rows);
        }
        connection.releaseSavepoint(before);
    }

    /** Notes that all is durable that was written. */
    void committed() {
        conflictWriter.committed();
    }

    /** Returns what leaves the rows that the target's tables take. */
    ChosenRows chosen() {
        return chosen;
    }

    RowTokens rowTokens() {
        return tokens;
    }

    /** Forgets what the target's tables looked like. */
    void forgetTables() {
        writer.forgetTables();
    }

    /** Undoes what is not committed; a lost connection has done so already. */
    void rollback() {
        groupWriter.forget();
        conflictWriter.rolledBack();
        try {
            nextGtid.rollback();
        } catch (SQLException lost) {
            LOG.debug("The connection to the target is lost, so the server rolls back", lost);
        }
    }

    /** Ends the session at once, also while another thread waits for an answer. */
    void abort() {
        abort(connection);
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException closed) {
            LOG.debug("The connection to the target was closed already", closed);
        }
    }
}
