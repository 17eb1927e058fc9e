// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Division and remainder; by zero they are NULL. */
final class Division {
    private Division() {}

    static void register(Map<String, Operation> operations) {
        operations.put("/", Division::divide);
        operations.put("DIV", Division::whole);
        operations.put("MOD", Division::remainder);
        operations.put("%", Division::remainder);
    }

    private static Typed divide(Call call) {
        if (call.anyNull()) {
            return call.nothing();
        }
        if (call.arg(0).type().exact() && call.arg(1).type().exact()) {
            throw call.refused("versions of the server round such quotients differently; use DIV or MOD, multiply "
                    + "instead, or divide by a floating point number.");
        }
        return call.result(
                Type.REAL,
                Arithmetic.binary(
                        Conversions.real(call.arg(0)).evaluator(),
                        Conversions.real(call.arg(1)).evaluator(),
                        (a, b) -> (Double) b == 0 ? null : Arithmetic.finite(call, (Double) a / (Double) b)));
    }

    private static void requireExact(Call call) {
        call.arity(2, 2);
        for (Typed arg : call.args()) {
            if (!arg.type().exact() && !arg.isNull()) {
                throw call.refused("it is exact only for whole numbers and decimals.");
            }
        }
    }

    private static Typed whole(Call call) {
        requireExact(call);
        Arithmetic.refuseCounts(call);
        if (call.anyNull()) {
            return call.nothing();
        }
        boolean unsigned = call.arg(0).type().unsigned() || call.arg(1).type().unsigned();
        return call.result(
                unsigned ? Type.BIGINT_UNSIGNED : Type.BIGINT,
                Arithmetic.binary(
                        Conversions.decimal(call.arg(0)).evaluator(),
                        Conversions.decimal(call.arg(1)).evaluator(),
                        (a, b) -> ((BigDecimal) b).signum() == 0
                                ? null
                                : Arithmetic.ranged(
                                        call,
                                        ((BigDecimal) a)
                                                .divide((BigDecimal) b, 0, RoundingMode.DOWN)
                                                .toBigInteger(),
                                        unsigned)));
    }

    private static Typed remainder(Call call) {
        requireExact(call);
        if (call.anyNull()) {
            return call.nothing();
        }
        Typed left = call.arg(0);
        Typed right = call.arg(1);
        if (left.kind() == Kind.INT && right.kind() == Kind.INT) {
            return integers(call);
        }
        int scale = Math.max(left.type().scale(), right.type().scale());
        return call.result(
                Type.decimal(Math.max(left.type().digits(), right.type().digits()), scale)
                        .signed(left.type().sign()),
                Arithmetic.binary(
                        Conversions.decimal(left).evaluator(),
                        Conversions.decimal(right).evaluator(),
                        (a, b) -> ((BigDecimal) b).signum() == 0 ? null : ((BigDecimal) a).remainder((BigDecimal) b)));
    }

    private static Typed integers(Call call) {
        Type left = call.arg(0).type();
        Type right = call.arg(1).type();
        if (!left.huge() && !right.huge()) {
            return call.result(
                    left,
                    Arithmetic.binary(
                            call.arg(0).evaluator(),
                            call.arg(1).evaluator(),
                            (a, b) -> (Long) b == 0 ? null : (Object) ((Long) a % (Long) b)));
        }
        return call.result(
                left,
                Arithmetic.binary(
                        call.arg(0).evaluator(),
                        call.arg(1).evaluator(),
                        (a, b) -> (Long) b == 0
                                ? null
                                : (Object) Conversions.big((Long) a, left.unsigned())
                                        .remainder(Conversions.big((Long) b, right.unsigned()))
                                        .longValue()));
    }
}
