// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Addition, subtraction, multiplication and signs, with MySQL's ranges. */
final class Arithmetic {
    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int MAX_DIGITS = 65;
    private static final int MAX_SCALE = 30;

    private Arithmetic() {}

    /** One operator on each class of numbers. */
    private record Operator(
            LongOperator longs,
            BinaryOperator<BigInteger> bigs,
            BinaryOperator<BigDecimal> decimals,
            DoubleBinaryOperator reals) {}

    @FunctionalInterface
    private interface LongOperator {
        long of(long left, long right);
    }

    static void register(Map<String, Operation> operations) {
        Operator plus = new Operator(Math::addExact, BigInteger::add, BigDecimal::add, Double::sum);
        Operator minus = new Operator(Math::subtractExact, BigInteger::subtract, BigDecimal::subtract, (a, b) -> a - b);
        Operator times = new Operator(Math::multiplyExact, BigInteger::multiply, BigDecimal::multiply, (a, b) -> a * b);
        operations.put("+", call -> binary(call, plus, sum(call)));
        operations.put("-", call -> binary(call, minus, sum(call)));
        operations.put("*", call -> binary(call, times, product(call)));
        operations.put("unary -", Arithmetic::negative);
        operations.put("unary +", call -> call.arg(0));
    }

    private static Type sum(Call call) {
        Type left = call.arg(0).type();
        Type right = call.arg(1).type();
        return Type.decimal(Math.max(left.digits(), right.digits()) + 1, Math.max(left.scale(), right.scale()));
    }

    private static Type product(Call call) {
        Type left = call.arg(0).type();
        Type right = call.arg(1).type();
        return Type.decimal(left.digits() + right.digits(), left.scale() + right.scale());
    }

    private static Typed binary(Call call, Operator operator, Type exact) {
        if (call.anyNull()) {
            return call.nothing();
        }
        Typed left = call.arg(0);
        Typed right = call.arg(1);
        refuseCounts(call);
        if (left.kind() == Kind.INT && right.kind() == Kind.INT) {
            return integers(call, operator);
        }
        Type.Sign sign = Type.both(left.type(), right.type());
        if (sign != Type.Sign.SIGNED && call.term().op().equals("-")) {
            throw call.refused("newer servers fail where the difference of UNSIGNED values is negative; cast them with "
                    + "CAST(... AS DECIMAL(20,4)).");
        }
        if (left.type().exact() && right.type().exact()) {
            limit(call, exact);
            BinaryOperator<BigDecimal> of = operator.decimals;
            return call.result(
                    exact.signed(sign),
                    binary(
                            Conversions.decimal(left).evaluator(),
                            Conversions.decimal(right).evaluator(),
                            (a, b) -> of.apply((BigDecimal) a, (BigDecimal) b)));
        }
        DoubleBinaryOperator of = operator.reals;
        return call.result(
                Type.REAL.signed(sign),
                binary(
                        Conversions.real(left).evaluator(),
                        Conversions.real(right).evaluator(),
                        (a, b) -> finite(call, of.applyAsDouble((Double) a, (Double) b))));
    }

    static void refuseCounts(Call call) {
        for (Typed arg : call.args()) {
            if (arg.type().count()) {
                throw call.refused("`" + arg.source() + "` is signed or not, depending on the server's version; write "
                        + "CAST(" + arg.source() + " AS SIGNED).");
            }
        }
    }

    static void limit(Call call, Type type) {
        if (type.digits() + type.scale() > MAX_DIGITS || type.scale() > MAX_SCALE) {
            throw call.refused("its result may have more than 65 digits, or 30 after the point.");
        }
    }

    static Evaluator binary(Evaluator left, Evaluator right, BinaryOperator<@Nullable Object> of) {
        return row -> {
            Object first = left.of(row);
            if (first == null) {
                return null;
            }
            Object second = right.of(row);
            return second == null ? null : of.apply(first, second);
        };
    }

    static Double finite(Call call, double value) {
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            throw new FilterEvaluationException(
                    "DOUBLE value is out of range in " + call.term().source());
        }
        return value;
    }

    private static Typed integers(Call call, Operator operator) {
        boolean left = call.arg(0).type().unsigned();
        boolean right = call.arg(1).type().unsigned();
        Evaluator of = left || right
                ? unsigned(call, operator.bigs)
                : binary(call.arg(0).evaluator(), call.arg(1).evaluator(), (a, b) -> {
                    try {
                        return operator.longs.of((Long) a, (Long) b);
                    } catch (ArithmeticException outOfRange) {
                        throw outOfRange(call, false);
                    }
                });
        return call.result(left || right ? Type.BIGINT_UNSIGNED : Type.BIGINT, of);
    }

    private static Evaluator unsigned(Call call, BinaryOperator<BigInteger> of) {
        boolean left = call.arg(0).type().unsigned();
        boolean right = call.arg(1).type().unsigned();
        return binary(
                call.arg(0).evaluator(),
                call.arg(1).evaluator(),
                (a, b) -> ranged(
                        call, of.apply(Conversions.big((Long) a, left), Conversions.big((Long) b, right)), true));
    }

    /** Returns the bits of a number, or fails as the server does when it does not fit. */
    static Long ranged(Call call, BigInteger value, boolean unsigned) {
        boolean fits = unsigned ? value.signum() >= 0 && value.compareTo(MAX_UNSIGNED) <= 0 : value.bitLength() < 64;
        if (!fits) {
            throw outOfRange(call, unsigned);
        }
        return value.longValue();
    }

    static FilterEvaluationException outOfRange(Call call, boolean unsigned) {
        return new FilterEvaluationException("BIGINT " + (unsigned ? "UNSIGNED " : "") + "value is out of range in "
                + call.term().source());
    }

    private static Typed negative(Call call) {
        Typed arg = call.arg(0);
        if (arg.isNull()) {
            return call.nothing();
        }
        refuseCounts(call);
        if (arg.constant() && arg.kind() == Kind.INT) {
            return negativeConstant(call, arg);
        }
        if (arg.kind() != Kind.INT && arg.type().sign() != Type.Sign.SIGNED) {
            throw call.refused("cast it with CAST(... AS DECIMAL(20,4)).");
        }
        return switch (arg.kind()) {
            case INT -> {
                boolean unsigned = arg.type().unsigned();
                yield call.result(
                        Type.BIGINT,
                        Conversions.map(
                                arg.evaluator(),
                                v -> ranged(
                                        call,
                                        Conversions.big((Long) v, unsigned).negate(),
                                        false)));
            }
            case DECIMAL -> call.result(arg.type(), Conversions.map(arg.evaluator(), v -> ((BigDecimal) v).negate()));
            default ->
                call.result(Type.REAL, Conversions.map(Conversions.real(arg).evaluator(), v -> -(Double) v));
        };
    }

    private static Typed negativeConstant(Call call, Typed arg) {
        if (!arg.literal()) {
            throw call.refused("write the number itself.");
        }
        BigInteger value = Conversions.big(
                        Conversions.number(arg.value()), arg.type().unsigned())
                .negate();
        String source = call.term().source();
        return value.bitLength() < 64
                ? Typed.literal(Type.integer(false, arg.type().digits()), value.longValue(), source)
                : Typed.literal(Type.decimal(arg.type().digits(), 0), new BigDecimal(value), source);
    }
}
