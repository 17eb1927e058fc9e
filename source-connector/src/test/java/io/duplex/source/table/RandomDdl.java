// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes DDL statements by chance over what tables there are; a server refuses some of them. No ucs2: CONVERT TO leaves
 * the bytes of ENUM labels as they are, so that the server's own labels break, which the model does not copy.
 */
final class RandomDdl {
    private static final List<String> TYPES = List.of(
            "INT",
            "BIGINT UNSIGNED",
            "TINYINT(1)",
            "DECIMAL(10,3)",
            "FLOAT(30)",
            "DOUBLE",
            "BIT(9)",
            "YEAR",
            "DATE",
            "TIME(2)",
            "DATETIME(6)",
            "TIMESTAMP",
            "TIMESTAMP(3)",
            "CHAR(7)",
            "VARCHAR(30)",
            "VARCHAR(300)",
            "TEXT",
            "TEXT(300)",
            "TINYTEXT",
            "MEDIUMTEXT",
            "BLOB",
            "BINARY(5)",
            "VARBINARY(50)",
            "ENUM('a','b')",
            "SET('x','y','z')",
            "JSON",
            "POINT");

    private static final List<String> CHARSETS = List.of("latin1", "utf8", "utf8mb4", "gbk", "binary");

    private final Random random;
    private int names;

    RandomDdl(long seed) {
        this.random = new Random(seed);
    }

    String next(List<TableSchema> tables) {
        if (tables.size() < 3 || random.nextInt(12) == 0) {
            return create(tables);
        }
        TableSchema table = pick(tables);
        String name = table.id().quoted();
        return switch (random.nextInt(14)) {
            case 0 -> "RENAME TABLE " + name + " TO app.t" + names++;
            case 1 -> tables.size() > 6 ? "DROP TABLE " + name : "TRUNCATE " + name;
            case 2 -> "CREATE TABLE app.t" + names++ + " LIKE " + name;
            case 3 -> "CREATE " + chance("UNIQUE ") + "INDEX i" + names++ + " ON " + name + " (" + parts(table) + ")";
            default -> "ALTER TABLE " + name + " " + clauses(table);
        };
    }

    private String create(List<TableSchema> tables) {
        List<String> elements = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            columns.add("c" + i);
            elements.add("c" + i + " " + definition());
        }
        if (random.nextBoolean()) {
            elements.add("PRIMARY KEY (" + pick(columns) + ")");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            elements.add(chance("UNIQUE ") + "KEY (" + pick(columns) + chance("(3)") + ")");
        }
        String options = random.nextInt(3) == 0 ? " DEFAULT CHARSET " + pick(CHARSETS) : "";
        boolean known = !tables.isEmpty() && random.nextInt(6) == 0;
        String name = known ? "IF NOT EXISTS " + pick(tables).id().quoted() : "app.t" + names++;
        return "CREATE TABLE " + name + " (" + String.join(", ", elements) + ")" + options;
    }

    private String definition() {
        String type = pick(TYPES);
        boolean text = type.contains("CHAR") || type.contains("TEXT") || type.startsWith("ENUM");
        String charset = text && random.nextInt(3) == 0 ? " CHARACTER SET " + pick(CHARSETS) : "";
        String nulls = pick(List.of("", "", " NULL", " NOT NULL"));
        return type + charset + nulls + (random.nextInt(12) == 0 ? " UNIQUE" : "") + chance(" COMMENT 'it''s'");
    }

    private String clauses(TableSchema table) {
        List<String> clauses = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            clauses.add(clause(table));
        }
        return String.join(", ", clauses);
    }

    private String clause(TableSchema table) {
        String column = column(table);
        return switch (random.nextInt(13)) {
            case 0, 1 -> "ADD COLUMN n" + names++ + " " + definition() + place(table);
            case 2 -> "DROP COLUMN " + column;
            case 3, 4 -> "MODIFY " + column + " " + definition() + place(table);
            case 5 -> "CHANGE " + column + " n" + names++ + " " + definition() + place(table);
            case 6 -> "ALTER " + column + " DROP DEFAULT";
            case 7 -> "ADD " + chance("UNIQUE ") + "KEY (" + parts(table) + ")";
            case 8 -> table.primaryKey().isEmpty() ? "ADD PRIMARY KEY (" + parts(table) + ")" : "DROP PRIMARY KEY";
            case 9 -> "CONVERT TO CHARACTER SET " + pick(CHARSETS);
            case 10 -> "DEFAULT CHARSET " + pick(CHARSETS);
            case 11 ->
                table.uniqueKeys().isEmpty()
                        ? "COMMENT 'c" + names++ + "'"
                        : "DROP INDEX `" + pick(table.uniqueKeys()).name() + "`";
            default -> "ADD (n" + names++ + " " + definition() + ", n" + names++ + " " + definition() + ")";
        };
    }

    private String place(TableSchema table) {
        return switch (random.nextInt(4)) {
            case 0 -> " FIRST";
            case 1 -> " AFTER " + column(table);
            default -> "";
        };
    }

    private String parts(TableSchema table) {
        String first = column(table) + chance("(4)");
        return random.nextInt(3) == 0 ? first + ", " + column(table) : first;
    }

    private String column(TableSchema table) {
        Column column = pick(table.columns());
        return "`" + column.name() + "`";
    }

    private String chance(String text) {
        return random.nextInt(3) == 0 ? text : "";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
