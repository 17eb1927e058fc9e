// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One statement text with what fills its parameters: columns of the after image, then columns of the before image.
 * Two are equal only when they are the same object.
 */
final class RowStatement {
    private final Kind kind;
    private final Target target;
    private final String sql;
    private final List<Slot> stored;
    private final List<Slot> matched;
    private final boolean documents;

    /**
     * A statement on the target's table.
     *
     * @param stored parameters from the after image
     * @param matched parameters from the before image
     */
    RowStatement(Kind kind, Target target, String sql, List<Slot> stored, List<Slot> matched) {
        this.kind = kind;
        this.target = target;
        this.sql = sql;
        this.stored = stored;
        this.matched = matched;
        this.documents = Stream.concat(stored.stream(), matched.stream())
                .anyMatch(slot -> slot.column().type() == ColumnType.JSON);
    }

    enum Kind {
        INSERT,
        /** As INSERT, in place of all rows with one of its keys. */
        REPLACE,
        /** As INSERT, or as UPDATE of the row with its key; only for many rows. */
        MERGE,
        UPDATE,
        DELETE
    }

    /** Returns what a change of a row does, empty when it is of another kind. */
    static Optional<Kind> kind(Operation operation) {
        return switch (operation) {
            case CREATE, READ -> Optional.of(Kind.INSERT);
            case UPDATE -> Optional.of(Kind.UPDATE);
            case DELETE -> Optional.of(Kind.DELETE);
            case TRUNCATE, MESSAGE -> Optional.empty();
        };
    }

    /** A parameter: a position in the image, and the target's column. */
    record Slot(int position, Column column) {}

    Kind kind() {
        return kind;
    }

    Target target() {
        return target;
    }

    String sql() {
        return sql;
    }

    /** Tells whether a key finds the row, not all its values. */
    boolean byKey() {
        return target.hasKey(matched.stream().map(s -> s.column().name()).toList());
    }

    /** Tells whether the target numbers the row by a column that the source does not have. */
    boolean numbersRows() {
        return (kind == Kind.INSERT || kind == Kind.REPLACE) && target.numbersRowsWithout(stored);
    }

    /** Sets all parameters. */
    void bind(PreparedStatement statement, Optional<DecodedImage> before, Optional<DecodedImage> after)
            throws SQLException {
        ParameterOutput output = new ParameterOutput(statement);
        for (Slot slot : stored) {
            ValueBinders.write(output, after.orElseThrow().get(slot.position()), slot.column());
        }
        for (Slot slot : matched) {
            ValueBinders.write(output, before.orElseThrow().get(slot.position()), slot.column());
        }
    }

    /** Tells whether values are in the row that no parameter can say. */
    boolean needsText(Optional<DecodedImage> before, Optional<DecodedImage> after) {
        // Asked for each row, and most tables have no documents.
        return documents && hasExpression(before, after);
    }

    private boolean hasExpression(Optional<DecodedImage> before, Optional<DecodedImage> after) {
        return stored.stream()
                        .anyMatch(slot ->
                                ValueBinders.isExpression(after.orElseThrow().get(slot.position()), slot.column()))
                || matched.stream()
                        .anyMatch(slot ->
                                ValueBinders.isExpression(before.orElseThrow().get(slot.position()), slot.column()));
    }

    /** Returns the statement with the row's values in it. */
    String text(Optional<DecodedImage> before, Optional<DecodedImage> after) throws SQLException {
        SqlText text = new SqlText();
        int from = 0;
        for (Slot slot : stored) {
            from = upToParameter(text, from);
            ValueBinders.write(text, after.orElseThrow().get(slot.position()), slot.column());
        }
        for (Slot slot : matched) {
            from = upToParameter(text, from);
            ValueBinders.write(text, before.orElseThrow().get(slot.position()), slot.column());
        }
        return text.sql(sql.substring(from)).take();
    }

    /** Adds the SQL before the next question mark, and returns the place behind it; those within names are none. */
    private int upToParameter(SqlText text, int from) {
        boolean name = false;
        int at = from;
        while (name || sql.charAt(at) != '?') {
            name ^= sql.charAt(at) == '`';
            at++;
        }
        text.sql(sql.substring(from, at));
        return at + 1;
    }

    /** Counts the values that only a session without strict mode stores. */
    int errorValues(DecodedImage after) {
        int count = 0;
        for (Slot slot : stored) {
            if (ValueBinders.errorValue(after.get(slot.position()), slot.column())) {
                count++;
            }
        }
        return count;
    }
}
