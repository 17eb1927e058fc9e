// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.Type.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CASE, IF, IFNULL, COALESCE, NULLIF, GREATEST, LEAST: values chosen among several. */
final class Choices {
    private Choices() {}

    static void register(Map<String, Operation> operations) {
        operations.put("CASE", Choices::caseOf);
        operations.put("IF", call -> caseOf(call.arity(3, 3)));
        operations.put("IFNULL", call -> coalesce(call.arity(2, 2)));
        operations.put("COALESCE", Choices::coalesce);
        operations.put("NULLIF", Choices::nullIf);
        operations.put("GREATEST", call -> extreme(call, 1));
        operations.put("LEAST", call -> extreme(call, -1));
    }

    /**
     * Values brought to one type.
     *
     * @param parts in their order
     */
    record Unified(Type type, List<Typed> parts) {}

    /** Brings values to the type that MySQL would choose for them, where all versions choose the same. */
    static Unified unify(Call call, List<Typed> values) {
        List<Typed> known = values.stream().filter(v -> !v.isNull()).toList();
        if (known.isEmpty()) {
            return new Unified(Type.NULL, values);
        }
        if (all(known, Kind.INT)) {
            return integers(call, values, known);
        }
        if (all(known, Kind.INT, Kind.DECIMAL)) {
            int scale = known.stream().mapToInt(v -> v.type().scale()).max().orElse(0);
            int digits = known.stream().mapToInt(v -> v.type().digits()).max().orElse(0);
            Arithmetic.limit(call, Type.decimal(digits, scale));
            return new Unified(
                    Type.decimal(digits, scale).signed(sign(known)),
                    values.stream().map(Conversions::decimal).toList());
        }
        if (all(known, Kind.INT, Kind.DECIMAL, Kind.REAL)) {
            return new Unified(
                    Type.REAL.signed(sign(known)),
                    values.stream().map(Conversions::real).toList());
        }
        if (all(known, Kind.TEXT, Kind.LABELS)) {
            Texts.Joined joined = Texts.joinAlike(call, values);
            return new Unified(Type.text(joined.text()), joined.parts());
        }
        Type first = known.get(0).type();
        if (first.temporal() && known.stream().allMatch(v -> v.type().equals(first))) {
            return new Unified(first, values);
        }
        throw call.refused("its values are of different kinds; make them alike with CAST.");
    }

    private static Type.Sign sign(List<Typed> values) {
        return values.stream().allMatch(v -> v.type().sign() == Type.Sign.SIGNED) ? Type.Sign.SIGNED : Type.Sign.EITHER;
    }

    private static boolean all(List<Typed> values, Kind first, Kind... others) {
        return values.stream().allMatch(v -> v.type().is(first, others));
    }

    private static Unified integers(Call call, List<Typed> values, List<Typed> known) {
        int digits = known.stream().mapToInt(v -> v.type().digits()).max().orElse(1);
        boolean unsigned = known.stream().allMatch(v -> v.type().unsigned());
        if (!unsigned && known.stream().anyMatch(v -> v.type().huge())) {
            throw call.refused("signed and BIGINT UNSIGNED values are mixed; make them alike with CAST.");
        }
        boolean counts = known.stream().anyMatch(v -> v.type().count());
        return new Unified(counts ? Type.count(digits) : Type.integer(unsigned, digits), values);
    }

    /** Pairs of condition and value, then the value for no condition. */
    private static Typed caseOf(Call call) {
        List<Evaluator> conditions = new ArrayList<>();
        List<Typed> values = new ArrayList<>();
        for (int i = 0; i + 1 < call.size(); i += 2) {
            conditions.add(Conversions.truth(call.arg(i)).evaluator());
            values.add(call.arg(i + 1));
        }
        values.add(call.arg(call.size() - 1));
        Unified unified = unify(call, values);
        Evaluator[] when = conditions.toArray(Evaluator[]::new);
        Evaluator[] then = evaluators(unified);
        return call.result(unified.type(), row -> {
            int chosen = 0;
            while (chosen < when.length && !Logic.TRUE.equals(when[chosen].of(row))) {
                chosen++;
            }
            return then[chosen].of(row);
        });
    }

    private static Evaluator[] evaluators(Unified unified) {
        return unified.parts().stream().map(Typed::evaluator).toArray(Evaluator[]::new);
    }

    private static Typed coalesce(Call call) {
        Unified unified = unify(call.arity(1, Integer.MAX_VALUE), call.args());
        Evaluator[] parts = evaluators(unified);
        return call.result(unified.type(), row -> firstKnown(parts, row));
    }

    private static @Nullable Object firstKnown(Evaluator[] parts, RowImage row) {
        for (Evaluator part : parts) {
            Object value = part.of(row);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static Typed nullIf(Call call) {
        Typed value = call.arity(2, 2).arg(0);
        if (value.isNull() || value.literal() || value.type().temporal()) {
            throw call.refused("use CASE WHEN ... THEN NULL ELSE ... END.");
        }
        if (call.arg(1).isNull()) {
            return value;
        }
        boolean text = value.type().is(Kind.TEXT, Kind.LABELS);
        if (text && !Texts.join(call, call.args()).text().equals(value.type().text())) {
            throw call.refused("use CASE WHEN ... THEN NULL ELSE ... END.");
        }
        Ordering ordering = Orderings.of(call, value, call.arg(1));
        Evaluator of = value.evaluator();
        return call.result(value.type(), row -> {
            Object first = ordering.left().of(row);
            Object second = ordering.right().of(row);
            boolean equal = first != null && second != null && ordering.order().of(first, second) == 0;
            return equal ? null : of.of(row);
        });
    }

    private static Typed extreme(Call call, int sign) {
        call.arity(2, Integer.MAX_VALUE);
        if (call.anyNull()) {
            return call.nothing();
        }
        Unified unified = unify(call, call.args());
        Order order = order(call, unified.type());
        Evaluator[] parts = evaluators(unified);
        return call.result(unified.type(), row -> {
            Object best = null;
            for (Evaluator part : parts) {
                Object value = part.of(row);
                if (value == null) {
                    return null;
                }
                best = best == null || order.of(value, best) * sign > 0 ? value : best;
            }
            return best;
        });
    }

    private static Order order(Call call, Type type) {
        return switch (type.kind()) {
            case INT ->
                type.huge()
                        ? (a, b) -> Long.compareUnsigned((Long) a, (Long) b)
                        : (a, b) -> Long.compare((Long) a, (Long) b);
            case DECIMAL -> (a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b);
            case REAL -> (a, b) -> Double.compare((Double) a, (Double) b);
            case TEXT -> {
                Collation collation = Collations.of(call, type.text());
                yield (a, b) -> collation.compare((byte[]) a, (byte[]) b);
            }
            default -> throw call.refused("it is supported for numbers and texts only.");
        };
    }
}
