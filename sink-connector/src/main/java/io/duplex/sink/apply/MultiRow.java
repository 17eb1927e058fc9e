// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.apply.RowStatement.Slot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement that changes many rows of one table. The server's count tells whether each row was there:
 *
 * <ul>
 *   <li>INSERT counts 1 for each row, or fails.
 *   <li>UPDATE is an INSERT ... ON DUPLICATE KEY UPDATE, as its values have the columns' types: 2 for each row that was
 *       there and has changed, 1 for one that was missing (and is inserted, until the rollback). Should the row be
 *       missing and another one have one of its unique values, NULL is assigned to the key, which strict mode refuses.
 *   <li>DELETE counts 1 for each row that was there.
 *   <li>MERGE is UPDATE's statement for rows that may be there or not, and whatever it counts is right; so is REPLACE.
 * </ul>
 *
 * Two are equal only when they are the same object.
 */
final class MultiRow {
    private static final String ALIAS = "duplex_row";

    private final Target target;
    private final Kind kind;
    private final String head;
    private final String tail;
    private final List<Piece> pieces;
    private final List<Slot> identity;

    /** A value of each row, with the SQL before and after it. */
    private record Piece(String before, Slot slot, String after) {}

    private MultiRow(Target target, Kind kind, String head, List<Piece> pieces, String tail, List<Slot> identity) {
        this.target = target;
        this.kind = kind;
        this.head = head;
        this.pieces = pieces;
        this.tail = tail;
        this.identity = identity;
    }

    /**
     * Returns the statement for images with these columns, empty when such rows can only be written singly.
     *
     * @throws IllegalArgumentException when the target lacks a column
     */
    static Optional<MultiRow> of(Target target, Kind kind, List<String> before, List<String> after) {
        return switch (kind) {
            case INSERT -> added(target, kind, after);
            case UPDATE -> update(target, before, after);
            case DELETE -> delete(target, before);
            case REPLACE -> added(target, kind, after);
            case MERGE -> merge(target, after);
        };
    }

    /** Of rows that are added whole. */
    private static Optional<MultiRow> added(Target target, Kind kind, List<String> after) {
        List<Slot> stored = target.writable(after);
        if (stored.isEmpty() || target.numbersRowsWithout(stored)) {
            return Optional.empty();
        }
        String verb = kind == Kind.REPLACE ? "REPLACE" : "INSERT";
        return Optional.of(new MultiRow(target, kind, into(verb, target, stored), values(stored), "", List.of()));
    }

    private static Optional<MultiRow> merge(Target target, List<String> after) {
        Optional<Target.RowKey> key = target.rowKey(after);
        List<Slot> stored = target.writable(after);
        if (key.isEmpty() || target.hasTriggers() || target.numbersRowsWithout(stored)) {
            return Optional.empty();
        }
        return Optional.of(new MultiRow(
                target,
                Kind.MERGE,
                into("INSERT", target, stored),
                values(stored),
                onDuplicate(target, key.get(), stored),
                List.of()));
    }

    private static Optional<MultiRow> update(Target target, List<String> before, List<String> after) {
        Optional<Target.RowKey> key = target.rowKey(before);
        List<Slot> stored = target.writable(after);
        boolean whole = stored.size()
                == target.table().columns().stream().filter(Column::writable).count();
        // It begins as an INSERT: that would fire the target's triggers, and need all its columns.
        if (key.isEmpty() || !whole || target.hasTriggers() || !before.equals(after)) {
            return Optional.empty();
        }
        String tail = onDuplicate(target, key.get(), stored);
        return Optional.of(new MultiRow(
                target, Kind.UPDATE, into("INSERT", target, stored), values(stored), tail, target.keySlots(before)));
    }

    private static String onDuplicate(Target target, Target.RowKey key, List<Slot> stored) {
        List<Column> keyColumns = key.columns();
        List<String> assignments = new ArrayList<>();
        if (target.hasOtherKeysThan(key)) {
            assignments.add(guard(target, keyColumns));
        }
        boolean guarded = !assignments.isEmpty();
        for (Slot slot : stored) {
            // The key too, as the server would set a column with ON UPDATE that is left out.
            if (!guarded || !slot.column().equals(keyColumns.get(0))) {
                String name = TableId.quote(slot.column().name());
                assignments.add(name + " = " + exactly(slot.column(), given(target, name)));
            }
        }
        return (target.version().rowAlias() ? " AS " + ALIAS : "") + " ON DUPLICATE KEY UPDATE "
                + String.join(", ", assignments);
    }

    private static String guard(Target target, List<Column> key) {
        String same = key.stream()
                .map(column -> TableId.quote(column.name()))
                .map(name -> target.id().quoted() + "." + name + " <=> " + given(target, name))
                .collect(Collectors.joining(" AND "));
        String first = TableId.quote(key.get(0).name());
        return first + " = IF(" + same + ", " + given(target, first) + ", NULL)";
    }

    /** The server would take an ENUM's label, and look for the first one that the collation finds equal. */
    private static String exactly(Column column, String given) {
        return column.type().family() == ColumnType.Family.LABELS ? "CAST(" + given + " AS UNSIGNED)" : given;
    }

    private static String given(Target target, String quotedName) {
        return target.version().rowAlias() ? ALIAS + "." + quotedName : "VALUES(" + quotedName + ")";
    }

    private static String into(String verb, Target target, List<Slot> stored) {
        return stored.stream()
                .map(slot -> TableId.quote(slot.column().name()))
                .collect(Collectors.joining(", ", verb + " INTO " + target.id().quoted() + " (", ") VALUES "));
    }

    private static List<Piece> values(List<Slot> slots) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            pieces.add(new Piece(i == 0 ? "(" : ",", slots.get(i), i == slots.size() - 1 ? ")" : ""));
        }
        return pieces;
    }

    private static Optional<MultiRow> delete(Target target, List<String> before) {
        Optional<Target.RowKey> key = target.rowKey(before);
        if (key.isEmpty() || !key.get().columns().stream().allMatch(MultiRow::listed)) {
            return Optional.empty();
        }
        List<Slot> slots = target.keySlots(before);
        String names =
                slots.stream().map(slot -> TableId.quote(slot.column().name())).collect(Collectors.joining(", "));
        boolean single = slots.size() == 1;
        String table = target.id().quoted();
        // The form for several tables, as only that takes the index: a scan would wait for rows of others.
        String head = "DELETE " + table + " FROM " + table + " FORCE INDEX ("
                + TableId.quote(key.get().index()) + ") WHERE " + (single ? names : "(" + names + ")") + " IN (";
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            String form = ValueBinders.comparable(slots.get(i).column());
            int at = form.indexOf('?');
            String open = single ? "" : i == 0 ? "(" : ",";
            String close = !single && i == slots.size() - 1 ? ")" : "";
            pieces.add(new Piece(open + form.substring(0, at), slots.get(i), form.substring(at + 1) + close));
        }
        return Optional.of(new MultiRow(target, Kind.DELETE, head, pieces, ")", slots));
    }

    /** Tells whether a list of values finds rows by an index on the column. */
    private static boolean listed(Column column) {
        return switch (column.type().family()) {
            case INTEGER, TEXT -> true;
            case BYTES -> column.type() == ColumnType.BINARY || column.type() == ColumnType.VARBINARY;
            // 5.7 cuts long decimals in a list.
            case NUMBER, TEMPORAL, LABELS, JSON, SPATIAL -> false;
        };
    }

    Target target() {
        return target;
    }

    Kind kind() {
        return kind;
    }

    /** Tells whether this very row can be written with others. */
    boolean takes(@Nullable DecodedImage before, @Nullable DecodedImage after) {
        return switch (kind) {
            case INSERT, REPLACE, MERGE -> after != null && !hasErrorValue(after);
            case UPDATE ->
                before != null
                        && after != null
                        && !hasErrorValue(after)
                        && sameKey(before, after)
                        && !before.equals(after);
            // Bytes in place of text are those of the source's character set.
            case DELETE -> before != null && identity.stream().noneMatch(slot -> bytesOfText(slot, before));
        };
    }

    private boolean hasErrorValue(DecodedImage after) {
        for (Piece piece : pieces) {
            Slot slot = piece.slot();
            if (ValueBinders.errorValue(after.get(slot.position()), slot.column())) {
                return true;
            }
        }
        return false;
    }

    private boolean sameKey(DecodedImage before, DecodedImage after) {
        for (Slot slot : identity) {
            Object old = before.get(slot.position());
            if (bytesOfText(slot, before) || !Objects.deepEquals(old, after.get(slot.position()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean bytesOfText(Slot slot, DecodedImage image) {
        return slot.column().type().family() == ColumnType.Family.TEXT && image.get(slot.position()) instanceof byte[];
    }

    /** Begins a statement. */
    void begin(SqlText text) {
        text.sql(head);
    }

    /**
     * Adds a row's values.
     *
     * @throws IllegalArgumentException when a column cannot hold its value
     */
    void add(SqlText text, DecodedImage image, boolean first) throws SQLException {
        if (!first) {
            text.sql(",");
        }
        for (Piece piece : pieces) {
            add(text, image, piece);
        }
    }

    private static void add(SqlText text, DecodedImage image, Piece piece) throws SQLException {
        text.sql(piece.before());
        ValueBinders.write(
                text, image.get(piece.slot().position()), piece.slot().column());
        text.sql(piece.after());
    }

    /** Tells whether it can fail when the statement before it has not counted as many rows as it must. */
    boolean canCheck() {
        return kind != Kind.DELETE && pieces.stream().anyMatch(MultiRow::isWholeNumber);
    }

    private static boolean isWholeNumber(Piece piece) {
        return piece.slot().column().type().family() == ColumnType.Family.INTEGER;
    }

    /**
     * Adds the first row's values, in a statement that fails unless the one before it has counted so many rows.
     *
     * @throws IllegalArgumentException when a column cannot hold its value
     */
    void addChecking(SqlText text, DecodedImage image, long count) throws SQLException {
        boolean checked = false;
        for (Piece piece : pieces) {
            if (!checked && isWholeNumber(piece)) {
                text.sql(piece.before()).sql("IF(ROW_COUNT()=");
                text.integer(count);
                text.sql(",");
                ValueBinders.write(
                        text, image.get(piece.slot().position()), piece.slot().column());
                // Of a whole number's type, as the value is.
                text.sql(",CAST(EXP(1000) AS SIGNED))").sql(piece.after());
                checked = true;
            } else {
                add(text, image, piece);
            }
        }
    }

    /** Ends the statement. */
    void end(SqlText text) {
        text.sql(tail);
    }

    /** Tells whether the server's count for so many rows is as expected. */
    boolean expects(long count, int rows) {
        return switch (kind) {
            case INSERT, DELETE -> count == rows;
            case UPDATE -> count == 2L * rows;
            case REPLACE, MERGE -> true;
        };
    }

    /** Returns what the server must count for so many rows, empty when it counts that or fails, or when any will do. */
    OptionalLong expected(int rows) {
        return switch (kind) {
            case DELETE -> OptionalLong.of(rows);
            case UPDATE -> OptionalLong.of(2L * rows);
            case INSERT, REPLACE, MERGE -> OptionalLong.empty();
        };
    }
}
