// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table and, for each of its columns, an SQL expression whose text says the stored value exactly. */
record TableImage(String database, String table, List<String> columns, List<String> texts) {

    static TableImage read(MySqlServer server, String database, String table) {
        List<List<String>> found = server.rows(
                "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION"
                        .formatted(literal(database), literal(table)));
        if (found.isEmpty()) {
            throw new AssertionError(server + " has no table " + database + "." + table);
        }
        return new TableImage(
                database,
                table,
                found.stream().map(row -> row.get(0)).toList(),
                found.stream().map(row -> text(quoted(row.get(0)), row.get(1))).toList());
    }

    /** Tables without views; ordered by name. */
    static List<String> names(MySqlServer server, String database) {
        return server
                .rows(
                        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA = "
                                + literal(database) + " ORDER BY BINARY TABLE_NAME")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** Number of rows and two sums over all values; equal for equal content in any order. */
    String checksum(MySqlServer server) {
        String row = "CONCAT_WS('|', " + String.join(", ", texts) + ")";
        // SHA2, because 9.x has no MD5 of its own.
        return server.rows("SELECT COUNT(*), COALESCE(SUM(CRC32(%1$s)), 0),".formatted(row)
                        + " COALESCE(BIT_XOR(CAST(CONV(LEFT(SHA2(%1$s, 256), 15), 16, 10) AS UNSIGNED)), 0) FROM %2$s"
                                .formatted(row, qualified()))
                .toString();
    }

    /** All rows as texts, ordered by key, or by all columns when there is none. */
    List<List<String>> rows(MySqlServer server) {
        List<String> key = key(server);
        List<String> order = key.isEmpty() ? columns : key;
        String by =
                order.stream().map(column -> texts.get(columns.indexOf(column))).collect(Collectors.joining(", "));
        return server.rows("SELECT " + String.join(", ", texts) + " FROM " + qualified() + " ORDER BY " + by);
    }

    List<String> key(MySqlServer server) {
        return server
                .rows(
                        "SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE INDEX_NAME = 'PRIMARY' AND TABLE_SCHEMA = "
                                + literal(database) + " AND TABLE_NAME = " + literal(table) + " ORDER BY SEQ_IN_INDEX")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    String qualified() {
        return quoted(database) + "." + quoted(table);
    }

    /** A row for people: {@code id=1, name=C3A4}. */
    String describe(List<String> row) {
        return Stream.iterate(0, index -> index + 1)
                .limit(columns.size())
                .map(index -> columns.get(index) + "=" + row.get(index))
                .collect(Collectors.joining(", "));
    }

    /** Rows of one side that the other has not, each as often as it is missing. */
    static List<List<String>> without(List<List<String>> rows, List<List<String>> others) {
        Map<List<String>, Long> left = new HashMap<>();
        others.forEach(row -> left.merge(row, 1L, Long::sum));
        List<List<String>> missing = new ArrayList<>();
        for (List<String> row : rows) {
            if (left.merge(row, -1L, Long::sum) < 0) {
                missing.add(row);
            }
        }
        return missing;
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static String text(String column, String type) {
        String text = switch (type.toLowerCase(Locale.ROOT)) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "double", "year" -> cast(column);
            case "date", "time", "datetime" -> cast(column);
            case "timestamp" -> cast("UNIX_TIMESTAMP(" + column + ")"); // the same in every time zone
            case "float" -> cast(column + " + 0e0"); // as a double all digits are shown
            case "bit", "enum", "set" -> cast(column + " + 0"); // the number inside, labels apart
            case "json" -> "HEX(CAST(" + column + " AS CHAR))";
            default -> "HEX(" + column + ")";
        };
        return "IFNULL(" + text + ", 'NULL')";
    }

    private static String cast(String expression) {
        return "CAST(" + expression + " AS CHAR)";
    }
}
