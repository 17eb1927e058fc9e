// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Lengths, parts and joins of texts. */
final class TextFunctions {
    private TextFunctions() {}

    static void register(Map<String, Operation> operations) {
        operations.put("LENGTH", call -> measured(call, (text, utf8) -> text.length));
        operations.put("OCTET_LENGTH", call -> measured(call, (text, utf8) -> text.length));
        operations.put("BIT_LENGTH", call -> measured(call, (text, utf8) -> text.length * 8L));
        operations.put("CHAR_LENGTH", call -> measured(call, TextEncoding::length));
        operations.put("CHARACTER_LENGTH", call -> measured(call, TextEncoding::length));
        operations.put("ASCII", call -> measured(call, (text, utf8) -> text.length == 0 ? 0 : text[0] & 0xFF));
        operations.put("LEFT", call -> part(call.arity(2, 2), TextFunctions::left));
        operations.put("RIGHT", call -> part(call.arity(2, 2), TextFunctions::right));
        for (String name : List.of("SUBSTRING", "SUBSTR", "MID")) {
            operations.put(name, call -> part(call.arity(2, 3), TextFunctions::substring));
        }
        operations.put("CONCAT", TextFunctions::concat);
        operations.put("LTRIM", call -> trim(call.arity(1, 1), true, false));
        operations.put("RTRIM", call -> trim(call.arity(1, 1), false, true));
        operations.put("TRIM", TextFunctions::trim);
        operations.put("LOWER", call -> CaseTables.compile(call, false));
        operations.put("LCASE", call -> CaseTables.compile(call, false));
        operations.put("UPPER", call -> CaseTables.compile(call, true));
        operations.put("UCASE", call -> CaseTables.compile(call, true));
        operations.put("HEX", TextFunctions::hex);
    }

    @FunctionalInterface
    private interface Measure {
        long of(byte[] text, boolean utf8);
    }

    /** A part of a text; {@code length} is the greatest number when there is none. */
    @FunctionalInterface
    private interface Part {
        byte[] of(byte[] text, long position, long length, boolean utf8);
    }

    /** Returns a text argument, whatever type the value has. */
    static Typed text(Call call, int arg) {
        Typed text = Conversions.text(call.arg(arg));
        if (!text.isNull()) {
            Conversions.refuseStrange(text);
        }
        return text;
    }

    static boolean utf8(Typed text) {
        return TextEncoding.utf8(text.type().text().charset());
    }

    private static Typed measured(Call call, Measure measure) {
        Typed text = text(call.arity(1, 1), 0);
        boolean utf8 = utf8(text);
        return call.result(Type.count(10), Conversions.map(text.evaluator(), v -> measure.of((byte[]) v, utf8)));
    }

    private static Typed part(Call call, Part part) {
        if (call.anyNull()) {
            return call.nothing();
        }
        Typed text = text(call, 0);
        boolean utf8 = utf8(text);
        Evaluator from = position(call, 1);
        Evaluator count = call.size() < 3 ? row -> Long.MAX_VALUE : position(call, 2);
        return call.result(derived(text), row -> {
            Object value = text.evaluator().of(row);
            Object start = from.of(row);
            Object wanted = count.of(row);
            return value == null || start == null || wanted == null
                    ? null
                    : part.of((byte[]) value, (Long) start, (Long) wanted, utf8);
        });
    }

    private static Evaluator position(Call call, int arg) {
        Typed position = Conversions.integer(call.arg(arg));
        if (position.type().huge()) {
            throw call.refused("positions must be signed numbers.");
        }
        return position.evaluator();
    }

    private static Type derived(Typed text) {
        return Type.text(text.type().text());
    }

    private static byte[] left(byte[] text, long count, long unused, boolean utf8) {
        return count <= 0 ? new byte[0] : Arrays.copyOf(text, TextEncoding.offset(text, count, utf8));
    }

    private static byte[] right(byte[] text, long count, long unused, boolean utf8) {
        int length = TextEncoding.length(text, utf8);
        if (count <= 0) {
            return new byte[0];
        }
        return Arrays.copyOfRange(text, TextEncoding.offset(text, Math.max(0, length - count), utf8), text.length);
    }

    private static byte[] substring(byte[] text, long position, long count, boolean utf8) {
        int length = TextEncoding.length(text, utf8);
        long start = position > 0 ? position - 1 : position == 0 ? -1 : length + position;
        if (start < 0 || start >= length || count <= 0) {
            return new byte[0];
        }
        int from = TextEncoding.offset(text, start, utf8);
        int to = count >= length - start ? text.length : TextEncoding.offset(text, start + count, utf8);
        return Arrays.copyOfRange(text, from, to);
    }

    private static Typed concat(Call call) {
        if (call.arity(1, Integer.MAX_VALUE).anyNull()) {
            return call.nothing();
        }
        Texts.Joined joined = Texts.joinAlike(call, call.args());
        Evaluator[] parts = joined.parts().stream().map(Typed::evaluator).toArray(Evaluator[]::new);
        return call.result(Type.text(joined.text()), row -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Evaluator part : parts) {
                byte[] text = (byte[]) part.of(row);
                if (text == null) {
                    return null;
                }
                all.writeBytes(text);
            }
            return all.toByteArray();
        });
    }

    private static Typed trim(Call call) {
        String words = call.term().detail();
        if (call.size() != 1 || words.contains("FROM")) {
            throw call.refused("only TRIM, LTRIM and RTRIM of blanks are supported.");
        }
        return trim(call, !words.contains("TRAILING"), !words.contains("LEADING"));
    }

    private static Typed trim(Call call, boolean leading, boolean trailing) {
        Typed text = text(call, 0);
        return call.result(text.isNull() ? Type.NULL : derived(text), Conversions.map(text.evaluator(), v -> {
            byte[] bytes = (byte[]) v;
            int from = 0;
            int to = bytes.length;
            while (leading && from < to && bytes[from] == ' ') {
                from++;
            }
            while (trailing && to > from && bytes[to - 1] == ' ') {
                to--;
            }
            return Arrays.copyOfRange(bytes, from, to);
        }));
    }

    private static Typed hex(Call call) {
        Typed arg = call.arity(1, 1).arg(0);
        if (arg.kind() == Kind.INT) {
            return call.result(
                    Type.connectionText(),
                    Conversions.map(
                            arg.evaluator(),
                            v -> Conversions.ascii(Long.toHexString((Long) v).toUpperCase(java.util.Locale.ROOT))));
        }
        if (!arg.type().is(Kind.TEXT, Kind.LABELS)) {
            throw call.refused("HEX is supported for whole numbers and texts.");
        }
        Typed text = text(call, 0);
        return call.result(
                Type.connectionText(),
                Conversions.map(
                        text.evaluator(),
                        v -> Conversions.ascii(
                                java.util.HexFormat.of().withUpperCase().formatHex((byte[]) v))));
    }
}
