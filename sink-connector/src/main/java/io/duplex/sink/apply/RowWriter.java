// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.origin.OriginMarker;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes changed rows into the open transaction of one session, in their order. Runs of rows with the same statement
 * are sent together; {@link #flush} sends the rest. Every UPDATE and DELETE must find exactly one row.
 */
final class RowWriter {
    /** Rows that are sent together. */
    static final int MOST_ROWS = 500;

    /** Bytes that are sent together; well below any server's {@code max_allowed_packet}. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int NO_SUCH_TABLE = 1146;

    private final Connection connection;
    private final OriginMarker marker;
    private final TargetTables catalogue;
    private final SessionFlags flags;
    private final PreparedStatements prepared;
    private final List<Row> pending = new ArrayList<>();
    private Unit unit = new Unit("", 0, 1);
    private @Nullable RowStatement statement;
    private long pendingBytes;

    /**
     * What the rows belong to.
     *
     * @param name as messages name it
     * @param originSite site of its origin
     * @param mostRows how many rows are sent together, 1 to learn which one fails
     */
    record Unit(String name, int originSite, int mostRows) {}

    private record Row(Optional<DecodedImage> before, Optional<DecodedImage> after) {
        DecodedImage image() {
            return before.or(() -> after).orElseThrow();
        }
    }

    /** Writes into this session, whose checks are on. */
    RowWriter(Connection connection, OriginMarker marker, TargetTables catalogue) {
        this.connection = connection;
        this.marker = marker;
        this.catalogue = catalogue;
        this.flags = new SessionFlags(connection);
        this.prepared = new PreparedStatements(connection);
    }

    /** Begins a unit; rows that were not flushed are forgotten. */
    void begin(Unit next) {
        pending.clear();
        pendingBytes = 0;
        unit = next;
    }

    /** Tells whether the session makes these checks. */
    boolean checksAre(RowFlags wanted) {
        return flags.are(wanted);
    }

    /** Has the session make these checks. */
    void checks(RowFlags wanted) throws SQLException {
        flags.set(wanted);
    }

    /** Turns the session's checks on, which the last row may have had off. */
    void checksOn() throws SQLException {
        flags.set(RowFlags.NONE);
    }

    /** Forgets what the target's tables looked like. */
    void forgetTables() {
        catalogue.forget();
        statement = null;
    }

    /** Writes a row now or with the next ones. */
    void write(DecodedChange change, RowFlags rowFlags) throws SQLException {
        write(GroupRow.of(target(change), change, rowFlags));
    }

    /** Writes a row now or with the next ones. */
    void write(GroupRow change) throws SQLException {
        Row row = new Row(Optional.ofNullable(change.before()), Optional.ofNullable(change.after()));
        if (change.kind() == Kind.MERGE) {
            mergeAfter(change.target(), row, change.flags());
            return;
        }
        add(rowStatement(change.target(), change.kind(), row), row, change.flags());
    }

    /**
     * Brings a row to the state after a change, whether it is on the target or not. A change may be one that the copied
     * row shows already.
     */
    void merge(DecodedChange change, RowFlags rowFlags) throws SQLException {
        merge(change, rowFlags, false);
    }

    /**
     * As {@link #merge(DecodedChange, RowFlags)}, for a table that holds nothing but what the copy wrote: rows of later
     * states in it may have a key that the change's row had before, and will be told again.
     */
    void mergeIntoCopy(DecodedChange change, RowFlags rowFlags) throws SQLException {
        merge(change, rowFlags, true);
    }

    private void merge(DecodedChange change, RowFlags rowFlags, boolean replaces) throws SQLException {
        switch (change.operation()) {
            case CREATE, READ -> mergeAfter(change, rowFlags, replaces);
            case UPDATE -> {
                mergeBefore(change, rowFlags);
                mergeAfter(change, rowFlags, replaces);
            }
            case DELETE -> mergeBefore(change, rowFlags);
            case TRUNCATE, MESSAGE -> write(change, rowFlags);
        }
    }

    /** Removes the row that was, unless it has the key of the one that is. */
    private void mergeBefore(DecodedChange change, RowFlags rowFlags) throws SQLException {
        Target target = target(change.table());
        Row old = new Row(change.before(), Optional.empty());
        if (!target.hasKey(old.image().columns())) {
            throw stop(
                    "a change of " + target.id() + ", which has no key, came amid the first copy",
                    "Give the table a primary key on both sides.");
        }
        boolean stays = change.after().isPresent()
                && target.sameKey(old.image(), change.after().get());
        flush();
        if (!stays && isPresent(target, old)) {
            add(rowStatement(target, Kind.DELETE, old), old, rowFlags);
            flush();
        }
    }

    private void mergeAfter(DecodedChange change, RowFlags rowFlags, boolean replaces) throws SQLException {
        Target target = target(change.table());
        Row row = new Row(Optional.empty(), change.after());
        if (replaces) {
            add(rowStatement(target, Kind.REPLACE, row), row, rowFlags);
        } else {
            mergeAfter(target, row, rowFlags);
        }
    }

    private void mergeAfter(Target target, Row row, RowFlags rowFlags) throws SQLException {
        Row present = new Row(row.after(), row.after());
        if (target.hasKey(present.image().columns()) && isPresent(target, present)) {
            add(rowStatement(target, Kind.UPDATE, present), present, rowFlags);
            flush();
        } else {
            add(rowStatement(target, Kind.INSERT, row), row, rowFlags);
        }
    }

    private boolean isPresent(Target target, Row row) throws SQLException {
        DecodedImage image = row.image();
        PreparedStatement query = prepared.get(target.lockByKey(image.columns()));
        try {
            ParameterOutput output = new ParameterOutput(query);
            for (RowStatement.Slot slot : target.keySlots(image.columns())) {
                ValueBinders.write(output, image.get(slot.position()), slot.column());
            }
        } catch (IllegalArgumentException mismatch) {
            throw mismatch(Kind.INSERT, target, row, mismatch);
        }
        try (ResultSet rows = query.executeQuery()) {
            return rows.next();
        }
    }

    /** Removes all rows of a table. */
    void deleteAll(TableId table, RowFlags rowFlags) throws SQLException {
        flush();
        flags.set(rowFlags);
        try (Statement delete = connection.createStatement()) {
            delete.executeUpdate("DELETE FROM " + table.quoted());
        }
    }

    private RowStatement rowStatement(Target target, Kind kind, Row row) {
        try {
            return target.statement(kind, row.before(), row.after());
        } catch (IllegalArgumentException mismatch) {
            throw mismatch(kind, target, row, mismatch);
        }
    }

    private void add(RowStatement next, Row row, RowFlags rowFlags) throws SQLException {
        if (next != statement || !flags.are(rowFlags)) {
            flush();
            flags.set(rowFlags);
            statement = next;
        }
        boolean alone = next.needsText(row.before(), row.after());
        if (alone) {
            flush();
        }
        if (row.after().isPresent() && next.errorValues(row.after().get()) > 0) {
            flush();
            writeErrorValues(next, row);
            return;
        }
        pending.add(row);
        pendingBytes += row.after().map(RowWriter::size).orElse(0L)
                + row.before().map(RowWriter::size).orElse(0L);
        if (alone || pending.size() >= unit.mostRows() || pendingBytes >= MOST_BYTES) {
            flush();
        }
    }

    /** Returns roughly how many bytes a row has. */
    static long size(DecodedImage image) {
        long size = 0;
        for (int i = 0; i < image.size(); i++) {
            Object value = image.get(i);
            size += value instanceof byte[] bytes ? bytes.length : value instanceof String text ? text.length() : 8;
        }
        return size;
    }

    /** Sends the rows that wait. */
    void flush() throws SQLException {
        RowStatement current = statement;
        if (current == null || pending.isEmpty()) {
            return;
        }
        if (current.numbersRows()) {
            // The mark is in BEGIN already, which the progress row has caused.
            marker.unmarked();
        } else {
            marker.origin(unit.originSite());
        }
        Row only = pending.get(0);
        if (pending.size() == 1 && current.needsText(only.before(), only.after())) {
            flushText(current, only);
            return;
        }
        PreparedStatement execution = prepared.get(current.sql());
        try {
            if (pending.size() == 1) {
                Row row = pending.get(0);
                bind(current, execution, row);
                check(current, row, execution.executeUpdate());
            } else {
                executeBatch(current, execution);
            }
        } catch (SQLException failure) {
            throw SqlFailures.describe(unit.name() + ": cannot " + current.kind() + " " + names(current), failure);
        } finally {
            execution.clearBatch();
            pending.clear();
            pendingBytes = 0;
        }
    }

    private void flushText(RowStatement current, Row row) throws SQLException {
        try (Statement execution = connection.createStatement()) {
            execution.setEscapeProcessing(false);
            check(current, row, execution.executeUpdate(current.text(row.before(), row.after())));
        } catch (SQLException failure) {
            throw SqlFailures.describe(unit.name() + ": cannot " + current.kind() + " " + names(current), failure);
        } catch (IllegalArgumentException unfit) {
            throw mismatch(current.kind(), current.target(), row, unfit);
        } finally {
            pending.clear();
            pendingBytes = 0;
        }
    }

    private void executeBatch(RowStatement current, PreparedStatement execution) throws SQLException {
        for (Row row : pending) {
            bind(current, execution, row);
            execution.addBatch();
        }
        int[] counts = execution.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            check(current, pending.get(i), counts[i]);
        }
    }

    private void bind(RowStatement current, PreparedStatement execution, Row row) throws SQLException {
        try {
            current.bind(execution, row.before(), row.after());
        } catch (IllegalArgumentException unfit) {
            throw mismatch(current.kind(), current.target(), row, unfit);
        }
    }

    private void check(RowStatement current, Row row, int count) {
        boolean inserted =
                current.kind() == Kind.REPLACE || (current.kind() == Kind.INSERT && count == Statement.SUCCESS_NO_INFO);
        if (count != 1 && !inserted) {
            throw stop(
                    "cannot " + current.kind() + " " + current.target().describe(row.image())
                            + ": it is not on the target" + (current.byKey() ? "" : " with equal values"),
                    "Compare both sides and insert the row that is missing on the target.");
        }
    }

    private String names(RowStatement current) {
        String first = current.target().describe(pending.get(0).image());
        return pending.size() == 1
                ? first
                : pending.size() + " rows, from " + first + " to "
                        + current.target()
                                .describe(pending.get(pending.size() - 1).image());
    }

    /** Nothing but the value 0 of an ENUM may be adapted. */
    private void writeErrorValues(RowStatement current, Row row) throws SQLException {
        LenientMode.Warnings warnings = new LenientMode(connection).of(() -> {
            pending.add(row);
            flush();
        });
        if (warnings.count() != row.after().map(current::errorValues).orElse(0)) {
            throw stop(
                    "cannot " + current.kind() + " " + current.target().describe(row.image())
                            + ": the target would adapt its values " + warnings.texts(),
                    "Give the table's columns on the target the source's types.");
        }
    }

    /** Returns the table that a row is inserted into, updated in or deleted from, as the target has it. */
    Target target(DecodedChange change) throws SQLException {
        if (RowStatement.kind(change.operation()).isEmpty()) {
            throw stop(
                    "a record of " + change.table() + " is a " + change.operation() + " inside a transaction",
                    "Empty the table on the target by hand.");
        }
        return target(change.table());
    }

    /** Returns the table as the target has it, if it does. */
    Optional<Target> known(TableId id) throws SQLException {
        return catalogue.target(id);
    }

    /** Returns the table as the target has it. */
    Target target(TableId id) throws SQLException {
        return catalogue
                .target(id)
                .orElseThrow(() -> stop(
                        "table " + id + " is not on the target, or the user has no privilege on it",
                        "Create it there as it is at the source, or grant the privileges.",
                        new SQLException("No such table", "42S02", NO_SUCH_TABLE)));
    }

    private ApplyFailure mismatch(Kind kind, Target target, Row row, IllegalArgumentException mismatch) {
        return stop(
                "cannot " + kind + " " + target.describe(row.image()) + ": " + mismatch.getMessage(),
                "Give " + target.id() + " on the target the source's columns and types.",
                mismatch);
    }

    private ApplyFailure stop(String problem, String remedy, Exception cause) {
        return new ApplyFailure(FailureKind.STOP, unit.name() + ": " + problem + ". " + remedy, cause);
    }

    private ApplyFailure stop(String problem, String remedy) {
        return new ApplyFailure(FailureKind.STOP, unit.name() + ": " + problem + ". " + remedy);
    }
}
