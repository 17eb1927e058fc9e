// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** AND, OR, XOR, NOT and IS, in three-valued logic. */
final class Logic {
    static final Long TRUE = 1L;
    static final Long FALSE = 0L;

    private Logic() {}

    static void register(Map<String, Operation> operations) {
        operations.put("AND", Logic::and);
        operations.put("&&", Logic::and);
        operations.put("OR", Logic::or);
        operations.put("XOR", Logic::xor);
        operations.put("NOT", Logic::not);
        operations.put("IS TRUE", call -> is(call, TRUE));
        operations.put("IS FALSE", call -> is(call, FALSE));
        operations.put("IS UNKNOWN", call -> is(call, null));
        operations.put("IS NULL", Logic::isNull);
        operations.put("ISNULL", Logic::isNull);
    }

    static Long of(boolean truth) {
        return truth ? TRUE : FALSE;
    }

    private static Evaluator truth(Call call, int arg) {
        return Conversions.truth(call.arg(arg)).evaluator();
    }

    /** The right side is not computed after FALSE, so that its errors do not count, as in the server. */
    private static Typed and(Call call) {
        Evaluator left = truth(call, 0);
        Evaluator right = truth(call, 1);
        return call.result(Type.TRUTH, row -> {
            Object first = left.of(row);
            if (FALSE.equals(first)) {
                return FALSE;
            }
            Object second = right.of(row);
            return FALSE.equals(second) ? FALSE : first == null ? null : second;
        });
    }

    private static Typed or(Call call) {
        Evaluator left = truth(call, 0);
        Evaluator right = truth(call, 1);
        return call.result(Type.TRUTH, row -> {
            Object first = left.of(row);
            if (TRUE.equals(first)) {
                return TRUE;
            }
            Object second = right.of(row);
            return TRUE.equals(second) ? TRUE : first == null ? null : second;
        });
    }

    private static Typed xor(Call call) {
        Evaluator left = truth(call, 0);
        Evaluator right = truth(call, 1);
        return call.result(Type.TRUTH, row -> {
            Object first = left.of(row);
            if (first == null) {
                return null;
            }
            Object second = right.of(row);
            return second == null ? null : of(!first.equals(second));
        });
    }

    private static Typed not(Call call) {
        Evaluator truth = truth(call, 0);
        return call.result(Type.TRUTH, Conversions.map(truth, v -> of(FALSE.equals(v))));
    }

    private static Typed is(Call call, @Nullable Object truth) {
        Evaluator of = truth(call, 0);
        return call.result(Type.TRUTH, row -> {
            Object value = of.of(row);
            return of(truth == null ? value == null : truth.equals(value));
        });
    }

    /** Of a DATE NOT NULL, MySQL's WHERE takes IS NULL for = '0000-00-00', but only in some places. */
    private static Typed isNull(Call call) {
        Typed arg = call.arity(1, 1).arg(0);
        if (arg.column().filter(Logic::isDateNotNull).isPresent()) {
            throw call.refused("the column is NOT NULL; MySQL would answer for zero dates. Use YEAR(" + arg.source()
                    + ") = 0 for those.");
        }
        Evaluator of = arg.evaluator();
        return call.result(Type.TRUTH, row -> of(of.of(row) == null));
    }

    private static boolean isDateNotNull(Column column) {
        return !column.nullable() && (column.type() == ColumnType.DATE || column.type() == ColumnType.DATETIME);
    }
}
