// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * JSON documents. Those of the table {@code lookalikes} hold numbers whose text is that of a number of another type; a copy
 * cannot see which (docs/limits.md), so they are written behind it.
 */
final class JsonCatalogue {
    private static final List<String> PLAIN = List.of(
            "'null'",
            "'true'",
            "'false'",
            "'0'",
            "'-1'",
            "'[0, 1, -1, 32767, -32768, 65535, 65536, 2147483647, -2147483648, 4294967295, 4294967296]'",
            "'[9223372036854775807, -9223372036854775808, 18446744073709551615, 9007199254740993]'",
            "'18446744073709551615'",
            "'-9223372036854775808'",
            "'[18446744073709551616, 123456789012345678901234567890, -1e308, 1e300]'",
            "'[0.1, 1.5, -2.5, 1e-300, 5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 1e23]'",
            "'[1e15, 1e16, 1e-15, 1e-16, 123456789012345.6, 1234567890123456.5, 0.30000000000000004, -0.5]'",
            "'1.5'",
            "'\"\"'",
            "'\"text\"'",
            "'\"2020-01-02\"'",
            "'[\"2020-01-02 03:04:05.000000\", \"12:34:56.000000\", \"base64:type15:AAAA\", \"1.50\"]'",
            "'[]'",
            "'{}'",
            "'[[], {}, [[]], [{}], {\"a\": []}]'",
            "'{\"a\": 1, \"A\": 2, \"a \": 3, \" a\": 4, \"\": 5, \" \": 6, \"1\": 7, \"01\": 8, \"1.0\": 9}'",
            "'{\"\u00e9\": 1, \"e\u0301\": 2, \"\u00c9\": 3, \"\uD83D\uDE00\": 4, \"\uFFFD\": 5, \"\u0130\": 6}'",
            "'{\"aa\": 1, \"b\": 2, \"ab\": 3, \"a\": 4, \"aaa\": 5, \"B\": 6}'",
            "'{\"k\": 1, \"k\": 2, \"\\\\u006b\": 3}'",
            "'{\"q\\\\\"\": 1, \"b\\\\\\\\\": 2, \"n\\\\n\": 3, \"z\\\\u0000\": 4, \"u\\\\u001f\": 5, \"t\\\\t\": 6, \"/\": 7}'",
            "JSON_QUOTE(CONVERT(x'00010203040506070809' USING utf8mb4))",
            "JSON_QUOTE(CONVERT(x'0a0b0c0d0e0f10111213141516' USING utf8mb4))",
            "JSON_QUOTE(CONVERT(x'1718191a1b1c1d1e1f20225c2f7f' USING utf8mb4))",
            "'\"\u00e4\u20ac\uD83D\uDE00\u2028\uFEFF\uFFFF\"'",
            "'[\"\\\\ud83d\\\\ude00\", \"\\\\u00e4\", \"\\\\/\"]'",
            "CONCAT(REPEAT('[', 99), REPEAT(']', 99))",
            "CONCAT(REPEAT('{\"a\":[', 49), '1', REPEAT(']}', 49))",
            "JSON_QUOTE(REPEAT('long ', 20000))",
            "CONCAT('[', REPEAT('123456, ', 20000), '1]')",
            "CONCAT('{\"', REPEAT('k', 60000), '\": \"', REPEAT('v', 70000), '\"}')",
            "JSON_ARRAY(ST_GeomFromText('POINT(1 2)'), 1 = 1)",
            "CAST(12345678901234567890123456789012345.123456789012345678901234567890 AS JSON)",
            "JSON_ARRAY(12345678901234567890.12, CAST('1.50' AS DECIMAL(5,2)), CAST('-0.10' AS DECIMAL(5,2)))",
            "JSON_OBJECT('x', CAST('99999999999999999999999999999999999.999999999999999999999999999999'"
                    + " AS DECIMAL(65,30)))");

    /** Printed as doubles and integers are. */
    private static final List<String> LOOKALIKES = List.of(
            "JSON_ARRAY(CAST('1.5' AS DECIMAL(5,1)), CAST(7 AS DECIMAL(3,0)), CAST(0 AS DECIMAL(1,0)), 2.25)",
            "CAST(CAST('1.5' AS DECIMAL(5,1)) AS JSON)",
            "CAST(CAST(7 AS DECIMAL(3,0)) AS JSON)");

    /** 5.7 prints them as integers. */
    private static final List<String> WHOLE_DOUBLES =
            List.of("CAST(-0e0 AS JSON)", "JSON_ARRAY(-0e0, 0e0, 1e0, -1e0, 100e0, 1e14, 123456789e0)");

    private static final List<String> TYPED = List.of(
            "JSON_ARRAY(CAST('2020-01-02' AS DATE), CAST('0000-00-00' AS DATE), CAST('2024-02-30' AS DATE))",
            "JSON_ARRAY(CAST('2020-01-02 03:04:05' AS DATETIME), CAST('2020-01-02 03:04:05.123456' AS DATETIME(6)))",
            "JSON_ARRAY(CAST('0000-00-00 00:00:00' AS DATETIME), CAST('2020-00-15 01:02:03' AS DATETIME))",
            "JSON_ARRAY(CAST('-23:59:59' AS TIME), CAST('23:59:59' AS TIME), CAST('-00:00:00.000001' AS TIME(6)))",
            "JSON_ARRAY(CAST('00:00:00' AS TIME), CAST('12:34:56.5' AS TIME(3)))",
            "JSON_ARRAY(CAST('2020-01-02' AS DATE), '2020-01-02', JSON_OBJECT('a', CAST('01:02:03' AS TIME)))",
            "JSON_OBJECT('d', CAST('9999-12-31' AS DATE), 'a', JSON_ARRAY(CAST('0001-01-01' AS DATE)))",
            "CAST(CAST('2020-01-02' AS DATE) AS JSON)",
            "CAST(CAST('2020-01-02 03:04:05.6' AS DATETIME(6)) AS JSON)",
            "CAST(CAST('-12:34:56.789' AS TIME(3)) AS JSON)",
            "'[\"2020-01-02\", \"12:34:56.000000\", \"2020-01-02 03:04:05.000000\", \"base64:type15:AAAA\"]'",
            "JSON_OBJECT('a', CAST('2020-01-02' AS DATE), 'A', '2020-01-02', 'k \"q', CAST('2020-01-02' AS DATE), 'b',"
                    + " JSON_OBJECT('k \"q', '2020-01-02', 'x.y', CAST('2020-01-02' AS DATE), '\u00e4', '', '', '1'))",
            "JSON_OBJECT('', CAST('2020-01-02' AS DATE), '1', '2020-01-02', 'n\\n\\\\', '2020-01-02', '[0]', 'x')",
            // As out of a column of type BLOB.
            "JSON_ARRAY((SELECT x'00ff10' UNION ALL SELECT GROUP_CONCAT(x'') LIMIT 1), '2020-01-02')",
            "JSON_ARRAY((SELECT REPEAT(x'00ff', 9000) UNION ALL SELECT GROUP_CONCAT(x'') LIMIT 1), 'x')",
            "JSON_ARRAY(CAST(x'00ff10' AS BINARY), CAST('' AS BINARY), x'5c27220a')",
            "JSON_OBJECT('b', CAST(REPEAT('x', 100) AS BINARY), 'c', CAST(REPEAT(x'ff00', 5000) AS BINARY))",
            "JSON_EXTRACT(JSON_ARRAY(CAST(x'00ff10' AS BINARY)), '$[0]')",
            "JSON_ARRAY(CAST(REPEAT('y', 57) AS BINARY), CAST(REPEAT('y', 58) AS BINARY))");

    /** Servers of 5.7 and 8.0 garble hours from 32 on when they put them into a document. */
    private static final String HOURS = "JSON_ARRAY(CAST('-838:59:59' AS TIME), CAST('838:59:59' AS TIME))";

    private JsonCatalogue() {}

    static List<ValueTable> tables(MySqlVersion version, long seed) {
        List<String> plain = new ArrayList<>(PLAIN);
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            plain.add("'" + random(random, 0) + "'");
        }
        List<String> streamed = new ArrayList<>(LOOKALIKES);
        (version == MySqlVersion.V5_7 ? streamed : plain).addAll(WHOLE_DOUBLES);
        List<String> typed = new ArrayList<>(TYPED);
        if (version == MySqlVersion.V9_7) {
            typed.add(HOURS);
        }
        return List.of(
                ValueTable.of("documents", List.of(ValueColumn.of("JSON", plain))),
                ValueTable.of("typed_documents", List.of(ValueColumn.of("JSON", typed))),
                ValueTable.of("lookalikes", List.of(ValueColumn.of("JSON", streamed)))
                        .onlyStreamed());
    }

    private static String random(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 6 : 8)) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 2 -> random.nextBoolean() ? "true" : "null";
            case 3 -> Integer.toString(random.nextInt(100));
            case 4, 5 -> "\"" + (char) ('a' + random.nextInt(26)) + (char) (0xC0 + random.nextInt(60)) + "\"";
            case 6 -> {
                List<String> elements = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    elements.add(random(random, depth + 1));
                }
                yield "[" + String.join(", ", elements) + "]";
            }
            default -> {
                List<String> members = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    members.add("\"" + "abc".substring(0, random.nextInt(4)) + random.nextInt(9) + "\": "
                            + random(random, depth + 1));
                }
                yield "{" + String.join(", ", members) + "}";
            }
        };
    }
}
