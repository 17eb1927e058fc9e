// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Texts in every character set and every collation that a server has, as it tells them itself: as values, as keys, and
 * for sets of several bytes all characters of one and two bytes. Bytes are stored as they are, so also those that are no
 * character, as far as the server takes them.
 */
final class TextCatalogue {
    private static final int KEY_PARTS = 12;
    private static final int RANDOM_VALUES = 4;

    /** Broken UTF-8, lone surrogates, unassigned and overlong sequences; a server cuts what it does not take. */
    private static final List<String> BROKEN = List.of(
            "61c3",
            "80",
            "ff",
            "eda080",
            "f4908080",
            "8140",
            "a1a1",
            "8fa1a1",
            "81308130",
            "d800",
            "dc00d800",
            "fefe",
            "d83dde00",
            "00110000",
            "0000d800",
            "a2e3",
            "5c",
            "815c5c5c",
            "00",
            "efbfbd",
            "fffd",
            "0000fffd");

    private static final List<String> TEXTS = List.of(
            "''",
            "' '",
            "'a'",
            "'A'",
            "'a '",
            "'it''s \\\\ \\\" % _'",
            "'\u00e4\u00df\u20ac\u03a9\u044f'",
            "'\u4e2d\u6587\u3042\ud55c'",
            "'\uD83D\uDE00e\u0301'",
            "'\u0e01\u05d0\u0627'",
            "'\\0\\n\\r\\Z\\t\\b'");

    /** Characters for labels; each set takes those that it has. */
    private static final List<String> LETTERS = List.of(
            "\u00e4", "\u00df", "\u20ac", "\u03a9", "\u044f", "\u4e2d", "\u3042", "\ud55c", "\u0e01", "\u05d0",
            "\u0627");

    /** The 0 is stored by a lax session, which warns: of it, and of looking for a key that is broken or deprecated. */
    private static final ValueColumn LABEL = ValueColumn.of("ENUM('a','b')", "0", "'b'", "'a'", "0");

    private final MySqlServer server;
    private final Random random;
    private final Map<String, List<String>> collations = new LinkedHashMap<>();

    TextCatalogue(MySqlServer server, long seed) {
        this.server = server;
        this.random = new Random(seed);
        server.rows("SELECT CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATIONS"
                        + " WHERE CHARACTER_SET_NAME <> 'binary' ORDER BY CHARACTER_SET_NAME, ID")
                .forEach(row -> collations
                        .computeIfAbsent(row.get(0), set -> new ArrayList<>())
                        .add(row.get(1)));
    }

    List<ValueTable> tables() {
        List<ValueTable> tables = new ArrayList<>();
        collations.forEach((set, names) -> {
            List<String> values = values(set);
            tables.add(ValueTable.of("text_" + set, columns(set, names, values)));
            List<String> keys = keyValues(values);
            for (int from = 0; from < names.size(); from += KEY_PARTS) {
                List<String> part = names.subList(from, Math.min(names.size(), from + KEY_PARTS));
                List<ValueColumn> columns = new ArrayList<>(part.stream()
                        .map(name -> ValueColumn.of("VARCHAR(8)" + in(set, name), keys))
                        .toList());
                columns.add(LABEL);
                tables.add(ValueTable.keyed("textkey_" + set + from, columns));
            }
            if (names.size() > 1) {
                tables.add(ValueTable.keyed(
                        "textkey_" + set, List.of(ValueColumn.of("CHAR(8)" + in(set, names.get(0)), keys))));
            }
        });
        tables.add(ValueTable.keyed(
                "textkey_broken",
                List.of(ValueColumn.of("VARCHAR(8) CHARACTER SET swe7", "x'f0f1f2f3'", "'a'", "x'80ff'"), LABEL)));
        return tables;
    }

    /** Names of tables with a column {@code v} that holds every character of one or two bytes. */
    List<String> everyCharacter() {
        return severalBytes().stream().map(set -> "every_" + set).toList();
    }

    private Set<String> severalBytes() {
        return server
                .rows("SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS WHERE MAXLEN > 1 ORDER BY 1")
                .stream()
                .map(row -> row.get(0))
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    /** Statements that make and fill those tables, out of a table of numbers that is gone afterwards. */
    List<String> createEveryCharacter() {
        String digits = IntStream.range(0, 16)
                .mapToObj(i -> "SELECT " + i + " AS d")
                .collect(Collectors.joining(" UNION ALL "));
        List<String> statements = new ArrayList<>(List.of(
                ValueTable.LAX,
                "SET SESSION group_concat_max_len = 1000000",
                "CREATE TABLE app.digit (d INT)",
                "INSERT INTO app.digit " + digits,
                "CREATE TABLE app.number (n INT PRIMARY KEY)",
                "INSERT INTO app.number SELECT a.d * 4096 + b.d * 256 + c.d * 16 + d.d AS n"
                        + " FROM app.digit a, app.digit b, app.digit c, app.digit d"));
        for (String set : severalBytes()) {
            boolean unicode = set.startsWith("utf") || set.equals("ucs2");
            String character = unicode
                    ? "CONVERT(CHAR(n USING ucs2) USING " + set + ")"
                    : "CONVERT(UNHEX(HEX(n)) USING " + set + ")";
            String table = "app.every_" + set;
            statements.add("CREATE TABLE " + table + " (id INT PRIMARY KEY, v TEXT CHARACTER SET " + set + ")");
            statements.add(every(table, "n DIV 64", character));
            if (unicode && !set.equals("ucs2") && !set.equals("utf8mb3") && !set.equals("utf8")) {
                statements.add(every(
                        table,
                        "2000 + n DIV 64",
                        "CONVERT(CHAR(65536 + n * 16 + n % 16 USING utf32) USING " + set + ")"));
            }
            if (set.equals("ujis") || set.equals("eucjpms")) {
                statements.add(every(table, "2000 + n DIV 64", "CONVERT(UNHEX(HEX(9371648 + n)) USING " + set + ")"));
            }
            if (set.equals("gb18030")) {
                statements.add(every(
                        table, "2000 + n DIV 64", "CONVERT(CONVERT(CHAR(n USING ucs2) USING utf8mb4) USING gb18030)"));
            }
        }
        statements.add("DROP TABLE app.digit");
        statements.add("DROP TABLE app.number");
        return statements;
    }

    private static String every(String table, String group, String character) {
        return "INSERT INTO " + table + " SELECT " + group + ", GROUP_CONCAT(" + character
                + " ORDER BY n SEPARATOR '') FROM app.number GROUP BY 1";
    }

    private static String in(String set, String collation) {
        return " CHARACTER SET " + set + " COLLATE " + collation;
    }

    private List<ValueColumn> columns(String set, List<String> names, List<String> values) {
        List<ValueColumn> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(ValueColumn.of("VARCHAR(16)" + in(set, name), values));
        }
        for (String type : List.of("CHAR(16)", "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT")) {
            columns.add(ValueColumn.of(type + in(set, names.get(0)), values));
        }
        List<String> labels = labels(set);
        for (String type : List.of("ENUM", "SET")) {
            // 5.7 breaks labels of several bytes a character that two columns have in common.
            labels.add(type.toLowerCase(Locale.ROOT));
            columns.add(ValueColumn.of(
                    type + labels.stream().collect(Collectors.joining("','", "('", "')")) + in(set, names.get(0)),
                    IntStream.rangeClosed(0, labels.size())
                            .mapToObj(Integer::toString)
                            .toList()));
        }
        return columns;
    }

    private List<String> labels(String set) {
        String query = LETTERS.stream()
                .map(letter -> "BINARY CONVERT(CONVERT('" + letter + "' USING " + set + ") USING utf8mb4) = BINARY '"
                        + letter + "'")
                .collect(Collectors.joining(", ", "SELECT ", ""));
        List<String> known = server.rows(query).get(0);
        List<String> labels = new ArrayList<>(List.of("z"));
        for (int i = 0; i < LETTERS.size(); i++) {
            if (known.get(i).equals("1")) {
                labels.add(LETTERS.get(i));
            }
        }
        return labels;
    }

    private List<String> values(String set) {
        List<String> values = new ArrayList<>(TEXTS);
        boolean single = !severalBytes().contains(set);
        if (single) {
            for (int from = 0; from < 256; from += 16) {
                values.add(IntStream.range(from, from + 16)
                        .mapToObj("%02x"::formatted)
                        .collect(Collectors.joining("", "x'", "'")));
            }
        } else {
            BROKEN.forEach(hex -> values.add("x'" + hex + "'"));
            for (int i = 0; i < RANDOM_VALUES; i++) {
                values.add("x'"
                        + random.ints(8, 0, 256).mapToObj("%02x"::formatted).collect(Collectors.joining())
                        + "'");
            }
        }
        return values;
    }

    private static List<String> keyValues(List<String> values) {
        List<String> keys = new ArrayList<>(values.subList(0, TEXTS.size() - 1));
        for (int i = TEXTS.size(); i < values.size(); i++) {
            String hex = values.get(i).substring(2, values.get(i).length() - 1);
            for (int from = 0; from < hex.length(); from += 16) {
                keys.add("x'" + hex.substring(from, Math.min(hex.length(), from + 16)) + "'");
            }
        }
        return keys;
    }
}
