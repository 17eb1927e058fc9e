// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** LOWER and UPPER, with the letters that servers themselves know; the collations of 2016 know more of them. */
final class CaseTables {
    private static final Map<String, Letters> LOADED = load();

    private CaseTables() {}

    /**
     * One table in both directions, by code point or byte.
     *
     * @param lower holds only what changes
     */
    private record Letters(Map<Integer, Integer> lower, Map<Integer, Integer> upper) {
        Letters() {
            this(new HashMap<>(), new HashMap<>());
        }
    }

    private static Map<String, Letters> load() {
        Map<String, Letters> tables = new HashMap<>();
        for (String name : new String[] {"general", "0900"}) {
            Letters letters = new Letters();
            TableFile.lines("letters_" + name + ".gz", (point, both) -> {
                int from = Integer.parseInt(point, 16);
                int space = both.indexOf(' ');
                letters.lower.put(from, Integer.parseInt(both.substring(0, space), 16));
                letters.upper.put(from, Integer.parseInt(both.substring(space + 1), 16));
            });
            tables.put(name, letters);
        }
        TableFile.lines("letters_single_byte.txt", (charset, both) -> {
            Letters letters = new Letters();
            int space = both.indexOf(' ');
            put(letters.lower, both.substring(0, space));
            put(letters.upper, both.substring(space + 1));
            tables.put(charset, letters);
        });
        return tables;
    }

    private static void put(Map<Integer, Integer> table, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (int i = 0; i < bytes.length; i++) {
            table.put(i, bytes[i] & 0xFF);
        }
    }

    static Typed compile(Call call, boolean upper) {
        Typed text = TextFunctions.text(call.arity(1, 1), 0);
        if (text.isNull()) {
            return call.nothing();
        }
        Text type = text.type().text();
        if (type.binary()) {
            return call.result(text.type(), text.evaluator());
        }
        boolean utf8 = TextEncoding.utf8(type.charset());
        if (utf8 && !type.knownCollation()) {
            throw call.refused(
                    "which letters there are depends on the collation; say which one is meant with COLLATE.");
        }
        String name = !utf8 ? type.charset() : type.collation().contains("_0900_") ? "0900" : "general";
        boolean known = !utf8 || Collations.isKnown(type);
        Letters letters = LOADED.get(name);
        if (letters == null || !known) {
            throw call.refused("its collation " + type.collation() + " is not supported here.");
        }
        Map<Integer, Integer> table = upper ? letters.upper : letters.lower;
        return call.result(text.type(), Conversions.map(text.evaluator(), v -> convert((byte[]) v, table, utf8)));
    }

    private static byte[] convert(byte[] text, Map<Integer, Integer> table, boolean utf8) {
        ByteArrayOutputStream converted = new ByteArrayOutputStream(text.length);
        for (int character : TextEncoding.characters(text, utf8)) {
            int letter = Objects.requireNonNull(table.getOrDefault(character, character));
            if (!utf8 || letter < 128) {
                converted.write(letter);
                continue;
            }
            byte[] bytes = Character.toString(letter).getBytes(StandardCharsets.UTF_8);
            if (converted.size() + bytes.length > text.length) {
                break; // the server's result is no longer than its argument
            }
            converted.writeBytes(bytes);
        }
        return converted.toByteArray();
    }
}
