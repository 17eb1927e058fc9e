// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Numbers, bits, dates and times, bytes and labels: each type at its limits, and a few values by chance. */
final class TypeCatalogue {
    private static final int RANDOM_VALUES = 6;

    private final Random random;
    private final MySqlVersion version;

    TypeCatalogue(MySqlVersion version, long seed) {
        this.version = version;
        this.random = new Random(seed);
    }

    List<ValueTable> tables() {
        List<ValueTable> tables = new ArrayList<>(List.of(
                ValueTable.of("integers", integers()),
                ValueTable.of("decimals", decimals()),
                ValueTable.of("floats", floats()),
                ValueTable.of("bits", bits()),
                ValueTable.of("dates", dates()),
                ValueTable.of("moments", moments()),
                ValueTable.of("times", times()),
                ValueTable.of("bytes", bytes()),
                ValueTable.of("labels", labels()),
                // More warnings than a server counts by default.
                ValueTable.of("zero_labels", Collections.nCopies(100, ValueColumn.of("ENUM('a')", "0", "'a'"))),
                ValueTable.of("defaults", defaults()),
                ValueTable.of("made", made())));
        tables.addAll(keys());
        return tables;
    }

    private static List<ValueColumn> integers() {
        List<ValueColumn> columns = new ArrayList<>();
        String[] types = {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT"};
        int[] sizes = {8, 16, 24, 32, 64};
        for (int i = 0; i < types.length; i++) {
            java.math.BigInteger half = java.math.BigInteger.ONE.shiftLeft(sizes[i] - 1);
            java.math.BigInteger one = java.math.BigInteger.ONE;
            List<String> signed =
                    List.of(half.negate().toString(), half.subtract(one).toString(), "-1", "0", "1", "7");
            List<String> unsigned = List.of(
                    half.shiftLeft(1).subtract(one).toString(), half.toString(), half.subtract(one) + "", "0", "1");
            columns.add(ValueColumn.of(types[i], signed));
            columns.add(ValueColumn.of(types[i] + " UNSIGNED", unsigned));
            columns.add(ValueColumn.of(types[i] + " ZEROFILL", unsigned));
            columns.add(ValueColumn.of(types[i] + "(3) UNSIGNED ZEROFILL", unsigned));
        }
        columns.add(ValueColumn.of("TINYINT(1)", "-128", "0", "1", "2", "127"));
        columns.add(ValueColumn.of("TINYINT(1) UNSIGNED", "255", "0", "1", "2"));
        columns.add(ValueColumn.of("BOOL", "TRUE", "FALSE", "-7", "100"));
        columns.add(
                ValueColumn.of("BIGINT UNSIGNED", "9007199254740993", "18446744073709551614", "9223372036854775809"));
        columns.add(ValueColumn.of("BIGINT", "9007199254740993", "-9007199254740993", "-9223372036854775807"));
        return columns;
    }

    private List<ValueColumn> decimals() {
        String large = "12345678901234567890123456789012345.123456789012345678901234567890";
        List<ValueColumn> columns = new ArrayList<>(List.of(
                ValueColumn.of(
                        "DECIMAL(65,30)",
                        large,
                        "-" + large,
                        "9".repeat(35) + "." + "9".repeat(30),
                        "-" + "9".repeat(35) + "." + "9".repeat(30),
                        "0." + "0".repeat(29) + "1",
                        "-0." + "0".repeat(29) + "1",
                        "0",
                        "-1.10"),
                ValueColumn.of("DECIMAL(65,0)", "9".repeat(65), "-" + "9".repeat(65), "1" + "0".repeat(64), "0"),
                ValueColumn.of("DECIMAL(30,30)", "0." + "9".repeat(30), "-0." + "0".repeat(29) + "1", "0.5"),
                ValueColumn.of("DECIMAL(1,0)", "-9", "0", "9"),
                ValueColumn.of("DECIMAL", "9999999999", "-9999999999", "0"),
                ValueColumn.of("NUMERIC(10,2) UNSIGNED", "99999999.99", "0.01", "0"),
                ValueColumn.of("FIXED(10,2) ZEROFILL", "99999999.99", "0.01", "7"),
                ValueColumn.of("DEC(18)", "999999999999999999", "-999999999999999999")));
        for (int digits = 1; digits <= 65; digits += 8) {
            int scale = Math.min(30, digits / 2);
            int precision = digits;
            columns.add(ValueColumn.of(
                    "DECIMAL(" + digits + "," + scale + ")",
                    IntStream.range(0, RANDOM_VALUES)
                            .mapToObj(i -> decimal(precision, scale))
                            .toList()));
        }
        return columns;
    }

    private String decimal(int precision, int scale) {
        String digits =
                random.ints(precision, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
        String whole = digits.substring(0, precision - scale);
        return (random.nextBoolean() ? "-" : "")
                + (whole.isEmpty() ? "0" : whole)
                + (scale == 0 ? "" : "." + digits.substring(precision - scale));
    }

    private List<ValueColumn> floats() {
        List<String> doubles = new ArrayList<>(List.of(
                "-0e0", "0e0", "'4.9e-324'", "'-4.9e-324'", "2.2250738585072009e-308", "2.2250738585072014e-308"));
        doubles.addAll(List.of("1.7976931348623157e308", "-1.7976931348623157e308", "0.1", "1e23", "9007199254740993"));
        doubles.addAll(List.of("0.3333333333333333", "123456789.12345679", "1e-300", "5e-5", "1e15", "1e16", "2e-3"));
        List<String> floats = new ArrayList<>(
                List.of("-0e0", "0e0", "1.401298464324817e-45", "-1.1754942106924411e-38", "1.1754943508222875e-38"));
        floats.addAll(List.of("3.4028234663852886e38", "-3.4028234663852886e38", "0.1", "16777217", "1234567.891"));
        for (int i = 0; i < 2 * RANDOM_VALUES; i++) {
            doubles.add("'" + randomDouble() + "'");
            floats.add("'" + (double) randomFloat() + "'");
        }
        List<String> small = List.of("-0e0", "1234.5", "-0.125", "0.001", "9999.999", "0.1");
        return List.of(
                ValueColumn.of("DOUBLE", doubles),
                ValueColumn.of("FLOAT", floats),
                ValueColumn.of("DOUBLE PRECISION", doubles),
                ValueColumn.of("REAL", doubles),
                ValueColumn.of("FLOAT(24)", floats),
                ValueColumn.of("FLOAT(53)", doubles),
                ValueColumn.of("FLOAT(7,3)", small),
                ValueColumn.of("DOUBLE(10,3)", small),
                ValueColumn.of("DOUBLE(255,30)", "1e200", "0.1", "-0e0"),
                ValueColumn.of("FLOAT UNSIGNED", "3.4028234663852886e38", "0.1", "0"),
                ValueColumn.of("DOUBLE UNSIGNED ZEROFILL", "1.7976931348623157e308", "0.1", "0"));
    }

    private double randomDouble() {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : random.nextDouble();
    }

    private float randomFloat() {
        float value = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(value) ? value : random.nextFloat();
    }

    private List<ValueColumn> bits() {
        List<ValueColumn> columns = new ArrayList<>();
        for (int length = 1; length <= 64; length++) {
            long mask = length == 64 ? -1L : (1L << length) - 1;
            columns.add(ValueColumn.of(
                    "BIT(" + length + ")",
                    bit(mask),
                    bit(0),
                    bit(1),
                    bit(1L << (length - 1)),
                    bit(0x5555_5555_5555_5555L & mask),
                    bit(random.nextLong() & mask)));
        }
        return columns;
    }

    private static String bit(long bits) {
        return "b'" + Long.toBinaryString(bits) + "'";
    }

    private static List<ValueColumn> dates() {
        List<String> years = List.of("0", "'0000'", "1901", "2155", "2000", "1970", "'99'");
        return List.of(ValueColumn.of("DATE", TemporalValues.DATES), ValueColumn.of("YEAR", years));
    }

    private static List<ValueColumn> moments() {
        List<ValueColumn> columns = new ArrayList<>();
        for (int digits = 0; digits <= 6; digits++) {
            columns.add(ValueColumn.of("DATETIME(" + digits + ")", TemporalValues.dateTimes(digits)));
            columns.add(ValueColumn.of("TIMESTAMP(" + digits + ")", TemporalValues.timestamps(digits)));
        }
        columns.add(ValueColumn.of("DATETIME", TemporalValues.dateTimes(0)));
        columns.add(ValueColumn.of("TIMESTAMP", TemporalValues.timestamps(0)));
        return columns;
    }

    private static List<ValueColumn> times() {
        List<ValueColumn> columns = new ArrayList<>();
        for (int digits = 0; digits <= 6; digits++) {
            columns.add(ValueColumn.of("TIME(" + digits + ")", TemporalValues.times(digits)));
        }
        return columns;
    }

    private List<ValueColumn> bytes() {
        String all = "x'" + IntStream.range(0, 256).mapToObj("%02x"::formatted).collect(Collectors.joining()) + "'";
        List<String> few = List.of("''", "x'00'", "x'0102'", "x'01020000'", "' a '", "x'20'", "x'5c27221a'", "'AAAA'");
        List<String> many = new ArrayList<>(few);
        many.add(all);
        many.add("x'" + hex(200) + "'");
        List<String> large = new ArrayList<>(many);
        large.add("REPEAT(x'00FF5C27', 20000)");
        return List.of(
                ValueColumn.of("BINARY(4)", few),
                ValueColumn.of("BINARY(255)", many),
                ValueColumn.of("BINARY", "''", "x'00'", "x'ff'"),
                ValueColumn.of("BINARY(0)", "''"),
                ValueColumn.of("CHAR(0)", "''"),
                ValueColumn.of("VARBINARY(4)", few),
                ValueColumn.of("VARBINARY(300)", many),
                ValueColumn.of("VARCHAR(256) CHARACTER SET binary", many),
                ValueColumn.of("TINYBLOB", few),
                ValueColumn.of("BLOB", many),
                ValueColumn.of("MEDIUMBLOB", large),
                ValueColumn.of("LONGBLOB", large));
    }

    private String hex(int length) {
        return random.ints(length, 0, 256).mapToObj("%02x"::formatted).collect(Collectors.joining());
    }

    private static List<ValueColumn> labels() {
        String set = IntStream.range(0, 64).mapToObj(i -> "'m" + i + "'").collect(Collectors.joining(","));
        return List.of(
                ValueColumn.of("ENUM('a','b')", "'a'", "'b'", "0", "'none'"),
                ValueColumn.of("ENUM('a','','1','2')", "''", "'1'", "3", "0", "4"),
                ValueColumn.of(
                        "ENUM('x,y','it''s','back\\\\slash','\u00f6','\u4e2d',' lead','\"')",
                        "1",
                        "2",
                        "3",
                        "4",
                        "5",
                        "6",
                        "7",
                        "0"),
                ValueColumn.of("ENUM('\u00e4','\u00df') CHARACTER SET latin1", "1", "2", "0"),
                ValueColumn.of("ENUM('\u4e2d','\u6587') CHARACTER SET gbk", "1", "2"),
                ValueColumn.of("ENUM('\u00e4','b') CHARACTER SET ucs2", "1", "2"),
                ValueColumn.of("SET('a','b','c')", "''", "'a'", "'a,c'", "7"),
                ValueColumn.of("SET('it''s','back\\\\slash','\u00f6')", "0", "1", "2", "4", "7"),
                ValueColumn.of("SET('\u00e4','b') CHARACTER SET latin2", "0", "1", "3"),
                ValueColumn.of(
                        "SET(" + set + ")",
                        "0",
                        "1",
                        "18446744073709551615",
                        "9223372036854775808",
                        "12297829382473034410"));
    }

    /** Nullable columns with defaults, which hold NULL in some rows; and empty values. */
    private List<ValueColumn> defaults() {
        List<ValueColumn> columns = new ArrayList<>(List.of(
                new ValueColumn("INT", "NULL DEFAULT 5", List.of("0", "5")),
                new ValueColumn("BIGINT UNSIGNED", "NULL DEFAULT 18446744073709551615", List.of("1")),
                new ValueColumn("DECIMAL(10,2)", "NULL DEFAULT 1.50", List.of("0", "1.50")),
                new ValueColumn("DOUBLE", "NULL DEFAULT 0.1", List.of("0", "0.1")),
                new ValueColumn("FLOAT", "NULL DEFAULT 0.1", List.of("0", "0.1")),
                new ValueColumn("VARCHAR(20)", "NULL DEFAULT 'none'", List.of("''", "'none'")),
                new ValueColumn("CHAR(5)", "NULL DEFAULT ''", List.of("''", "'x'")),
                new ValueColumn("BINARY(3)", "NULL DEFAULT 'abc'", List.of("''", "'abc'")),
                new ValueColumn("VARBINARY(3)", "NULL DEFAULT 'abc'", List.of("''", "'abc'")),
                new ValueColumn("DATE", "NULL DEFAULT '2020-02-02'", List.of("'0000-00-00'", "'2020-02-02'")),
                new ValueColumn("DATETIME(3)", "NULL DEFAULT CURRENT_TIMESTAMP(3)", List.of("'2020-02-02 01:02:03.4'")),
                new ValueColumn(
                        "TIMESTAMP(6)",
                        "NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)",
                        List.of("'2020-02-02 01:02:03.4'")),
                new ValueColumn("TIME", "NULL DEFAULT '-01:02:03'", List.of("'00:00:00'")),
                new ValueColumn("YEAR", "NULL DEFAULT 1999", List.of("0")),
                new ValueColumn("BIT(1)", "NULL DEFAULT b'1'", List.of("b'0'")),
                new ValueColumn("BIT(12)", "NULL DEFAULT b'101'", List.of("b'0'", "b'101'")),
                new ValueColumn("BOOL", "NULL DEFAULT TRUE", List.of("0", "2")),
                new ValueColumn("ENUM('a','b')", "NULL DEFAULT 'b'", List.of("0", "1")),
                new ValueColumn("SET('a','b')", "NULL DEFAULT 'a,b'", List.of("0", "1")),
                new ValueColumn("VARCHAR(9)", "NOT NULL DEFAULT 'there'", List.of("''", "'x'")),
                new ValueColumn("INT", "NOT NULL DEFAULT 5", List.of("0", "5"))));
        if (version != MySqlVersion.V5_7) {
            columns.add(new ValueColumn("TEXT", "NULL DEFAULT ('text')", List.of("''", "'text'")));
            columns.add(new ValueColumn("BLOB", "NULL DEFAULT (x'00ff')", List.of("''")));
            columns.add(new ValueColumn("JSON", "NULL DEFAULT (JSON_ARRAY(1))", List.of("'null'", "'[]'")));
            columns.add(new ValueColumn("VARCHAR(40)", "NULL DEFAULT (UUID())", List.of("''")));
        }
        return columns;
    }

    private static List<ValueColumn> made() {
        return List.of(
                ValueColumn.made("INT", "GENERATED ALWAYS AS (c1 * 2) STORED"),
                ValueColumn.of("INT", "1", "-5", "0"),
                ValueColumn.made("VARCHAR(30)", "GENERATED ALWAYS AS (CONCAT(c3, '-', c1)) VIRTUAL"),
                ValueColumn.of("VARCHAR(9)", "'a'", "''", "'\u00e4'"),
                ValueColumn.made("VARBINARY(30)", "GENERATED ALWAYS AS (CONCAT(c5, x'00')) STORED"),
                ValueColumn.of("VARBINARY(9)", "x'ff'", "''"),
                ValueColumn.made("INT", "GENERATED ALWAYS AS (JSON_EXTRACT(c7, '$.a')) VIRTUAL"),
                ValueColumn.of("JSON", "'{\"a\": 1}'", "'{\"a\": -3}'"),
                ValueColumn.made("JSON", "GENERATED ALWAYS AS (JSON_EXTRACT(c7, '$')) STORED"),
                ValueColumn.made("DOUBLE", "GENERATED ALWAYS AS (c1 / 3) VIRTUAL NULL"));
    }

    private List<ValueTable> keys() {
        List<ValueTable> tables = new ArrayList<>();
        List<ValueColumn> columns = new ArrayList<>();
        for (int i = 0; i < 20; i += 4) {
            columns.addAll(integers().subList(i, i + 2));
        }
        columns.addAll(decimals().subList(0, 3));
        columns.addAll(floats().subList(0, 2));
        columns.add(bits().get(0));
        columns.add(bits().get(30));
        columns.add(bits().get(63));
        columns.addAll(dates());
        columns.addAll(moments().subList(6, 8));
        columns.addAll(moments().subList(12, 16));
        columns.add(times().get(0));
        columns.add(times().get(3));
        columns.add(times().get(6));
        columns.addAll(bytes().subList(0, 3));
        columns.addAll(bytes().subList(5, 7));
        columns.addAll(labels());
        for (int i = 0; i < columns.size(); i++) {
            tables.add(ValueTable.keyed("key" + i, List.of(columns.get(i))));
        }
        return tables;
    }
}
