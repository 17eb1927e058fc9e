// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.ColumnType;
import io.duplex.sink.conflict.Detection;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each value is stored once by SQL and once from its canonical form; the bytes must be the same. */
class ValuesExactIT {
    private static final String MODE = "SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO'";

    /**
     * One value.
     *
     * @param literal how SQL says it
     */
    private record Case(
            String columnType, String literal, @Nullable Object value) {}

    private static final List<Case> CASES = List.of(
            new Case("TINYINT", "-128", -128L),
            new Case("TINYINT UNSIGNED", "255", 255L),
            new Case("TINYINT(1)", "1", 1L),
            new Case("SMALLINT", "-32768", -32768L),
            new Case("MEDIUMINT UNSIGNED", "16777215", 16777215L),
            new Case("INT", "-2147483648", -2147483648L),
            new Case("INT UNSIGNED ZEROFILL", "7", 7L),
            new Case("BIGINT", "-9223372036854775808", Long.MIN_VALUE),
            new Case("BIGINT UNSIGNED", "18446744073709551615", new BigInteger("18446744073709551615")),
            new Case("BIGINT UNSIGNED", "18446744073709551615", -1L),
            new Case("BIGINT UNSIGNED", "18446744073709551614", new BigDecimal("18446744073709551614")),
            new Case(
                    "DECIMAL(65,30)",
                    "-12345678901234567890123456789012345.123456789012345678901234567890",
                    new BigDecimal("-12345678901234567890123456789012345.123456789012345678901234567890")),
            new Case("DECIMAL(10,2)", "0.10", new BigDecimal("0.10")),
            new Case("DECIMAL(10,2)", "-7.50", "-7.50"),
            new Case("FLOAT", "0.1", 0.1f),
            new Case("FLOAT", "3.4028234e38", Float.MAX_VALUE),
            new Case("FLOAT", "-1.17549435e-38", -Float.MIN_NORMAL),
            new Case("FLOAT(7,4)", "123.4567", 123.4567f),
            new Case("DOUBLE", "0.1", 0.1),
            new Case("DOUBLE", "1.7976931348623157e308", Double.MAX_VALUE),
            new Case("DOUBLE", "2.2250738585072014e-308", Double.MIN_NORMAL),
            new Case("DOUBLE", "-0e0", -0.0),
            new Case("DOUBLE", "123456789012345680000", 1.2345678901234568E20),
            new Case("BIT(1)", "b'1'", new byte[] {1}),
            new Case("BIT(1)", "b'1'", 1L),
            new Case("BIT(17)", "b'10000000000000001'", new byte[] {1, 0, 1}),
            new Case("BIT(64)", "b'" + "1".repeat(64) + "'", HexFormat.of().parseHex("ffffffffffffffff")),
            new Case("YEAR", "0", 0L),
            new Case("YEAR", "2155", 2155L),
            new Case("DATE", "'0000-00-00'", MySqlDateTime.ZERO),
            new Case("DATE", "'2024-02-30'", MySqlDateTime.ofDate(2024, 2, 30)),
            new Case("DATE", "'0000-01-01'", MySqlDateTime.ofDate(0, 1, 1)),
            new Case("DATE", "'9999-12-31'", MySqlDateTime.ofDate(9999, 12, 31)),
            new Case("TIME", "'-838:59:59'", MySqlTime.parse("-838:59:59")),
            new Case("TIME(6)", "'-00:00:00.000001'", -1L),
            new Case("TIME(3)", "'837:59:59.999'", MySqlTime.parse("837:59:59.999")),
            new Case("DATETIME", "'0000-00-00 00:00:00'", MySqlDateTime.ZERO),
            new Case("DATETIME(6)", "'2020-00-15 23:59:59.999999'", MySqlDateTime.parse("2020-00-15 23:59:59.999999")),
            new Case("DATETIME(2)", "'1000-01-01 00:00:00.10'", MySqlDateTime.parse("1000-01-01 00:00:00.10")),
            new Case("TIMESTAMP NULL", "'0000-00-00 00:00:00'", MySqlDateTime.ZERO),
            new Case(
                    "TIMESTAMP(6) NULL",
                    "'2038-01-19 03:14:07.999999'",
                    MySqlDateTime.parse("2038-01-19 03:14:07.999999")),
            new Case("CHAR(5)", "'a\u00e4\u20ac'", "a\u00e4\u20ac"),
            new Case("CHAR(5) CHARACTER SET latin1", "'\u00e4'", "\u00e4"),
            new Case(
                    "VARCHAR(20) CHARACTER SET utf8mb4",
                    "'\\'\\\\\\0\\n\u0001%_\uD83D\uDE00 '",
                    "'\\\0\n\u0001%_\uD83D\uDE00 "),
            new Case("VARCHAR(20) CHARACTER SET latin1", "_latin1 X'C3A481'", new byte[] {
                (byte) 0xC3, (byte) 0xA4, (byte) 0x81
            }),
            new Case("VARCHAR(20) CHARACTER SET ucs2", "'\u00e4\u20ac'", "\u00e4\u20ac"),
            new Case("VARCHAR(20) CHARACTER SET gbk", "'\u4e2d\u6587'", "\u4e2d\u6587"),
            new Case("VARCHAR(20) CHARACTER SET sjis", "_sjis X'8160835C'", new byte[] {
                (byte) 0x81, 0x60, (byte) 0x83, 0x5C
            }),
            new Case("VARCHAR(20) CHARACTER SET utf16", "'a\uD83D\uDE00'", "a\uD83D\uDE00"),
            new Case("TINYTEXT CHARACTER SET latin1", "'\u00ff'", "\u00ff"),
            new Case("TEXT", "''", ""),
            new Case("MEDIUMTEXT", "'x'", "x"),
            new Case("LONGTEXT CHARACTER SET utf8", "'\u20ac'", "\u20ac"),
            new Case("BINARY(4)", "X'00FF'", new byte[] {0, (byte) 255, 0, 0}),
            new Case("VARBINARY(4)", "X'00FF27'", new byte[] {0, (byte) 255, 39}),
            new Case("TINYBLOB", "X'5C'", new byte[] {92}),
            new Case("BLOB", "X''", new byte[0]),
            new Case("MEDIUMBLOB", "X'1A0D0A22'", new byte[] {26, 13, 10, 34}),
            new Case("LONGBLOB", "X'E4'", new byte[] {(byte) 0xE4}),
            new Case("ENUM('a','it''s','')", "2", "it's"),
            new Case("ENUM('a','it''s','')", "3", ""),
            new Case("ENUM('a','b')", "0", 0L),
            new Case("ENUM('a','b')", "2", 2L),
            new Case("ENUM('2','1')", "2", "1"),
            new Case("SET('a','b','c')", "5", "a,c"),
            new Case("SET('a','b','c')", "''", ""),
            new Case("SET('a','b','c')", "7", 7L),
            new Case("SET(" + members() + ")", "18446744073709551615", -1L),
            new Case("JSON", "'{\"a\": [1, 2.5, null, \"\u00e4\\\\\"\"]}'", "{\"a\": [1, 2.5, null, \"\u00e4\\\"\"]}"),
            new Case(
                    "JSON",
                    "'18446744073709551615'",
                    "18446744073709551615".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
            new Case(
                    "GEOMETRY",
                    "ST_GeomFromText('POINT(1 2)')",
                    hex("000000000101000000000000000000F03F0000000000000040")),
            new Case("POINT", "ST_GeomFromText('POINT(3 4)', 4326)", null),
            new Case("LINESTRING", "ST_GeomFromText('LINESTRING(0 0, 1 1)')", null),
            new Case("POLYGON", "ST_GeomFromText('POLYGON((0 0, 1 0, 1 1, 0 0))')", null),
            new Case("MULTIPOINT", "ST_GeomFromText('MULTIPOINT(0 0, 1 1)')", null),
            new Case("MULTILINESTRING", "ST_GeomFromText('MULTILINESTRING((0 0, 1 1))')", null),
            new Case("MULTIPOLYGON", "ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))')", null),
            new Case("GEOMETRYCOLLECTION", "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1))')", null),
            new Case("INT", "NULL", null),
            new Case("VARCHAR(3)", "NULL", null));

    private static String members() {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            members.add("'m" + i + "'");
        }
        return String.join(",", members);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hexOf(String column) {
        return "HEX(CAST(" + column + " AS BINARY))";
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void everyValueArrivesAsTheSameBytes(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                TransactionApplier applier = new TargetFixture(server).applier()) {
            applier.claim(SOURCE);
            server.execute("CREATE DATABASE expected");
            long gtid = 1;
            for (int i = 0; i < CASES.size(); i++) {
                Case one = CASES.get(i);
                server.execute(
                        MODE,
                        "CREATE TABLE expected.t" + i + " (id INT PRIMARY KEY, c " + one.columnType() + ")",
                        "INSERT INTO expected.t" + i + " VALUES (1, " + one.literal() + ")",
                        "CREATE TABLE app.t" + i + " LIKE expected.t" + i,
                        "CREATE TABLE app.bare" + i + " (c " + one.columnType() + ")");
                Object value = value(server, i);
                Rows keyed = Rows.of("t" + i, "id", "c");
                applier.apply(transaction(gtid++, keyed.insert(2L, value), keyed.insert(1L, null)));
                applier.apply(transaction(gtid++, keyed.update(keyed.image(1L, null), keyed.image(1L, value))));

                List<List<String>> expected = server.rows("SELECT " + hexOf("c") + " FROM expected.t" + i);
                assertThat(server.rows("SELECT " + hexOf("c") + " FROM app.t" + i + " ORDER BY id"))
                        .as(one.columnType() + " " + one.literal())
                        .isEqualTo(List.of(expected.get(0), expected.get(0)));

                Rows bare = Rows.of("bare" + i, "c");
                applier.apply(transaction(gtid++, bare.insert(value)));
                applier.apply(transaction(gtid++, bare.delete(value)));
                assertThat(server.number("SELECT COUNT(*) FROM app.bare" + i))
                        .as(one.columnType() + " " + one.literal())
                        .isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void everyValueArrivesAsTheSameBytesInStatementsForManyRows(MySqlVersion version) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                GroupFixture group = new GroupFixture(server, Detection.IMAGE)) {
            server.execute("CREATE DATABASE expected");
            for (int i = 0; i < CASES.size(); i++) {
                Case one = CASES.get(i);
                server.execute(
                        MODE,
                        "CREATE TABLE expected.t" + i + " (c " + one.columnType() + ")",
                        "INSERT INTO expected.t" + i + " VALUES (" + one.literal() + ")",
                        "CREATE TABLE app.t" + i + " (id INT PRIMARY KEY, u INT UNIQUE, c " + one.columnType() + ")");
                Object value = value(server, i);
                Rows rows = Rows.of("t" + i, "id", "u", "c");
                group.write(
                        rows.insert(1L, 1L, null),
                        rows.insert(2L, 2L, value),
                        rows.insert(3L, null, null),
                        rows.insert(4L, 4L, value),
                        rows.insert(5L, 5L, null));
                group.write(
                        rows.update(rows.image(1L, 1L, null), rows.image(1L, 1L, value)),
                        rows.update(rows.image(2L, 2L, value), rows.image(2L, 20L, null)),
                        rows.update(rows.image(3L, null, null), rows.image(3L, 3L, value)),
                        rows.update(rows.image(4L, 4L, value), rows.image(4L, 40L, value)),
                        rows.delete(5L, 5L, null));

                String expected = server.value("SELECT " + hexOf("c") + " FROM expected.t" + i);
                assertThat(server.rows("SELECT id, u, " + hexOf("c") + " FROM app.t" + i + " ORDER BY id"))
                        .as(one.columnType() + " " + one.literal())
                        .isEqualTo(List.of(
                                List.of("1", "1", expected),
                                List.of("2", "20", "NULL"),
                                List.of("3", "3", expected),
                                List.of("4", "40", expected)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void everyValueFindsItsRowInStatementsForManyRows(MySqlVersion version) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                GroupFixture group = new GroupFixture(server, Detection.IMAGE)) {
            server.execute("CREATE DATABASE expected");
            for (int i = 0; i < CASES.size(); i++) {
                Case one = CASES.get(i);
                String type = one.columnType();
                if (type.matches(".*(TEXT|BLOB|JSON|GEOM|POINT|LINE|POLYGON).*") || one.value() == null) {
                    continue;
                }
                server.execute(
                        MODE,
                        "CREATE TABLE expected.t" + i + " (c " + type + ")",
                        "INSERT INTO expected.t" + i + " VALUES (" + one.literal() + ")",
                        "CREATE TABLE app.t" + i + " (c " + type.replace(" NULL", "")
                                + " NOT NULL, part INT, n INT, PRIMARY KEY (c, part))",
                        "CREATE TABLE app.alone" + i + " (c " + type.replace(" NULL", "")
                                + " NOT NULL PRIMARY KEY, n INT)");
                Object value = value(server, i);
                Rows rows = Rows.of("t" + i, "c", "part", "n");
                Rows alone = Rows.of("alone" + i, "c", "n");
                group.write(
                        rows.insert(value, 1L, 1L),
                        rows.insert(value, 2L, 1L),
                        rows.insert(value, 3L, 1L),
                        alone.insert(value, 1L));
                group.write(
                        rows.delete(value, 1L, 1L),
                        rows.update(rows.image(value, 2L, 1L), rows.image(value, 2L, 2L)),
                        rows.delete(value, 3L, 1L),
                        alone.update(alone.image(value, 1L), alone.image(value, 2L)));

                String expected = server.value("SELECT " + hexOf("c") + " FROM expected.t" + i);
                assertThat(server.rows("SELECT " + hexOf("c") + ", part, n FROM app.t" + i))
                        .as(type + " " + one.literal())
                        .isEqualTo(List.of(List.of(expected, "2", "2")));
                group.write(alone.delete(value, 2L));
                assertThat(server.number("SELECT COUNT(*) FROM app.alone" + i))
                        .as(type + " " + one.literal())
                        .isZero();
            }
        }
    }

    /** Geometries are given by what the server stores: the canonical value is the same bytes. */
    private static @Nullable Object value(MySqlServer server, int i) {
        Case one = CASES.get(i);
        if (one.value() == null && !one.literal().equals("NULL")) {
            return hex(server.value("SELECT HEX(c) FROM expected.t" + i));
        }
        return one.value();
    }

    @ParameterizedTest
    @EnumSource(value = MySqlVersion.class, names = "V9_7")
    void vectorsArriveAsTheSameBytes(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        byte[] vector = hex("0000803F000000C0");
        try (MySqlServer server = MySqlServer.start(version);
                TransactionApplier applier = new TargetFixture(server).applier()) {
            applier.claim(SOURCE);
            server.execute(
                    "CREATE TABLE app.keyed (id INT PRIMARY KEY, c VECTOR(2))", "CREATE TABLE app.bare (c VECTOR(2))");
            Rows bare = Rows.of("bare", "c");

            applier.apply(transaction(1, Rows.of("keyed", "id", "c").insert(1L, vector), bare.insert((Object) vector)));
            applier.apply(transaction(2, bare.delete((Object) vector)));

            assertThat(server.value("SELECT HEX(c) FROM app.keyed")).isEqualTo("0000803F000000C0");
            assertThat(server.number("SELECT COUNT(*) FROM app.bare")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(value = MySqlVersion.class, names = "V5_7")
    void everyColumnTypeHasACase(MySqlVersion version) {
        Set<String> covered = CASES.stream()
                .map(one -> one.columnType().replaceFirst("[ (].*", "").toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());

        assertThat(Arrays.stream(ColumnType.values()).map(Enum::name).filter(t -> !covered.contains(t)))
                .containsExactly("VECTOR");
    }
}
