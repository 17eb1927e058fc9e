// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.origin.StreamUnderTest;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type's values are decoded exactly, on every version of the server. */
class RowValuesIT {
    private static final String LAX = "SET SESSION sql_mode='ALLOW_INVALID_DATES'";

    private record Value(
            String type, String literal, @Nullable Object expected) {}

    private static final List<Value> VALUES = List.of(
            new Value("TINYINT", "-128", -128L),
            new Value("TINYINT UNSIGNED", "255", -1L),
            new Value("SMALLINT", "-32768", -32768L),
            new Value("SMALLINT UNSIGNED", "65535", -1L),
            new Value("MEDIUMINT", "-8388608", -8388608L),
            new Value("MEDIUMINT UNSIGNED", "8388607", 8388607L),
            new Value("INT", "-2147483648", -2147483648L),
            new Value("INT UNSIGNED", "4294967295", -1L),
            new Value("BIGINT", "-9223372036854775808", Long.MIN_VALUE),
            new Value("BIGINT UNSIGNED", "18446744073709551615", -1L),
            new Value("INT", "NULL", null),
            new Value(
                    "DECIMAL(65,30)",
                    "-12345678901234567890123456789012345.123456789012345678901234567890",
                    new BigDecimal("-12345678901234567890123456789012345.123456789012345678901234567890")),
            new Value("DECIMAL(10,0)", "-1", new BigDecimal("-1")),
            new Value("DECIMAL(10,10)", "0.0000000001", new BigDecimal("0.0000000001")),
            new Value("DECIMAL(18,9)", "999999999.999999999", new BigDecimal("999999999.999999999")),
            new Value("DECIMAL(5,2)", "0", new BigDecimal("0.00")),
            new Value(
                    "DECIMAL(38,2)",
                    "-999999999999999999999999999999999999.99",
                    new BigDecimal("-999999999999999999999999999999999999.99")),
            new Value("FLOAT", "3.4028235e38", Float.MAX_VALUE),
            new Value("FLOAT", "-1.5", -1.5f),
            new Value("DOUBLE", "1.7976931348623157e308", Double.MAX_VALUE),
            new Value("DOUBLE", "-2.2250738585072014e-308", -2.2250738585072014e-308),
            new Value("BIT(1)", "b'1'", bytes("01")),
            new Value("BIT(17)", "b'10000000000000001'", bytes("010001")),
            new Value("BIT(64)", "0xF123456789ABCDE1", bytes("F123456789ABCDE1")),
            new Value("YEAR", "2155", 2155L),
            new Value("YEAR", "1901", 1901L),
            new Value("YEAR", "0", 0L),
            new Value("DATE", "'9999-12-31'", MySqlDateTime.ofDate(9999, 12, 31)),
            new Value("DATE", "'0000-00-00'", MySqlDateTime.ofDate(0, 0, 0)),
            new Value("DATE", "'2020-00-15'", MySqlDateTime.ofDate(2020, 0, 15)),
            new Value("DATE", "'2024-02-31'", MySqlDateTime.ofDate(2024, 2, 31)),
            new Value("TIME", "'-838:59:59'", -3020399_000000L),
            new Value("TIME(6)", "'838:59:58.999999'", 3020398_999999L),
            new Value("TIME(6)", "'-00:00:00.000001'", -1L),
            new Value("TIME(1)", "'-00:00:00.9'", -900_000L),
            new Value("TIME(2)", "'-00:00:01.01'", -1_010_000L),
            new Value("TIME(3)", "'-01:02:03.004'", -3723_004000L),
            new Value("TIME(4)", "'-00:00:00.0001'", -100L),
            new Value("TIME(5)", "'12:00:00.00001'", 43200_000010L),
            new Value("TIME", "'00:00:00'", 0L),
            new Value("DATETIME", "'9999-12-31 23:59:59'", new MySqlDateTime(9999, 12, 31, 23, 59, 59, 0)),
            new Value("DATETIME(6)", "'1000-01-01 00:00:00.000001'", new MySqlDateTime(1000, 1, 1, 0, 0, 0, 1)),
            new Value("DATETIME(4)", "'2024-02-29 12:34:56.7890'", new MySqlDateTime(2024, 2, 29, 12, 34, 56, 789000)),
            new Value("DATETIME(1)", "'2024-02-29 12:34:56.7'", new MySqlDateTime(2024, 2, 29, 12, 34, 56, 700000)),
            new Value("DATETIME", "'0000-00-00 00:00:00'", MySqlDateTime.ZERO),
            new Value("DATETIME(3)", "'2020-00-15 01:02:03.004'", new MySqlDateTime(2020, 0, 15, 1, 2, 3, 4000)),
            new Value("TIMESTAMP NULL", "'2038-01-19 03:14:07'", new MySqlDateTime(2038, 1, 19, 3, 14, 7, 0)),
            new Value("TIMESTAMP(6) NULL", "'1970-01-01 00:00:01.000001'", new MySqlDateTime(1970, 1, 1, 0, 0, 1, 1)),
            new Value("TIMESTAMP NULL", "'0000-00-00 00:00:00'", MySqlDateTime.ZERO),
            new Value("CHAR(5) CHARACTER SET utf8mb4", "'äö€'", "äö€".getBytes(StandardCharsets.UTF_8)),
            new Value(
                    "CHAR(200) CHARACTER SET utf8mb4",
                    "REPEAT('€',200)",
                    "€".repeat(200).getBytes(StandardCharsets.UTF_8)),
            new Value("VARCHAR(10) CHARACTER SET latin1", "'äö'", "äö".getBytes(StandardCharsets.ISO_8859_1)),
            new Value("VARCHAR(300) CHARACTER SET gbk", "'中文'", "中文".getBytes(Charset.forName("GBK"))),
            new Value("VARCHAR(10)", "''", new byte[0]),
            new Value("TINYTEXT CHARACTER SET utf8mb4", "'x'", bytes("78")),
            new Value("MEDIUMTEXT CHARACTER SET ucs2", "'ä'", bytes("00E4")),
            new Value("LONGTEXT", "REPEAT('a', 70000)", "a".repeat(70000).getBytes(StandardCharsets.US_ASCII)),
            new Value("BINARY(4)", "0x01020000", bytes("0102")),
            new Value("VARBINARY(300)", "0x00FF", bytes("00FF")),
            new Value("BLOB", "0x00", bytes("00")),
            new Value("ENUM('a','b','ö')", "'ö'", 3L),
            new Value("ENUM('a','b')", "''", 0L),
            new Value("ENUM(" + labels(300) + ")", "'l299'", 300L),
            new Value("SET('a','b','c')", "'a,c'", 5L),
            new Value("SET('a','b','c')", "''", 0L),
            new Value("SET(" + labels(64) + ")", "'l0,l63'", 0x8000_0000_0000_0001L),
            new Value(
                    "GEOMETRY",
                    "ST_GeomFromText('POINT(1 2)')",
                    bytes("00000000" + "0101000000" + "000000000000F03F" + "0000000000000040")));

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void valuesOfAllTypesAreExact(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            StringBuilder columns = new StringBuilder("id INT PRIMARY KEY");
            StringBuilder literals = new StringBuilder("1");
            for (int i = 0; i < VALUES.size(); i++) {
                columns.append(", c").append(i).append(' ').append(VALUES.get(i).type());
                literals.append(", ").append(VALUES.get(i).literal());
            }
            server.transaction(
                    LAX,
                    "CREATE DATABASE v",
                    "CREATE TABLE v.t(" + columns + ") ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4",
                    "INSERT INTO v.t VALUES (" + literals + ")",
                    "UPDATE v.t SET id = 2",
                    "DELETE FROM v.t");

            List<RowEvent> rows = stream.rows(server);

            assertThat(rows).hasSize(3);
            for (RowEvent row : rows) {
                row.before().ifPresent(RowValuesIT::assertValues);
                row.after().ifPresent(RowValuesIT::assertValues);
            }
        }
    }

    private static void assertValues(DecodedRow row) {
        for (int i = 0; i < VALUES.size(); i++) {
            Value value = VALUES.get(i);
            assertThat(row.get(i + 1))
                    .as("%s %s", value.type(), shortened(value.literal()))
                    .isEqualTo(value.expected());
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void jsonReadsAsTheServerPrintsIt(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.execute(
                    "CREATE DATABASE v", "CREATE TABLE v.t(id INT PRIMARY KEY AUTO_INCREMENT, j JSON, d DOUBLE)");
            for (String value : jsons()) {
                server.execute("INSERT INTO v.t(j) VALUES (" + value + ")");
            }

            List<RowEvent> rows = stream.rows(server);
            List<List<String>> printed =
                    server.rows("SELECT CAST(j AS CHAR CHARACTER SET utf8mb4) FROM v.t ORDER BY id");

            assertThat(rows).hasSameSizeAs(printed);
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Object decoded = rows.get(i).after().orElseThrow().get(1);
                String text = decoded == null ? null : JsonMarks.text((byte[]) decoded);
                String expected = printed.get(i).get(0);
                if (version == MySqlVersion.V5_7) {
                    // 5.7 prints the double 1.0 like the integer 1, and breaks lines inside a string.
                    text = String.valueOf(text).replaceAll("\\b(\\d+)\\.0\\b(?!\\d)", "$1");
                    expected = expected.replace("\n", "\\n");
                }
                if (!Objects.equals(text, expected)) {
                    differences.add(shortened(jsons().get(i)) + ": " + shortened(text) + " <> " + shortened(expected));
                }
            }
            assertThat(differences).isEmpty();
        }
    }

    private static List<String> jsons() {
        return List.of(
                "'null'",
                "'true'",
                "'false'",
                "'[]'",
                "'{}'",
                "'\"\"'",
                "'[0, -1, 1, 32767, -32768, 65535, 65536, 2147483647, -2147483648, 4294967295]'",
                "'[9223372036854775807, -9223372036854775808, 18446744073709551615]'",
                "'[1.0, 1e300, 1.5e-300, 0.1, 123456789012345.0, 1234567890123456.0, 1e15, 1e14, 1e-15, 1e-16, -2.5]'",
                "'[5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 1e23, 9007199254740993.0, 2e-3, -0.0, 0.0]'",
                "'{\"b\": 1, \"a\": {\"x\": [1, {\"y\": null}]}, \"long key\": \"v\"}'",
                "JSON_QUOTE(CONVERT(0x225C08090A0C0D011F7F2F USING utf8mb4))",
                "'\"ä€😀\"'",
                "JSON_ARRAY(CAST('1.50' AS DECIMAL(10,4)), CAST(-0.5 AS DECIMAL(3,2)), CAST(123456789012345678901234567890 AS DECIMAL(40,5)))",
                "JSON_ARRAY(DATE'2024-02-29', TIME'-838:59:59', TIME'00:00:00.000001', TIME'-00:00:00.5', TIME'12:30:45')",
                "JSON_ARRAY(CAST('2024-02-29 12:34:56' AS DATETIME), CAST('2024-02-29 12:34:56.789' AS DATETIME(3)))",
                "JSON_ARRAY(TIMESTAMP'2020-01-01 00:00:00.5')",
                "JSON_OBJECT('bin', CAST(0x00FF10 AS BINARY), 'bit', b'101', 'big', CAST(REPEAT('x', 100) AS BINARY))",
                "JSON_ARRAY(CAST(REPEAT('y', 57) AS BINARY), CAST(REPEAT('y', 58) AS BINARY))",
                "CAST(CAST('' AS BINARY) AS JSON)",
                "JSON_ARRAY(ST_GeomFromText('POINT(1 2)'))",
                "JSON_ARRAY(1 = 1, CAST(1 AS UNSIGNED), 3.14, 1e0, 2.0e0 / 3)",
                "JSON_QUOTE(REPEAT('long ', 20000))",
                "CONCAT('[', REPEAT('123456, ', 30000), '1]')");
    }

    private static String labels(int count) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add("'l" + i + "'");
        }
        return String.join(",", labels);
    }

    private static String shortened(@Nullable String text) {
        return text == null || text.length() < 300 ? String.valueOf(text) : text.substring(0, 300) + "...";
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
