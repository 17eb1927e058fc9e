// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import io.duplex.protocol.table.ColumnType;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/** Operators on the bits of whole numbers; results are unsigned. */
final class Bits {
    private Bits() {}

    static void register(Map<String, Operation> operations) {
        binary(operations, "&", (a, b) -> a & b);
        binary(operations, "|", (a, b) -> a | b);
        binary(operations, "^", (a, b) -> a ^ b);
        binary(operations, "<<", (a, b) -> b < 0 || b > 63 ? 0 : a << b);
        binary(operations, ">>", (a, b) -> b < 0 || b > 63 ? 0 : a >>> b);
        operations.put("unary ~", call -> {
            Evaluator of = number(call, call.arg(0));
            return call.result(Type.BIGINT_UNSIGNED, Conversions.map(of, v -> ~(Long) v));
        });
        operations.put("BIT_COUNT", call -> {
            Evaluator of = number(call.arity(1, 1), call.arg(0));
            return call.result(Type.count(2), Conversions.map(of, v -> (long) Long.bitCount((Long) v)));
        });
    }

    private static void binary(Map<String, Operation> operations, String name, LongBinaryOperator operator) {
        operations.put(name, call -> {
            Evaluator left = number(call, call.arg(0));
            Evaluator right = number(call, call.arg(1));
            return call.result(
                    Type.BIGINT_UNSIGNED,
                    Arithmetic.binary(left, right, (a, b) -> operator.applyAsLong((Long) a, (Long) b)));
        });
    }

    /** A SET's mask counts as its number; a hex literal as the number with these bytes. */
    private static Evaluator number(Call call, Typed arg) {
        if (arg.type().is(Kind.INT, Kind.NULL, Kind.LABELS)) {
            return arg.evaluator();
        }
        if (arg.column().filter(c -> c.type() == ColumnType.BIT).isPresent()) {
            return arg.evaluator();
        }
        if (arg.literal() && arg.kind() == Kind.TEXT && arg.type().text().binary()) {
            byte[] bytes = (byte[]) arg.value();
            if (bytes != null && bytes.length <= 8 && call.args().stream().anyMatch(a -> a.kind() == Kind.INT)) {
                long value = new BigInteger(1, bytes).longValue();
                return row -> value;
            }
        }
        throw call.refused("bits can be taken of whole numbers only.");
    }
}
