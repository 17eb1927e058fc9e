// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Type.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** LIKE with a literal pattern. */
final class Like {
    private static final int ANY = -1;
    private static final int ONE = -2;

    private Like() {}

    static void register(Map<String, Operation> operations) {
        operations.put("LIKE", Like::compile);
    }

    private static Typed compile(Call call) {
        if (call.arg(0).isNull() || call.arg(1).isNull()) {
            return call.nothing();
        }
        if (!call.arg(0).type().is(Kind.TEXT, Kind.LABELS)
                || !call.arg(1).literal()
                || call.arg(1).kind() != Kind.TEXT) {
            throw call.refused("LIKE compares a text with a literal pattern.");
        }
        Texts.Joined joined = Texts.join(call, List.of(call.arg(0), call.arg(1)));
        Collation collation = Collations.of(call, joined.text());
        byte[] pattern = (byte[]) joined.parts().get(1).value();
        requireKnownPlanes(call, joined, pattern == null ? new byte[0] : pattern);
        int escape = call.size() == 3 ? escape(call, call.arg(2)) : '\\';
        int[] wanted = pattern(pattern == null ? new byte[0] : pattern, escape, collation, joined.utf8());
        return call.result(
                Type.TRUTH,
                Conversions.map(
                        joined.parts().get(0).evaluator(),
                        v -> Logic.of(matches(collation.units((byte[]) v), wanted))));
    }

    /** Collations before 0900 give all characters above U+FFFF one weight, but LIKE does not go by it alone. */
    private static void requireKnownPlanes(Call call, Texts.Joined joined, byte[] pattern) {
        String collation = joined.text().collation();
        if (collation.endsWith("_bin") || collation.contains("_0900_")) {
            return;
        }
        for (int character : TextEncoding.characters(pattern, joined.utf8())) {
            if (character > Character.MAX_VALUE) {
                throw call.refused("characters above U+FFFF under " + collation
                        + " match differently than they compare; use = or LEFT(), or a _bin collation.");
            }
        }
    }

    private static int escape(Call call, Typed given) {
        Object value = given.constant() ? given.value() : null;
        if (!(value instanceof byte[] text) || text.length != 1 || text[0] < 0 || text[0] == '%' || text[0] == '_') {
            throw call.refused("ESCAPE takes one ASCII character that is no wildcard.");
        }
        return text[0];
    }

    private static int[] pattern(byte[] pattern, int escape, Collation collation, boolean utf8) {
        int[] characters = TextEncoding.characters(pattern, utf8);
        int[] units = collation.units(pattern);
        int[] wanted = new int[characters.length];
        int count = 0;
        for (int i = 0; i < characters.length; i++) {
            if (characters[i] == escape && i + 1 < characters.length) {
                i++;
                wanted[count++] = units[i];
            } else {
                wanted[count++] = characters[i] == '%' ? ANY : characters[i] == '_' ? ONE : units[i];
            }
        }
        return Arrays.copyOf(wanted, count);
    }

    /** Goes back to the last {@code %} when the rest does not fit. */
    private static boolean matches(int[] text, int[] pattern) {
        int at = 0;
        int wanted = 0;
        int star = -1;
        int retry = 0;
        while (at < text.length) {
            if (wanted < pattern.length && pattern[wanted] == ANY) {
                star = wanted++;
                retry = at;
            } else if (wanted < pattern.length && (pattern[wanted] == ONE || pattern[wanted] == text[at])) {
                wanted++;
                at++;
            } else if (star >= 0) {
                wanted = star + 1;
                at = ++retry;
            } else {
                return false;
            }
        }
        while (wanted < pattern.length && pattern[wanted] == ANY) {
            wanted++;
        }
        return wanted == pattern.length;
    }
}
