// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/** ABS, SIGN, FLOOR, CEILING, ROUND, TRUNCATE. */
final class Numbers {
    private static final int SURELY_INTEGER = 18;

    private Numbers() {}

    static void register(Map<String, Operation> operations) {
        operations.put("ABS", Numbers::abs);
        operations.put("SIGN", Numbers::sign);
        operations.put("FLOOR", call -> whole(call, RoundingMode.FLOOR));
        operations.put("CEIL", call -> whole(call, RoundingMode.CEILING));
        operations.put("CEILING", call -> whole(call, RoundingMode.CEILING));
        operations.put("ROUND", call -> rounded(call, RoundingMode.HALF_UP));
        operations.put("TRUNCATE", call -> rounded(call.arity(2, 2), RoundingMode.DOWN));
    }

    private static Typed number(Call call) {
        Typed arg = call.arg(0);
        return arg.type().numeric() ? arg : Conversions.real(arg);
    }

    private static Typed abs(Call call) {
        Typed arg = number(call.arity(1, 1));
        return switch (arg.kind()) {
            case NULL -> call.nothing();
            case INT -> {
                if (arg.type().unsigned()) {
                    yield arg;
                }
                yield call.result(
                        arg.type(),
                        Conversions.map(
                                arg.evaluator(),
                                v -> Arithmetic.ranged(
                                        call, BigInteger.valueOf((Long) v).abs(), false)));
            }
            case DECIMAL -> call.result(arg.type(), Conversions.map(arg.evaluator(), v -> ((BigDecimal) v).abs()));
            default -> call.result(arg.type(), Conversions.map(arg.evaluator(), v -> Math.abs((Double) v)));
        };
    }

    private static Typed sign(Call call) {
        Typed arg = number(call.arity(1, 1));
        boolean unsigned = arg.type().unsigned();
        Conversions.Step step = switch (arg.kind()) {
            case INT -> v -> (long) Conversions.big((Long) v, unsigned).signum();
            case DECIMAL -> v -> (long) ((BigDecimal) v).signum();
            default -> v -> (long) Math.signum((Double) v);
        };
        return call.result(Type.integer(false, 1), Conversions.map(arg.evaluator(), step));
    }

    private static Typed whole(Call call, RoundingMode mode) {
        Typed arg = number(call.arity(1, 1));
        return switch (arg.kind()) {
            case NULL -> call.nothing();
            case INT -> arg;
            case DECIMAL -> {
                if (arg.type().digits() > SURELY_INTEGER - 1) {
                    throw call.refused(
                            "its argument may have more than 17 digits before the point; use ROUND or " + "TRUNCATE.");
                }
                yield call.result(
                        Type.integer(arg.type().unsigned(), arg.type().digits() + 1),
                        Conversions.map(
                                arg.evaluator(),
                                v -> ((BigDecimal) v).setScale(0, mode).longValue()));
            }
            default ->
                call.result(
                        arg.type(),
                        Conversions.map(
                                arg.evaluator(),
                                v -> mode == RoundingMode.FLOOR ? Math.floor((Double) v) : Math.ceil((Double) v)));
        };
    }

    private static Typed rounded(Call call, RoundingMode mode) {
        Typed arg = call.arity(1, 2).arg(0);
        if (arg.isNull()) {
            return call.nothing();
        }
        long digits = call.size() == 1 ? 0 : digits(call);
        if (arg.kind() == Kind.INT && digits >= 0) {
            return arg;
        }
        if (arg.kind() != Kind.DECIMAL || digits < 0 || digits > 30) {
            throw call.refused("it is supported for whole numbers and decimals, with 0 to 30 digits.");
        }
        int scale = (int) Math.min(digits, arg.type().scale());
        return call.result(
                Type.decimal(arg.type().digits() + 1, scale).signed(arg.type().sign()),
                Conversions.map(arg.evaluator(), v -> {
                    BigDecimal value = (BigDecimal) v;
                    return value.scale() > scale ? value.setScale(scale, mode) : value;
                }));
    }

    private static long digits(Call call) {
        Typed digits = call.arg(1);
        Object value = digits.literal() && digits.kind() == Kind.INT ? digits.value() : null;
        if (value == null) {
            throw call.refused("the number of digits must be a literal.");
        }
        return (Long) value;
    }
}
