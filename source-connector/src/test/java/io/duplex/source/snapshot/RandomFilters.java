// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random expressions over a table's columns; not all of them can be evaluated, and some are errors. */
final class RandomFilters {
    private static final Set<ColumnType> NUMBERS = Set.of(
            ColumnType.TINYINT,
            ColumnType.SMALLINT,
            ColumnType.MEDIUMINT,
            ColumnType.INT,
            ColumnType.BIGINT,
            ColumnType.DECIMAL,
            ColumnType.FLOAT,
            ColumnType.DOUBLE,
            ColumnType.BIT,
            ColumnType.YEAR);
    private static final Set<ColumnType> DATES = Set.of(ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIMESTAMP);
    private static final String[] COMPARISONS = {"=", "<>", "!=", "<", "<=", ">", ">=", "<=>"};

    private final Random random;
    private final List<String> numbers = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<String> dates = new ArrayList<>();
    private final List<String> times = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<String> documents = new ArrayList<>();
    private final List<String> all = new ArrayList<>();

    RandomFilters(TableSchema table, Random random) {
        this.random = random;
        for (Column column : table.columns()) {
            all.add(column.name());
            if (NUMBERS.contains(column.type())) {
                numbers.add(column.name());
            } else if (DATES.contains(column.type())) {
                dates.add(column.name());
            } else if (column.type() == ColumnType.TIME) {
                times.add(column.name());
            } else if (column.type() == ColumnType.ENUM || column.type() == ColumnType.SET) {
                labels.add(column.name());
            } else if (column.type() == ColumnType.JSON) {
                documents.add(column.name());
            } else {
                texts.add(column.name());
            }
        }
    }

    private String pick(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    /** Returns a condition. */
    String condition(int depth) {
        return switch (depth > 0 ? random.nextInt(9) : 9) {
            case 0, 1 ->
                "(" + condition(depth - 1) + pick(" AND ", " OR ", " XOR ", " && ") + condition(depth - 1) + ")";
            case 2 -> pick("NOT (", "! (") + condition(depth - 1) + ")";
            case 3 ->
                "(" + condition(depth - 1) + ") IS " + pick("", "NOT ") + pick("TRUE", "FALSE", "UNKNOWN", "NULL");
            case 4 -> "IF(" + condition(depth - 1) + ", " + condition(depth - 1) + ", " + condition(0) + ")";
            default -> leaf(depth);
        };
    }

    private String leaf(int depth) {
        String not = random.nextInt(4) == 0 ? " NOT" : "";
        String compared = " " + pick(COMPARISONS) + " ";
        return switch (random.nextInt(22)) {
            case 0, 1, 2, 3, 4, 5 -> number(depth) + compared + number(depth);
            case 6, 7, 8 -> text(depth) + compared + text(depth);
            case 9 -> text(depth) + not + " LIKE " + pattern();
            case 10, 11 -> date(depth) + compared + date(depth);
            case 12 -> time() + compared + time();
            case 13 ->
                pick(labels) + compared + pick(text(0), "'a'", "'A'", "'b,c'", "''", "'x y'", integer(), pick(labels));
            case 14 -> pick(all) + " IS" + not + " NULL";
            case 15 -> number(depth) + not + " BETWEEN " + number(0) + " AND " + number(0);
            case 16 -> text(depth) + not + " IN (" + text(0) + ", " + literalText() + pick("", ", NULL") + ")";
            case 17 -> number(depth) + not + " IN (" + number(0) + ", " + integer() + pick("", ", NULL") + ")";
            case 18 -> date(0) + not + " BETWEEN " + date(0) + " AND " + date(0);
            case 19 ->
                text(depth)
                        + not
                        + pick(" REGEXP ", " RLIKE ")
                        + pick("'^a'", "'[a-c]+'", "'b|é'", "'^.$'", "'[[:digit:]]'", "'S$'");
            case 20 ->
                pick(
                        "JSON_EXTRACT(" + json() + ", '$.a') " + pick("=", ">", "<>") + " "
                                + pick("1", "'x'", number(0)),
                        "JSON_UNQUOTE(JSON_EXTRACT(" + json() + ", '$.b')) = " + text(0),
                        "JSON_CONTAINS(" + json() + ", '1', '$.a')",
                        "JSON_LENGTH(" + json() + ") > " + integer(),
                        pick(documents) + "->>'$.b' = " + text(0),
                        pick(documents) + "->'$.a' > " + integer(),
                        "JSON_VALID(" + text(0) + ")");
            default -> "(" + number(depth) + ") " + pick("<> 0", "IS NULL", "% 2 = 1");
        };
    }

    private String json() {
        return pick(
                pick(documents),
                pick(documents),
                pick(documents),
                "'{\"a\": 1, \"b\": \"abc\"}'",
                "JSON_OBJECT('a', " + pick(number(0), text(0)) + ", 'b', " + text(0) + ")",
                "'{\"a\": [1, 2], \"c\": null}'");
    }

    private String integer() {
        return pick(
                "0",
                "1",
                "2",
                "3",
                "-1",
                "7",
                "10",
                "100",
                "127",
                "128",
                "255",
                "256",
                "2000",
                "2019",
                "65535",
                "-129",
                "2147483647",
                "4294967295",
                "4294967296",
                "-9223372036854775808",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "123456789012345678901234567890",
                "TRUE",
                "FALSE");
    }

    private String number(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String a = number(depth - 1);
            String b = number(depth - 1);
            return switch (random.nextInt(30)) {
                case 0, 1 -> "(" + a + " + " + b + ")";
                case 2, 3 -> "(" + a + " - " + b + ")";
                case 4, 5 -> "(" + a + " * " + b + ")";
                case 6 -> "(" + a + " / " + b + ")";
                case 7 -> "(" + a + pick(" DIV ", " MOD ", " % ") + b + ")";
                case 8 -> "(" + a + pick(" & ", " | ", " ^ ", " << ", " >> ") + pick(b, "3", "63") + ")";
                case 9 -> pick("-", "~", "ABS", "SIGN", "FLOOR", "CEILING", "ROUND", "BIT_COUNT") + "(" + a + ")";
                case 10 -> pick("ROUND", "TRUNCATE") + "(" + a + ", " + pick("0", "1", "2", "5") + ")";
                case 11 -> pick("GREATEST", "LEAST", "IFNULL", "COALESCE", "NULLIF") + "(" + a + ", " + b + ")";
                case 12 -> "CASE WHEN " + leaf(0) + " THEN " + a + " ELSE " + b + " END";
                case 13 -> "CASE " + a + " WHEN " + number(0) + " THEN " + b + " END";
                case 14 ->
                    "CAST(" + pick(a, text(0)) + " AS " + pick("SIGNED", "UNSIGNED", "DECIMAL(10,2)", "DECIMAL(30)")
                            + ")";
                case 15, 16 ->
                    pick("LENGTH", "CHAR_LENGTH", "CRC32", "ASCII", "BIT_LENGTH") + "(" + pick(text(0), a) + ")";
                case 17 ->
                    pick("YEAR", "MONTH", "DAY", "DAYOFWEEK", "WEEKDAY", "DAYOFYEAR", "TO_DAYS", "QUARTER") + "("
                            + date(depth - 1) + ")";
                case 18 -> pick("HOUR", "MINUTE", "SECOND", "MICROSECOND") + "(" + pick(time(), pick(dates)) + ")";
                case 19 -> "DATEDIFF(" + date(0) + ", " + date(0) + ")";
                case 20 -> pick("LOCATE", "INSTR") + "(" + text(0) + ", " + text(0) + ")";
                case 21 -> "EXTRACT(" + pick("YEAR", "MONTH", "DAY") + " FROM " + date(0) + ")";
                case 23 -> pick("SQRT", "EXP", "LN", "LOG2", "SIN", "RADIANS") + "(" + a + ")";
                case 24 -> pick("POW", "LOG", "ATAN2") + "(" + a + ", " + b + ")";
                case 25 ->
                    pick("WEEK", "YEARWEEK", "WEEKOFYEAR", "UNIX_TIMESTAMP", "TO_SECONDS", "TIME_TO_SEC") + "("
                            + date(depth - 1) + ")";
                case 26 -> "TIMESTAMPDIFF(" + pick("DAY", "MONTH", "SECOND") + ", " + date(0) + ", " + date(0) + ")";
                case 27 ->
                    pick("FIELD", "FIND_IN_SET", "INTERVAL") + "(" + pick(text(0), a) + ", " + pick(text(0), b) + ")";
                case 28 -> pick("INET_ATON", "ORD", "CONV") + "(" + text(0) + ")";
                case 22 -> "STRCMP(" + text(0) + ", " + text(0) + ")";
                default -> "(" + condition(0) + ")";
            };
        }
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> integer();
            case 3 ->
                pick("1.5", "0.1", "-2.50", "1e0", "1.5e3", "99999.99999", "0.000001", "12345678901234567890.123");
            case 4 -> pick("'1'", "'12'", "'-3'", "'1.5'", "NULL", "x'41'", "0x10", "b'101'");
            default -> pick(numbers);
        };
    }

    private String literalText() {
        return pick(
                "'a'",
                "'A'",
                "'abc'",
                "'ABC '",
                "''",
                "' '",
                "'é'",
                "'e'",
                "'straße'",
                "'STRASSE'",
                "'1'",
                "'12abc'",
                "'z'",
                "'%'",
                "'b,c'",
                "x'6162'",
                "_binary'abc'",
                "'日本'",
                "'😀'",
                "'ａ'",
                "'a\\0'",
                "'it''s'",
                "\"q\"");
    }

    private String pattern() {
        return pick(
                "'a%'",
                "'%b%'",
                "'_'",
                "'__'",
                "'%'",
                "''",
                "'A_c'",
                "'%é%'",
                "'a\\\\_%'",
                "'a|%%' ESCAPE '|'",
                "'%\\\\%%'",
                "'_b%_'",
                "'%s%s%'",
                "'😀%'",
                "'%1%'",
                "'É'",
                "'abc '");
    }

    private String text(int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String a = text(depth - 1);
            return switch (random.nextInt(17)) {
                case 11 -> pick("REVERSE", "TO_BASE64", "SOUNDEX", "QUOTE", "UNHEX") + "(" + a + ")";
                case 12 -> pick("LPAD", "RPAD") + "(" + a + ", " + pick("3", "12") + ", " + literalText() + ")";
                case 13 -> "SUBSTRING_INDEX(" + a + ", " + literalText() + ", " + pick("1", "-1", "2") + ")";
                case 14 -> "DATE_FORMAT(" + date(0) + ", " + pick("'%Y-%m'", "'%W %M %e'", "'%j %H:%i'") + ")";
                case 15 -> "CONCAT_WS('-', " + a + ", " + pick(text(0), pick(numbers), pick(dates)) + ")";
                case 16 -> pick("FORMAT", "REPEAT", "ELT") + "(" + pick(numbers) + ", " + pick("2", "'a'") + ")";
                case 0 -> pick("LOWER", "UPPER", "TRIM", "LTRIM", "RTRIM") + "(" + a + ")";
                case 1 ->
                    pick("LEFT", "RIGHT", "SUBSTRING", "MID") + "(" + a + ", "
                            + pick("0", "1", "2", "-1", "5", pick(numbers)) + ")";
                case 2 -> "SUBSTRING(" + a + ", " + pick("1", "2", "-2", "0") + ", " + pick("1", "2", "0", "9") + ")";
                case 3 -> "CONCAT(" + a + ", " + pick(text(0), pick(numbers), pick(dates), pick(times)) + ")";
                case 4 -> "REPLACE(" + a + ", " + literalText() + ", " + literalText() + ")";
                case 5 -> pick("IFNULL", "COALESCE", "NULLIF", "GREATEST", "LEAST") + "(" + a + ", " + text(0) + ")";
                case 6 -> "IF(" + leaf(0) + ", " + a + ", " + text(0) + ")";
                case 7 ->
                    a + " COLLATE "
                            + pick(
                                    "utf8mb4_bin",
                                    "utf8mb4_general_ci",
                                    "utf8mb4_unicode_ci",
                                    "latin1_swedish_ci",
                                    "latin1_bin");
                case 8 -> pick("MD5", "SHA1", "HEX") + "(" + pick(a, pick(numbers)) + ") COLLATE utf8mb4_bin";
                case 9 -> "BINARY " + pick(texts);
                case 10 -> "CAST(" + pick(a, pick(numbers), pick(dates)) + " AS CHAR) COLLATE utf8mb4_general_ci";
                default -> "CONVERT(" + a + " USING utf8mb4) COLLATE utf8mb4_bin";
            };
        }
        return switch (random.nextInt(5)) {
            case 0, 1 -> literalText();
            case 2 -> pick(labels);
            default -> pick(texts);
        };
    }

    private String date(int depth) {
        if (depth > 0 && random.nextInt(2) == 0) {
            String amount = pick("1", "-1", "30", "1000000", "12", pick(numbers));
            String unit = pick("DAY", "MONTH", "YEAR", "WEEK", "HOUR", "MINUTE", "SECOND", "MICROSECOND");
            return switch (random.nextInt(6)) {
                case 0 -> "DATE(" + date(depth - 1) + ")";
                case 1 -> "LAST_DAY(" + date(0) + ")";
                case 2 -> pick("DATE_ADD(", "DATE_SUB(") + pick(dates) + ", INTERVAL " + amount + " " + unit + ")";
                case 3 -> pick(dates) + pick(" + ", " - ") + "INTERVAL " + amount + " " + unit;
                case 4 -> "CAST(" + pick(dates) + " AS DATE)";
                default -> "IF(" + leaf(0) + ", " + pick(dates) + ", " + pick(dates) + ")";
            };
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                pick(
                        "'2020-02-29'",
                        "'2019-12-31'",
                        "'1000-01-01'",
                        "'2020-02-29 10:20:30'",
                        "'2020-02-29 10:20:30.5'");
            case 1 ->
                pick("DATE'2020-02-29'", "TIMESTAMP'2020-02-29 10:20:30.123456'", "TIMESTAMP'1970-01-01 00:00:01'");
            default -> pick(dates);
        };
    }

    private String time() {
        return pick(
                "'10:20:30'",
                "'-01:00:00'",
                "TIME'10:20:30.5'",
                "'838:59:59'",
                "'10:20:30.123456'",
                pick(times),
                pick(times),
                pick(times));
    }
}
