// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.filter.Type.Kind;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Parts of dates and times; of an impossible date, what is counted in the calendar is NULL. */
final class DateParts {
    private static final long SECOND = 1_000_000L;
    private static final long YEAR_ZERO = LocalDate.of(0, 1, 1).toEpochDay();

    private DateParts() {}

    static void register(Map<String, Operation> operations) {
        part(operations, "YEAR", MySqlDateTime::year);
        part(operations, "MONTH", MySqlDateTime::month);
        part(operations, "DAY", MySqlDateTime::day);
        part(operations, "DAYOFMONTH", MySqlDateTime::day);
        part(operations, "QUARTER", date -> (date.month() + 2) / 3);
        time(operations, "HOUR", MySqlDateTime::hour, micros -> Math.abs(micros) / SECOND / 3600);
        time(operations, "MINUTE", MySqlDateTime::minute, micros -> Math.abs(micros) / SECOND / 60 % 60);
        time(operations, "SECOND", MySqlDateTime::second, micros -> Math.abs(micros) / SECOND % 60);
        time(operations, "MICROSECOND", MySqlDateTime::micros, micros -> Math.abs(micros) % SECOND);
        calendar(operations, "DAYOFWEEK", day -> day.getDayOfWeek().getValue() % 7 + 1L);
        calendar(operations, "WEEKDAY", day -> day.getDayOfWeek().getValue() - 1L);
        calendar(operations, "DAYOFYEAR", LocalDate::getDayOfYear);
        calendar(operations, "TO_DAYS", DateParts::days);
        operations.put("DATE", Casts::date);
        operations.put("DATEDIFF", DateParts::difference);
        operations.put("EXTRACT", call -> extract(call, operations));
    }

    /** Returns the days since the year 0, as TO_DAYS counts them: the year 0 has no leap day there. */
    static long days(LocalDate day) {
        long count = day.toEpochDay() - YEAR_ZERO;
        return day.getYear() == 0 && day.getDayOfYear() < 60 ? count + 1 : count;
    }

    /** Returns a date argument; a literal text is read as one. */
    static Typed date(Call call, int arg) {
        Typed given = call.arg(arg);
        if (given.literal() && given.kind() == Kind.TEXT && given.value() instanceof byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            MySqlDateTime value = Temporal.dateOrDateTime(given.source(), text);
            Type type = text.length() == 10 ? Type.DATE : Type.temporal(Kind.DATETIME, Temporal.digits(text));
            return Typed.literal(type, value, given.source());
        }
        if (!given.type().is(Kind.DATE, Kind.DATETIME)) {
            throw call.refused("it needs a DATE, DATETIME or TIMESTAMP column or literal.");
        }
        return given;
    }

    private static void part(Map<String, Operation> operations, String name, ToLongFunction<MySqlDateTime> part) {
        operations.put(name, call -> {
            Typed date = date(call.arity(1, 1), 0);
            return call.result(
                    Type.count(4), Conversions.map(date.evaluator(), v -> part.applyAsLong((MySqlDateTime) v)));
        });
    }

    private static void time(
            Map<String, Operation> operations,
            String name,
            ToLongFunction<MySqlDateTime> ofDate,
            ToLongFunction<Long> ofTime) {
        operations.put(name, call -> {
            if (call.arity(1, 1).arg(0).kind() == Kind.TIME) {
                return call.result(
                        Type.count(6), Conversions.map(call.arg(0).evaluator(), v -> ofTime.applyAsLong((Long) v)));
            }
            Typed date = date(call, 0);
            if (date.kind() == Kind.DATE) {
                throw call.refused("a DATE has no time.");
            }
            return call.result(
                    Type.count(6), Conversions.map(date.evaluator(), v -> ofDate.applyAsLong((MySqlDateTime) v)));
        });
    }

    private static void calendar(Map<String, Operation> operations, String name, ToLongFunction<LocalDate> count) {
        operations.put(name, call -> {
            Typed date = date(call.arity(1, 1), 0);
            Evaluator of = date.evaluator();
            return call.result(Type.count(7), row -> {
                Optional<LocalDate> day = day(of.of(row));
                return day.isEmpty() ? null : (Object) count.applyAsLong(day.get());
            });
        });
    }

    /** Returns the day of the calendar, which a zero or impossible date is not. */
    static Optional<LocalDate> day(@Nullable Object value) {
        return value == null ? Optional.empty() : ((MySqlDateTime) value).date();
    }

    private static Typed difference(Call call) {
        Evaluator left = date(call.arity(2, 2), 0).evaluator();
        Evaluator right = date(call, 1).evaluator();
        return call.result(Type.integer(false, 7), row -> {
            Optional<LocalDate> first = day(left.of(row));
            Optional<LocalDate> second = day(right.of(row));
            return first.isEmpty() || second.isEmpty() ? null : (Object) (days(first.get()) - days(second.get()));
        });
    }

    private static Typed extract(Call call, Map<String, Operation> operations) {
        String unit = call.term().detail().replace("FROM", "").trim();
        return switch (unit) {
            case "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "MICROSECOND", "QUARTER" -> {
                Operation part = operations.get(unit);
                yield java.util.Objects.requireNonNull(part).compile(call);
            }
            default -> throw call.refused("use YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, MICROSECOND or QUARTER.");
        };
    }
}
