// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.List;
import java.util.Random;

/** Makes what stands behind a column's name, by chance: any type and synonym with any attributes. */
final class RandomColumns {
    private static final List<String> NUMBERS = List.of(
            "INT",
            "BIGINT UNSIGNED",
            "TINYINT(1)",
            "MEDIUMINT(5) ZEROFILL",
            "INT3",
            "MIDDLEINT UNSIGNED",
            "INT8",
            "BOOL",
            "DECIMAL(10,3)",
            "DEC",
            "FIXED(7)",
            "NUMERIC(4,4) UNSIGNED",
            "FLOAT(30)",
            "FLOAT(7,3)",
            "REAL",
            "DOUBLE",
            "DOUBLE PRECISION",
            "BIT(9)",
            "BIT",
            "YEAR");

    private static final List<String> TIMES =
            List.of("DATE", "TIME(2)", "TIME", "DATETIME(6)", "DATETIME", "TIMESTAMP", "TIMESTAMP(3)");

    private static final List<String> TEXTS = List.of(
            "CHAR",
            "CHAR(7)",
            "VARCHAR(30)",
            "VARCHAR(300)",
            "CHARACTER VARYING(9)",
            "VARCHAR(20000)",
            "TEXT",
            "TEXT(300)",
            "TEXT(70000)",
            "TINYTEXT",
            "MEDIUMTEXT",
            "LONG VARCHAR",
            "LONGTEXT",
            "ENUM('a','b')",
            "ENUM('aaa','it''s')",
            "SET('x','y','z')");

    private static final List<String> OTHERS = List.of(
            "NCHAR(5)",
            "NATIONAL VARCHAR(8)",
            "NVARCHAR(6)",
            "CHAR(4) BYTE",
            "VARCHAR(5) ASCII",
            "VARCHAR(5) UNICODE",
            "VARCHAR(5) BINARY",
            "CHAR(6) COLLATE utf8mb4_bin",
            "BLOB",
            "BLOB(100)",
            "LONG VARBINARY",
            "TINYBLOB",
            "LONGBLOB",
            "BINARY(5)",
            "BINARY",
            "VARBINARY(50)",
            "JSON",
            "POINT",
            "GEOMETRY",
            "POLYGON");

    private final Random random;
    private final List<String> charsets;

    RandomColumns(Random random, List<String> charsets) {
        this.random = random;
        this.charsets = charsets;
    }

    /** Returns a definition; the others are columns that a generated one may be computed of. */
    String next(List<String> others) {
        String nulls = pick(List.of("", "", "", " NULL", " NOT NULL"));
        String tail = rarely(12, " UNIQUE") + rarely(20, " INVISIBLE") + rarely(4, " COMMENT 'it''s'");
        return switch (random.nextInt(5)) {
            case 0 ->
                pick(NUMBERS) + nulls + rarely(3, pick(List.of(" DEFAULT 0", " DEFAULT '1'", " DEFAULT b'1'"))) + tail;
            case 1 -> time() + tail;
            case 2 -> pick(OTHERS) + nulls + tail;
            case 3 ->
                others.isEmpty() || random.nextInt(4) > 0
                        ? pick(NUMBERS) + nulls + tail
                        : pick(NUMBERS) + " AS (" + pick(others) + " IS NULL) " + pick(List.of("STORED", "VIRTUAL", ""))
                                + nulls + tail;
            default ->
                pick(TEXTS)
                        + rarely(3, " CHARACTER SET " + pick(charsets))
                        + nulls
                        + rarely(4, pick(List.of(" DEFAULT 'a'", " DEFAULT ''", " DEFAULT _latin1'x'")))
                        + tail;
        };
    }

    private String time() {
        String type = pick(TIMES);
        String digits = type.contains("(") ? type.substring(type.indexOf('(')) : "";
        String nulls = pick(List.of("", "", " NULL", " NOT NULL"));
        return type
                + nulls
                + rarely(
                        3,
                        pick(List.of(
                                " DEFAULT CURRENT_TIMESTAMP" + digits,
                                " DEFAULT NOW" + (digits.isEmpty() ? "()" : digits) + " ON UPDATE CURRENT_TIMESTAMP"
                                        + digits,
                                " ON UPDATE CURRENT_TIMESTAMP" + digits,
                                " DEFAULT 0",
                                type.startsWith("TIME(") || type.equals("TIME")
                                        ? " DEFAULT '12:34'"
                                        : " DEFAULT '2001-02-03'")));
    }

    private String rarely(int oneIn, String text) {
        return random.nextInt(oneIn) == 0 ? text : "";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
