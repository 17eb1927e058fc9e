// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression with its type and the code that computes it.
 *
 * @param column of which this is the plain value
 * @param constant whether no column is used
 * @param literal whether it is one literal as written
 */
record Typed(
        Type type, Evaluator evaluator, Optional<Column> column, boolean constant, boolean literal, String source) {
    private static final RowImage NO_ROW = RowImage.of();

    static Typed of(Type type, Evaluator evaluator, Column column) {
        return new Typed(type, evaluator, Optional.of(column), false, false, column.name());
    }

    static Typed literal(Type type, @Nullable Object value, String source) {
        return new Typed(type, row -> value, Optional.empty(), true, true, source);
    }

    static Typed computed(Type type, Evaluator evaluator, boolean constant, String source) {
        return new Typed(type, evaluator, Optional.empty(), constant, false, source);
    }

    /** Returns the same value seen as another type. */
    Typed as(Type other, Evaluator converted) {
        return new Typed(other, converted, column, constant, literal, source);
    }

    Type.Kind kind() {
        return type.kind();
    }

    boolean isNull() {
        return type.kind() == Type.Kind.NULL;
    }

    /** Returns the value of a part that is {@link #constant}. */
    @Nullable
    Object value() {
        return evaluator.of(NO_ROW);
    }

    FilterRefusedException refused(String reason) {
        return new FilterRefusedException(source, reason);
    }
}
