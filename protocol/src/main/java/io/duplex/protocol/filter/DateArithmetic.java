// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.filter.Type.Kind;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DATE_ADD and DATE_SUB with one unit; NULL for impossible dates and beyond the year 9999. */
final class DateArithmetic {
    /** Digits of a MEDIUMINT UNSIGNED: 5.7 takes larger intervals round. */
    private static final int MOST_DIGITS = 8;

    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "MICROSECOND", ChronoUnit.MICROS,
            "SECOND", ChronoUnit.SECONDS,
            "MINUTE", ChronoUnit.MINUTES,
            "HOUR", ChronoUnit.HOURS,
            "DAY", ChronoUnit.DAYS,
            "WEEK", ChronoUnit.WEEKS,
            "MONTH", ChronoUnit.MONTHS,
            "YEAR", ChronoUnit.YEARS);
    private static final Set<ChronoUnit> WHOLE_DAYS =
            Set.of(ChronoUnit.DAYS, ChronoUnit.WEEKS, ChronoUnit.MONTHS, ChronoUnit.YEARS);
    private static final long MOST = 1_000_000_000L;

    private DateArithmetic() {}

    static void register(Map<String, Operation> operations) {
        operations.put("DATE_ADD", call -> add(call, 1));
        operations.put("ADDDATE", call -> add(call, 1));
        operations.put("DATE_SUB", call -> add(call, -1));
        operations.put("SUBDATE", call -> add(call, -1));
        operations.put("LAST_DAY", DateArithmetic::lastDay);
    }

    private static Typed add(Call call, int sign) {
        Typed date = DateParts.date(call.arity(2, 2), 0);
        String word = call.term().detail().replace("INTERVAL", "").trim();
        ChronoUnit unit = UNITS.get(word.isEmpty() ? "DAY" : word);
        Typed amount = Conversions.integer(call.arg(1));
        if (unit == null
                || amount.isNull()
                || (!amount.literal() && amount.type().digits() > MOST_DIGITS)
                || (date.column().isEmpty() && !date.literal())) {
            throw call.refused("a date column or literal, one unit from MICROSECOND to YEAR, and a literal or a column"
                    + " of at most MEDIUMINT are supported.");
        }
        boolean day = date.kind() == Kind.DATE;
        if (day && !WHOLE_DAYS.contains(unit)) {
            throw call.refused("to a DATE, whole days, weeks, months or years can be added.");
        }
        int scale = unit == ChronoUnit.MICROS ? 6 : date.type().scale();
        Type type = day ? Type.DATE : Type.temporal(Kind.DATETIME, scale);
        return call.result(
                type,
                Arithmetic.binary(
                        date.evaluator(),
                        amount.evaluator(),
                        (a, b) -> moved(call, (MySqlDateTime) a, (Long) b * sign, unit)));
    }

    private static @Nullable MySqlDateTime moved(Call call, MySqlDateTime date, long amount, ChronoUnit unit) {
        Optional<LocalDateTime> from = date.dateTime();
        if (from.isEmpty() || Math.abs(amount) > MOST * (unit == ChronoUnit.MICROS ? MOST : 1)) {
            return null;
        }
        try {
            LocalDateTime to = from.get().plus(amount, unit);
            if (to.getYear() == 0) {
                throw new FilterEvaluationException("a date in the year 0, about which servers disagree, in "
                        + call.term().source());
            }
            return to.getYear() < 0 || to.getYear() > 9999 ? null : MySqlDateTime.of(to);
        } catch (DateTimeException | ArithmeticException beyond) {
            return null;
        }
    }

    private static Typed lastDay(Call call) {
        Typed date = DateParts.date(call.arity(1, 1), 0);
        Evaluator of = date.evaluator();
        return call.result(
                Type.DATE,
                row -> DateParts.day(of.of(row))
                        .map(day -> MySqlDateTime.ofDate(day.getYear(), day.getMonthValue(), day.lengthOfMonth()))
                        .orElse(null));
    }
}
