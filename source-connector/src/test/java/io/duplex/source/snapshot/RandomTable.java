// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** A table with columns of random types, and random rows in it. */
final class RandomTable {
    private static final String[] NUMBERS = {
        "TINYINT", "TINYINT UNSIGNED", "SMALLINT", "MEDIUMINT UNSIGNED", "INT", "INT UNSIGNED", "BIGINT",
        "BIGINT UNSIGNED", "DECIMAL(10,2)", "DECIMAL(20,6)", "DECIMAL(5,0) UNSIGNED", "DECIMAL(40,10)", "DOUBLE",
                "FLOAT",
        "BIT(5)", "BIT(64)", "YEAR", "BOOLEAN", "INT(8) ZEROFILL", "DECIMAL(12,3) UNSIGNED"
    };
    private static final String[] TEXTS = {
        "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
        "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
        "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        "CHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
        "TEXT CHARACTER SET utf8 COLLATE utf8_general_ci",
        "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
        "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_general_cs",
        "VARCHAR(20) CHARACTER SET ascii COLLATE ascii_general_ci",
        "VARCHAR(20) CHARACTER SET cp1251 COLLATE cp1251_general_ci",
        "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_czech_ci",
        "VARCHAR(20) CHARACTER SET ucs2 COLLATE ucs2_unicode_ci",
        "VARCHAR(20) CHARACTER SET gbk COLLATE gbk_chinese_ci",
        "CHAR(12) CHARACTER SET sjis COLLATE sjis_bin",
        "VARBINARY(20)",
        "BINARY(4)",
        "BLOB"
    };
    private static final String NEW_TEXT = "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";
    private static final String[] LABELS = {
        "ENUM('a','B','x y','1','10')",
        "SET('a','b','c','d')",
        "ENUM('é','ss','ß') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    };
    private static final String[] DATES = {"DATE", "DATETIME", "DATETIME(6)", "TIMESTAMP NULL", "TIMESTAMP(3) NULL"};
    private static final String[] TIMES = {"TIME", "TIME(3)", "TIME(6)"};

    private final Random random;
    private final List<String> types = new ArrayList<>();

    private RandomTable(MySqlVersion version, Random random) {
        this.random = random;
        add(5, NUMBERS);
        add(3, TEXTS);
        if (version != MySqlVersion.V5_7) {
            types.add(NEW_TEXT);
        }
        add(2, LABELS);
        add(3, DATES);
        add(2, TIMES);
        types.add("JSON");
    }

    private void add(int count, String... among) {
        for (int i = 0; i < count; i++) {
            types.add(among[random.nextInt(among.length)]);
        }
    }

    static void create(MySqlServer server, String table, int rows, Random random) {
        RandomTable made = new RandomTable(server.version(), random);
        StringBuilder columns = new StringBuilder("id INT PRIMARY KEY");
        for (int i = 0; i < made.types.size(); i++) {
            String type = made.types.get(i);
            boolean filled = random.nextInt(4) == 0 && !type.contains("NULL");
            columns.append(", c").append(i).append(' ').append(type).append(filled ? " NOT NULL" : "");
        }
        List<String> inserts = new ArrayList<>(List.of(
                "SET SESSION sql_mode=''", "CREATE TABLE " + table + " (" + columns + ") DEFAULT CHARSET utf8mb4"));
        for (int id = 1; id <= rows; id++) {
            String values = made.types.stream().map(made::value).collect(Collectors.joining(", "));
            inserts.add("INSERT IGNORE INTO " + table + " VALUES (" + id + ", " + values + ")");
        }
        server.execute(inserts.toArray(String[]::new));
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    private String value(String type) {
        if (random.nextInt(8) == 0) {
            return "NULL";
        }
        if (type.startsWith("TIMESTAMP")) {
            return pick(
                    "'2020-02-29 10:20:30.123456'",
                    "'1970-01-01 00:00:01'",
                    "'0000-00-00'",
                    "'2019-12-31 23:59:59.999'",
                    "'2038-01-19 03:14:07'",
                    random("'20%02d-%02d-%02d %02d:00:00'", 30, 12, 28, 23));
        }
        if (type.startsWith("DATE")) {
            return pick(
                    "'2020-02-29 10:20:30.123456'",
                    "'0000-00-00'",
                    "'2019-00-00'",
                    "'9999-12-31 23:59:59'",
                    "'1000-01-01'",
                    "'2020-02-29'",
                    "'0001-01-01'",
                    "'0000-06-15'",
                    random("'20%02d-%02d-%02d %02d:00:00'", 30, 12, 28, 23));
        }
        if (type.startsWith("TIME")) {
            return pick(
                    "'10:20:30'",
                    "'-01:00:00'",
                    "'838:59:59'",
                    "'00:00:00.5'",
                    "'10:20:30.123456'",
                    random("'%02d:%02d:%02d.%d'", 99, 59, 59, 999));
        }
        if (type.equals("JSON")) {
            return pick(
                    "'{\"a\": 1, \"b\": \"abc\"}'", "'[1, 2.5, null]'", "'\"é\"'", "'{\"a\": {\"b\": true}}'", "'0'");
        }
        if (type.startsWith("ENUM")) {
            return pick("1", "2", "3", "'a'", "'zzz'");
        }
        if (type.startsWith("SET")) {
            return pick("0", "1", "5", "'b,c'", "15");
        }
        if (type.contains("CHAR")
                || type.contains("TEXT")
                || (type.contains("B") && !type.matches(".*(BIT|BOOL|UB|BIGINT|DOUBLE).*"))) {
            return text();
        }
        return number(type);
    }

    private String random(String format, int... limits) {
        Object[] values = new Object[limits.length];
        for (int i = 0; i < limits.length; i++) {
            values[i] = 1 + random.nextInt(limits[i]);
        }
        return String.format(java.util.Locale.ROOT, format, values);
    }

    private String number(String type) {
        if (type.equals("YEAR")) {
            return pick("0", "2000", "2019", "1901", "2155");
        }
        if (type.startsWith("DOUBLE") || type.startsWith("FLOAT")) {
            return pick("0", "1.5", "-1e10", "1e-5", "0.1", "-0.0", "3", "123456.789", "1e30");
        }
        return pick(
                "0",
                "1",
                "-1",
                "2",
                "3",
                "7",
                "12",
                "100",
                "127",
                "128",
                "255",
                "256",
                "-129",
                "65535",
                "2147483647",
                "4294967295",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "-9223372036854775808",
                "1.5",
                "-2.25",
                "99999.99",
                "0.01",
                "123456789.123456",
                String.valueOf(random.nextInt(2000) - 1000));
    }

    private String text() {
        if (random.nextInt(4) == 0) {
            StringBuilder text = new StringBuilder("'");
            for (int i = random.nextInt(5); i >= 0; i--) {
                int code = random.nextInt(3) == 0 ? 0x80 + random.nextInt(0x2FF80) : 0x20 + random.nextInt(0x60);
                if (Character.isValidCodePoint(code)
                        && code != '\''
                        && code != '\\'
                        && (code < 0xD800 || code > 0xDFFF)) {
                    text.appendCodePoint(code);
                }
            }
            return text.append('\'').toString();
        }
        return pick(
                "'a'",
                "'A'",
                "'abc'",
                "'ABC'",
                "'abc '",
                "''",
                "' '",
                "'é'",
                "'É'",
                "'e'",
                "'straße'",
                "'STRASSE'",
                "'1'",
                "'12abc'",
                "' 7'",
                "'-3.5e1x'",
                "'z'",
                "'%'",
                "'a_b'",
                "'b,c'",
                "'日本'",
                "'😀'",
                "'ａ'",
                "'a\\0'",
                "'\\t'",
                "'привет'",
                "'ПРИВЕТ'",
                "'a\\\\b'",
                "'1e400'",
                "'18446744073709551615'",
                "'-1'",
                "'.5'",
                "'İ'",
                "'Ⱥ'");
    }
}
