// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a table of the database {@code app} as the bytes that a server has stored, by their keys: HEX of texts and
 * bytes, the bits of floating-point numbers, and of JSON its text and types.
 */
final class ExactRows {
    private static final int SHOWN = 400;

    /** Places of the catalogue's documents at which a type is looked for. */
    private static final List<String> PLACES = Stream.concat(
                    IntStream.range(0, 12).mapToObj(i -> "$[" + i + "]"),
                    Stream.of("$.a", "$.b", "$.c", "$.d", "$.x", "$.a[0]", "$[2].a"))
            .toList();

    private final String table;
    private final List<String> columns;
    private final String query;
    private final int keyParts;

    private ExactRows(String table, List<String> columns, String query, int keyParts) {
        this.table = table;
        this.columns = columns;
        this.query = query;
        this.keyParts = keyParts;
    }

    /** Reads what to ask from the server's definition of the table. */
    static ExactRows of(MySqlServer server, String table) {
        Map<String, String> texts = new LinkedHashMap<>();
        server.rows("SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'app'"
                        + " AND TABLE_NAME = '" + table + "' ORDER BY ORDINAL_POSITION")
                .forEach(row -> texts.put(row.get(0), text("`" + row.get(0) + "`", row.get(1))));
        List<String> key = server
                .rows("SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = 'app'"
                        + " AND INDEX_NAME = 'PRIMARY' AND TABLE_NAME = '" + table + "' ORDER BY SEQ_IN_INDEX")
                .stream()
                .map(row -> row.get(0))
                .toList();
        List<String> identity = key.isEmpty() ? List.copyOf(texts.keySet()) : key;
        String query = identity.stream().map(texts::get).collect(Collectors.joining(", ", "SELECT ", ", "))
                + String.join(", ", texts.values()) + " FROM app." + table + " ORDER BY "
                + IntStream.rangeClosed(1, identity.size())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "));
        return new ExactRows(table, List.copyOf(texts.keySet()), query, identity.size());
    }

    /** Tells what differs, a line for each value, with table, column and key. */
    List<String> differences(MySqlServer source, MySqlServer target) {
        Map<String, List<String>> expected = read(source);
        Map<String, List<String>> actual = read(target);
        List<String> differences = new ArrayList<>();
        TreeSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            List<String> before = expected.get(key);
            List<String> after = actual.get(key);
            if (before == null || after == null) {
                differences.add(
                        "app." + table + " key " + key + ": only at the " + (after == null ? "source" : "target"));
                continue;
            }
            for (int i = 0; i < columns.size(); i++) {
                if (!before.get(i).equals(after.get(i))) {
                    differences.add("app." + table + " column " + columns.get(i) + " key " + key + ": "
                            + shown(before.get(i), after.get(i)) + " became " + shown(after.get(i), before.get(i)));
                }
            }
        }
        return differences;
    }

    /** Equal rows of a table without key get a number. */
    private Map<String, List<String>> read(MySqlServer server) {
        Map<String, List<String>> rows = new HashMap<>();
        for (List<String> row : server.rows(query)) {
            String key = String.join(",", row.subList(0, keyParts));
            int equal = 1;
            String numbered = key;
            while (rows.containsKey(numbered)) {
                numbered = key + " #" + ++equal;
            }
            rows.put(numbered, row.subList(keyParts, row.size()));
        }
        return rows;
    }

    /** Of long values the place where they differ. */
    private static String shown(String value, String other) {
        if (value.length() <= SHOWN) {
            return value;
        }
        int at = 0;
        while (at < value.length() && at < other.length() && value.charAt(at) == other.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - SHOWN / 2);
        return "(" + value.length() + " characters) ..." + value.substring(from, Math.min(value.length(), from + SHOWN))
                + "...";
    }

    private static String text(String column, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "float", "double" -> "HEX(ST_AsBinary(POINT(" + column + ", 0)))";
            case "tinyint",
                    "smallint",
                    "mediumint",
                    "int",
                    "bigint",
                    "decimal",
                    "year",
                    "date",
                    "time",
                    "datetime",
                    "timestamp" -> "HEX(CAST(" + column + " AS CHAR))";
            case "enum", "set" -> "CONCAT(CAST(" + column + " AS UNSIGNED), ':', HEX(" + column + "))";
            case "json" -> json(column);
            default -> "HEX(" + column + ")";
        };
    }

    private static String json(String column) {
        String types = PLACES.stream()
                .map(place -> ", JSON_TYPE(JSON_EXTRACT(" + column + ", '" + place + "'))")
                .collect(Collectors.joining());
        return "IF(" + column + " IS NULL, NULL, CONCAT_WS(' ', JSON_TYPE(" + column + ")" + types + ", HEX(CAST("
                + column + " AS CHAR CHARACTER SET utf8mb4))))";
    }
}
