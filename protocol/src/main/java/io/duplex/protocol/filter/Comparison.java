// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.RowImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Comparison operators, BETWEEN and IN. */
final class Comparison {
    private Comparison() {}

    static void register(Map<String, Operation> operations) {
        operator(operations, "=", order -> order == 0);
        operator(operations, "<>", order -> order != 0);
        operator(operations, "!=", order -> order != 0);
        operator(operations, "<", order -> order < 0);
        operator(operations, "<=", order -> order <= 0);
        operator(operations, ">", order -> order > 0);
        operator(operations, ">=", order -> order >= 0);
        operations.put("CASE =", Comparison::caseEquals);
        operations.put("<=>", Comparison::nullSafe);
        operations.put("BETWEEN", Comparison::between);
        operations.put("IN", Comparison::in);
        operations.put("STRCMP", Comparison::strcmp);
        operations.put("INTERVAL", Comparison::intervalOf);
    }

    private static void operator(Map<String, Operation> operations, String name, IntPredicate holds) {
        operations.put(name, call -> {
            if (call.anyNull()) {
                throw call.refused("a comparison with NULL is never true; use IS NULL or <=>.");
            }
            Ordering ordering = Orderings.of(call, call.arg(0), call.arg(1));
            return call.result(Type.TRUTH, compare(ordering, holds));
        });
    }

    private static Evaluator compare(Ordering ordering, IntPredicate holds) {
        Evaluator left = ordering.left();
        Evaluator right = ordering.right();
        Order order = ordering.order();
        return row -> {
            Object first = left.of(row);
            if (first == null) {
                return null;
            }
            Object second = right.of(row);
            return second == null ? null : Logic.of(holds.test(order.of(first, second)));
        };
    }

    private static Typed caseEquals(Call call) {
        if (call.anyNull()) {
            return call.nothing();
        }
        AlikeValues.require(call);
        return call.result(Type.TRUTH, compare(Orderings.of(call, call.arg(0), call.arg(1)), order -> order == 0));
    }

    private static Typed nullSafe(Call call) {
        Ordering ordering = call.anyNull()
                ? new Ordering(call.arg(0).evaluator(), call.arg(1).evaluator(), (a, b) -> 0)
                : Orderings.of(call, call.arg(0), call.arg(1));
        return call.result(Type.TRUTH, row -> {
            Object first = ordering.left().of(row);
            Object second = ordering.right().of(row);
            boolean equal = (first == null || second == null)
                    ? (first == null && second == null)
                    : ordering.order().of(first, second) == 0;
            return Logic.of(equal);
        });
    }

    private static Typed strcmp(Call call) {
        call.arity(2, 2);
        if (call.anyNull()) {
            return call.nothing();
        }
        Ordering ordering = Orderings.ofTexts(call, call.arg(0), call.arg(1));
        return call.result(Type.integer(false, 1), row -> {
            Object first = ordering.left().of(row);
            Object second = ordering.right().of(row);
            return first == null || second == null
                    ? null
                    : (Object) (long) Integer.signum(ordering.order().of(first, second));
        });
    }

    private static Typed intervalOf(Call call) {
        throw call.refused("use CASE.");
    }

    /** All three must be of one kind: MySQL compares mixed ones in ways that differ between versions. */
    private static Typed between(Call call) {
        if (call.anyNull()) {
            throw call.refused("a bound that is NULL is not supported; use >= or <=.");
        }
        AlikeValues.require(call);
        Evaluator least = side(call, 1, order -> order >= 0);
        Evaluator most = side(call, 2, order -> order <= 0);
        return call.result(Type.TRUTH, row -> {
            Object first = least.of(row);
            Object second = most.of(row);
            if (Logic.FALSE.equals(first) || Logic.FALSE.equals(second)) {
                return Logic.FALSE;
            }
            return first == null || second == null ? null : Logic.TRUE;
        });
    }

    private static Evaluator side(Call call, int arg, IntPredicate holds) {
        if (call.arg(arg).isNull()) {
            return row -> null;
        }
        return compare(Orderings.of(call, call.arg(0), call.arg(arg)), holds);
    }

    private static Typed in(Call call) {
        if (call.arg(0).isNull()) {
            return call.nothing();
        }
        AlikeValues.require(call);
        List<Evaluator> equal = new ArrayList<>();
        for (int i = 1; i < call.size(); i++) {
            equal.add(side(call, i, order -> order == 0));
        }
        Evaluator[] items = equal.toArray(Evaluator[]::new);
        return call.result(Type.TRUTH, row -> in(items, row));
    }

    private static @org.jspecify.annotations.Nullable Object in(Evaluator[] items, RowImage row) {
        boolean unknown = false;
        for (Evaluator item : items) {
            Object equal = item.of(row);
            if (Logic.TRUE.equals(equal)) {
                return Logic.TRUE;
            }
            unknown |= equal == null;
        }
        return unknown ? null : Logic.FALSE;
    }
}
