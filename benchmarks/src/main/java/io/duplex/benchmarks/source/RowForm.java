// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the rows of a workload are: columns behind {@code id} and {@code k}, and a row of them. */
public enum RowForm {
    /** Four columns, 192 bytes, as sysbench has them. */
    NARROW(5_000) {
        @Override
        String columns() {
            return "c CHAR(120) NOT NULL DEFAULT '', pad CHAR(60) NOT NULL DEFAULT ''";
        }

        @Override
        void values(StringBuilder sql, Random random) {
            sql.append('\'')
                    .append(text(random, 119))
                    .append("','")
                    .append(text(random, 59))
                    .append('\'');
        }
    },
    /** 60 columns of mixed types, some of them NULL. */
    WIDE(500) {
        @Override
        String columns() {
            return IntStream.range(0, WideColumn.COLUMNS)
                    .mapToObj(
                            column -> "w" + column + " " + WideColumn.of(column).definition())
                    .collect(Collectors.joining(","));
        }

        @Override
        void values(StringBuilder sql, Random random) {
            for (int column = 0; column < WideColumn.COLUMNS; column++) {
                sql.append(column == 0 ? "" : ",");
                if (random.nextInt(10) == 0) {
                    sql.append("NULL");
                } else {
                    WideColumn.of(column).write(sql, random);
                }
            }
        }
    },
    /** A nested JSON document of about 700 bytes, a small one, and 1 KiB of bytes. */
    DOCUMENTS(200) {
        @Override
        String columns() {
            return "doc JSON, labels JSON, attachment BLOB";
        }

        @Override
        void values(StringBuilder sql, Random random) {
            sql.append("'{\"order\":").append(random.nextInt(1_000_000)).append(",\"customer\":{\"name\":\"");
            sql.append(text(random, 24)).append("\",\"vip\":").append(random.nextBoolean());
            sql.append(",\"score\":").append(random.nextInt(1000) / 8.0).append("},\"lines\":[");
            for (int line = 0; line < 6; line++) {
                sql.append(line == 0 ? "" : ",").append("{\"sku\":\"").append(text(random, 12));
                sql.append("\",\"quantity\":").append(1 + random.nextInt(9));
                sql.append(",\"price\":").append(random.nextInt(100_000) / 4.0);
                sql.append(",\"note\":").append(line % 2 == 0 ? "null" : "\"" + text(random, 40) + "\"");
                sql.append('}');
            }
            sql.append("]}','[\"")
                    .append(text(random, 8))
                    .append("\",")
                    .append(random.nextInt(100))
                    .append("]',X'");
            byte[] bytes = new byte[1024];
            random.nextBytes(bytes);
            sql.append(HexFormat.of().formatHex(bytes)).append('\'');
        }
    };

    private final int rowsOfOneStatement;

    RowForm(int rowsOfOneStatement) {
        this.rowsOfOneStatement = rowsOfOneStatement;
    }

    /** Returns the definitions of the columns behind the first two. */
    abstract String columns();

    /** Appends values of those columns. */
    abstract void values(StringBuilder sql, Random random);

    int rowsOfOneStatement() {
        return rowsOfOneStatement;
    }

    /** Returns the statement that creates a table of such rows. */
    public String createTable(String table) {
        return "CREATE TABLE " + table + " (id INT NOT NULL PRIMARY KEY, k INT NOT NULL DEFAULT 0, " + columns()
                + ") CHARACTER SET latin1";
    }

    /** Returns a statement that inserts rows from an id on. */
    public String insert(String table, long first, int count) {
        Random random = new Random(first);
        StringBuilder sql = new StringBuilder("INSERT INTO ").append(table).append(" VALUES ");
        for (int row = 0; row < count; row++) {
            sql.append(row == 0 ? "(" : ",(")
                    .append(first + row)
                    .append(',')
                    .append(random.nextInt())
                    .append(',');
            values(sql, random);
            sql.append(')');
        }
        return sql.toString();
    }

    /** Returns digits with a hyphen now and then. */
    public static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append((char) (text.length() % 12 == 11 ? '-' : '0' + random.nextInt(10)));
        }
        return text.toString();
    }
}
