// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** A column of a wide table: its definition and how a value is written. */
record WideColumn(String definition, Function<Random, String> value) {
    /** With {@code id} and {@code k}, tables have 60. */
    static final int COLUMNS = 58;

    private static final List<WideColumn> TYPES = List.of(
            new WideColumn("INT", random -> "" + random.nextInt()),
            new WideColumn("VARCHAR(40)", random -> quoted(RowForm.text(random, random.nextInt(40)))),
            new WideColumn("BIGINT UNSIGNED", random -> Long.toUnsignedString(random.nextLong())),
            new WideColumn("DECIMAL(12,2)", random -> random.nextInt(1_000_000_000) + "." + (10 + random.nextInt(90))),
            new WideColumn(
                    "DATETIME(3)", random -> quoted(date(random) + " 12:34:" + (10 + random.nextInt(50)) + ".123")),
            new WideColumn("TINYINT", random -> "" + (random.nextInt(256) - 128)),
            new WideColumn("DOUBLE", random -> "" + random.nextInt() / 128.0),
            new WideColumn("CHAR(10) CHARACTER SET utf8mb4", random -> quoted(RowForm.text(random, 10))),
            new WideColumn(
                    "TIMESTAMP(6) NULL", random -> quoted(date(random) + " 01:02:03.45678" + random.nextInt(10))),
            new WideColumn("SMALLINT UNSIGNED", random -> "" + random.nextInt(65_536)),
            new WideColumn("DATE", random -> quoted(date(random))),
            new WideColumn("ENUM('new','paid','sent','back')", random -> "" + (1 + random.nextInt(4))),
            new WideColumn("VARBINARY(16)", random -> "X'" + HexFormat.of().toHexDigits(random.nextLong()) + "'"),
            new WideColumn("MEDIUMINT", random -> "" + (random.nextInt(1 << 24) - (1 << 23))),
            new WideColumn("SET('a','b','c','d')", random -> "" + random.nextInt(16)),
            new WideColumn("FLOAT", random -> "" + random.nextInt(100_000) / 64.0),
            new WideColumn("TIME", random -> "'" + (10 + random.nextInt(14)) + ":00:59'"),
            new WideColumn("BIT(12)", random -> "" + random.nextInt(4096)),
            new WideColumn("YEAR", random -> "" + (1990 + random.nextInt(50))),
            new WideColumn("TEXT", random -> quoted(RowForm.text(random, random.nextInt(60)))));

    /** Returns the column at this place; the types follow each other in turn. */
    static WideColumn of(int place) {
        return TYPES.get(place % TYPES.size());
    }

    void write(StringBuilder sql, Random random) {
        sql.append(value.apply(random));
    }

    private static String date(Random random) {
        return LocalDate.of(2020, 1, 1).plusDays(random.nextInt(2_000)).toString();
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
