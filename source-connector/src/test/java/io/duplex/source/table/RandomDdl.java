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
    private static final List<String> CHARSETS = List.of("latin1", "utf8", "utf8mb4", "gbk", "binary");
    private static final List<String> MODES =
            List.of("", "", "ANSI_QUOTES", "REAL_AS_FLOAT", "NO_BACKSLASH_ESCAPES", "STRICT_ALL_TABLES,NO_ZERO_DATE");
    private static final int MOST_TABLES = 8;

    private final Random random;
    private final RandomColumns definitions;
    private int names;

    RandomDdl(long seed) {
        this.random = new Random(seed);
        this.definitions = new RandomColumns(random, CHARSETS);
    }

    String next(List<TableSchema> tables) {
        if (tables.size() < 3 || random.nextInt(12) == 0) {
            return create(tables);
        }
        TableSchema table = pick(tables);
        String name = table.id().quoted();
        return switch (random.nextInt(24)) {
            case 0 -> rename(tables, name);
            case 1 -> tables.size() > MOST_TABLES ? "DROP TABLE " + name : "TRUNCATE " + name;
            case 2 -> "CREATE TABLE app.t" + names++ + " LIKE " + name;
            case 3, 4 ->
                "CREATE " + chance("UNIQUE ") + "INDEX i" + names++ + " ON " + name + " (" + parts(table.columns())
                        + ")";
            case 5 -> random.nextInt(3) == 0 ? session() : dropSome(tables, name);
            default -> "ALTER TABLE " + name + " " + clauses(table);
        };
    }

    private String session() {
        return switch (random.nextInt(3)) {
            case 0 -> "SET SESSION explicit_defaults_for_timestamp = " + random.nextInt(2);
            case 1 -> "SET SESSION sql_mode = '" + pick(MODES) + "'";
            default -> "ALTER DATABASE app CHARACTER SET " + pick(CHARSETS);
        };
    }

    private String rename(List<TableSchema> tables, String name) {
        String other = pick(tables).id().quoted();
        String free = "app.t" + names++;
        return other.equals(name)
                ? "RENAME TABLE " + name + " TO " + free
                : "RENAME TABLE " + name + " TO " + free + ", " + other + " TO " + name + ", " + free + " TO " + other;
    }

    private String dropSome(List<TableSchema> tables, String name) {
        return tables.size() > MOST_TABLES
                ? "DROP TABLE IF EXISTS " + name + ", app.none, "
                        + pick(tables).id().quoted()
                : "CREATE TABLE IF NOT EXISTS app.t" + names++ + " LIKE " + name;
    }

    private String create(List<TableSchema> tables) {
        List<String> elements = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            elements.add("c" + i + " " + definitions.next(columns));
            columns.add("c" + i);
        }
        if (random.nextBoolean()) {
            elements.add(random.nextInt(elements.size() + 1), "PRIMARY KEY (" + pick(columns) + ")");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            elements.add(chance("UNIQUE ") + "KEY (" + pick(columns) + chance("(3)") + chance(" DESC") + ")");
        }
        String options = random.nextInt(3) == 0 ? " DEFAULT CHARSET " + pick(CHARSETS) : "";
        if (random.nextInt(20) == 0) {
            options += " PARTITION BY KEY (" + pick(columns) + ") PARTITIONS 2";
        }
        boolean known = !tables.isEmpty() && random.nextInt(6) == 0;
        String name = known ? "IF NOT EXISTS " + pick(tables).id().quoted() : "app.t" + names++;
        return "CREATE TABLE " + name + " (" + String.join(", ", elements) + ")" + options;
    }

    private String clauses(TableSchema table) {
        List<String> clauses = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            clauses.add(clause(table));
        }
        return String.join(", ", clauses);
    }

    private String clause(TableSchema table) {
        return switch (random.nextInt(18)) {
            case 0, 1 -> "ADD COLUMN n" + names++ + " " + definition(table) + place(table);
            case 2 -> "DROP COLUMN " + column(table);
            case 3, 4 -> "MODIFY " + column(table) + " " + definition(table) + place(table);
            case 5 -> "CHANGE " + column(table) + " n" + names++ + " " + definition(table) + place(table);
            case 6 -> "ALTER " + column(table) + pick(List.of(" DROP DEFAULT", " SET DEFAULT NULL", " SET DEFAULT 7"));
            case 7 -> "ADD " + chance("UNIQUE ") + "KEY (" + parts(table.columns()) + ")";
            case 8 ->
                table.primaryKey().isEmpty() ? "ADD PRIMARY KEY (" + parts(table.columns()) + ")" : "DROP PRIMARY KEY";
            case 9 -> "CONVERT TO CHARACTER SET " + pick(CHARSETS);
            case 10 -> "DEFAULT CHARSET " + pick(CHARSETS);
            case 11, 12 ->
                table.uniqueKeys().isEmpty()
                        ? "COMMENT 'c" + names++ + "'"
                        : "DROP INDEX `" + pick(table.uniqueKeys()).name() + "`";
            case 13 -> "RENAME COLUMN " + column(table) + " TO r" + names++;
            case 14 -> replaced(table);
            case 15 -> rare(table);
            default -> "ADD (n" + names++ + " " + definition(table) + ", n" + names++ + " " + definition(table) + ")";
        };
    }

    /** A column that goes and comes back as another one in the same statement. */
    private String replaced(TableSchema table) {
        String column = column(table);
        return "DROP COLUMN " + column + ", ADD COLUMN " + column + " " + definition(table) + place(table);
    }

    private String rare(TableSchema table) {
        String column = column(table);
        return switch (random.nextInt(7)) {
            case 0 -> "ALTER COLUMN " + column + " SET " + chance("IN") + "VISIBLE";
            case 1 -> "ADD " + chance("UNIQUE ") + "KEY ((" + column + " IS NULL))";
            case 2 -> "RENAME TO app.t" + names++;
            case 3 -> "ENGINE=InnoDB, ALGORITHM=COPY, LOCK=SHARED";
            case 4 -> "ADD CHECK (" + column + " IS NOT NULL) NOT ENFORCED";
            case 5 ->
                table.uniqueKeys().isEmpty()
                        ? "FORCE"
                        : "RENAME INDEX `" + pick(table.uniqueKeys()).name() + "` TO k" + names++;
            default -> "ADD FULLTEXT KEY (" + column + ")";
        };
    }

    private String definition(TableSchema table) {
        return definitions.next(
                table.columns().stream().map(c -> "`" + c.name() + "`").toList());
    }

    private String place(TableSchema table) {
        return switch (random.nextInt(4)) {
            case 0 -> " FIRST";
            case 1 -> " AFTER " + column(table);
            default -> "";
        };
    }

    private String parts(List<Column> columns) {
        String first = "`" + pick(columns).name() + "`" + chance("(4)") + chance(" DESC");
        return random.nextInt(3) == 0 ? first + ", `" + pick(columns).name() + "`" : first;
    }

    private String column(TableSchema table) {
        return "`" + pick(table.columns()).name() + "`";
    }

    private String chance(String text) {
        return random.nextInt(3) == 0 ? text : "";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
