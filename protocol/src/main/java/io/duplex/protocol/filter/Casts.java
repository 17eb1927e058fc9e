// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.filter.Text.Strength;
import io.duplex.protocol.filter.Type.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CAST, CONVERT, BINARY and COLLATE. */
final class Casts {
    private static final Pattern DECIMAL =
            Pattern.compile("DECIMAL(?: ?\\( ?(\\d+)(?: ?, ?(\\d+))? ?\\))?", Pattern.CASE_INSENSITIVE);

    private Casts() {}

    static void register(Map<String, Operation> operations) {
        operations.put("CAST", Casts::cast);
        operations.put("COLLATE", Casts::collate);
        operations.put("CONVERT USING", Casts::using);
    }

    private static Typed cast(Call call) {
        String to = call.term().detail().replaceAll("\\s+", " ").trim();
        if (call.arg(0).kind() == Kind.OPAQUE) {
            throw Conversions.opaque(call.arg(0));
        }
        if (call.anyNull()) {
            throw call.refused("write NULL itself.");
        }
        Matcher decimal = DECIMAL.matcher(to);
        if (decimal.matches()) {
            int digits = decimal.group(1) == null ? 10 : Integer.parseInt(decimal.group(1));
            int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
            return decimal(call, digits, scale);
        }
        return switch (to) {
            case "SIGNED", "SIGNED INT", "SIGNED INTEGER" -> integer(call, false);
            case "UNSIGNED", "UNSIGNED INT", "UNSIGNED INTEGER" -> integer(call, true);
            case "DATE" -> date(call);
            case "BINARY" -> binary(call);
            case "CHAR" -> text(call);
            default ->
                throw call.refused(
                        "casts can be to SIGNED, UNSIGNED, DECIMAL(m,d), DATE, CHAR and BINARY without a length.");
        };
    }

    private static Typed integer(Call call, boolean unsigned) {
        Typed arg = call.arg(0);
        Type type = unsigned ? Type.BIGINT_UNSIGNED : Type.BIGINT;
        return switch (arg.kind()) {
            case INT, LABELS -> call.result(type, arg.evaluator());
            case TEXT -> {
                if (arg.literal()) {
                    throw call.refused("write the number itself.");
                }
                Conversions.refuseStrange(arg);
                yield call.result(type, Conversions.map(arg.evaluator(), v -> NumberText.integer((byte[]) v)));
            }
            case DECIMAL -> {
                if (unsigned || arg.type().digits() > 17) {
                    throw call.refused(
                            "a decimal can be cast to SIGNED only, with at most 17 digits before the point.");
                }
                yield call.result(
                        type,
                        Conversions.map(
                                arg.evaluator(),
                                v -> ((BigDecimal) v)
                                        .setScale(0, RoundingMode.HALF_UP)
                                        .longValue()));
            }
            default -> throw call.refused("a value of this type cannot be cast to a whole number exactly.");
        };
    }

    private static Typed decimal(Call call, int digits, int scale) {
        Typed arg = call.arg(0);
        if (!arg.type().exact() || scale > digits || digits > 65 || scale > 30) {
            throw call.refused("whole numbers and decimals can be cast to DECIMAL, with at most 65 digits.");
        }
        BigDecimal most = BigDecimal.TEN.pow(digits - scale).subtract(BigDecimal.ONE.movePointLeft(scale));
        return call.result(
                Type.decimal(digits - scale, scale),
                Conversions.map(Conversions.decimal(arg).evaluator(), v -> {
                    BigDecimal rounded = ((BigDecimal) v).setScale(scale, RoundingMode.HALF_UP);
                    return rounded.abs().compareTo(most) <= 0 ? rounded : rounded.signum() < 0 ? most.negate() : most;
                }));
    }

    static Typed date(Call call) {
        Typed arg = call.arg(0);
        if (!arg.type().is(Kind.DATE, Kind.DATETIME)) {
            throw call.refused("only dates with time can be cast to a date.");
        }
        return call.result(Type.DATE, Conversions.map(arg.evaluator(), v -> {
            MySqlDateTime value = (MySqlDateTime) v;
            return MySqlDateTime.ofDate(value.year(), value.month(), value.day());
        }));
    }

    private static Typed binary(Call call) {
        Typed text = Conversions.text(call.arg(0));
        if (text.literal() || !TextEncoding.supports(text.type().text().charset())) {
            throw call.refused("only columns and what is computed of them can be cast to BINARY.");
        }
        return call.result(Type.text(Text.BYTES.with(Strength.IMPLICIT)), text.evaluator());
    }

    private static Typed text(Call call) {
        Typed text = Conversions.text(call.arg(0));
        String charset = text.type().text().charset();
        if (text.literal() || !(TextEncoding.utf8(charset) || charset.equals("ascii"))) {
            throw call.refused("only numbers, dates and text in utf8mb4, utf8mb3 or ascii can be cast to CHAR.");
        }
        return call.result(Type.connectionText(), text.evaluator());
    }

    private static Typed collate(Call call) {
        String collation = Collations.canonical(call.term().detail());
        if (call.anyNull()) {
            throw call.refused("write NULL itself.");
        }
        Typed text = Texts.join(call, List.of(call.arg(0))).parts().get(0);
        if (call.arg(0).kind() != Kind.TEXT) {
            throw call.refused("COLLATE is supported on texts only; cast the value to CHAR first.");
        }
        String charset = text.type().text().charset();
        boolean fits = collation.startsWith(charset + "_") || (charset.equals("binary") && collation.equals("binary"));
        if (!fits) {
            throw call.refused("collation " + collation + " is none of character set " + charset + ".");
        }
        Text collated = new Text(charset, collation, Strength.EXPLICIT);
        Collations.of(call, collated);
        return new Typed(
                Type.text(collated),
                text.evaluator(),
                text.column(),
                text.constant(),
                false,
                call.term().source());
    }

    private static Typed using(Call call) {
        String charset = call.term().detail();
        Typed arg = call.arg(0);
        String from = arg.type().text().charset();
        boolean same = charset.equals("utf8mb4") && (TextEncoding.utf8(from) || from.equals("ascii"));
        if (charset.equals("binary")) {
            return binary(call);
        }
        if (!same || arg.kind() != Kind.TEXT || arg.literal()) {
            throw call.refused("text in utf8mb4, utf8mb3 or ascii can be converted USING utf8mb4 or binary.");
        }
        Text text = new Text("utf8mb4", Text.UNKNOWN_COLLATION, Strength.IMPLICIT);
        return call.result(Type.text(text), arg.evaluator());
    }
}
