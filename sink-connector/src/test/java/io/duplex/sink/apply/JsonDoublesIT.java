// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.change.JsonNumbers;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Doubles within documents keep each bit, whatever the server makes of their text, and stay doubles. */
class JsonDoublesIT {
    private static final int DOCUMENTS = 200;
    private static final int DOUBLES = 20;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void arriveBitByBit(MySqlVersion version) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        long seed = Long.getLong("duplex.seed", System.nanoTime());
        System.out.println("JsonDoublesIT " + version + " seed " + seed);
        Random random = new Random(seed);
        try (MySqlServer server = MySqlServer.start(version);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < DOCUMENTS; i++) {
                List<String> doubles = new ArrayList<>();
                while (doubles.size() < DOUBLES) {
                    doubles.add(text(random));
                }
                String document = doubles.stream()
                        .collect(Collectors.joining(", ", "{\"of\": [1, \"0.12345678901234567\", ", "]}"));
                assertThat(stored(statement, document, doubles)).as(document).isEmpty();
            }
        }
    }

    /** What a binlog tells is printed by the source, what a copy reads by the server. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void areKnownByHowServersPrintThem(MySqlVersion version) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        long seed = Long.getLong("duplex.seed", System.nanoTime());
        System.out.println("JsonDoublesIT " + version + " seed " + seed);
        Random random = new Random(seed);
        try (MySqlServer server = MySqlServer.start(version);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 20 * DOCUMENTS; i++) {
                double value = i % 2 == 0
                        ? Double.longBitsToDouble(random.nextLong())
                        : random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
                if (Double.isFinite(value)) {
                    String literal =
                            Double.toString(value) + (Double.toString(value).contains("E") ? "" : "e0");
                    try (ResultSet row = statement.executeQuery("SELECT CAST(JSON_ARRAY(" + literal + ") AS CHAR)")) {
                        row.next();
                        assertThat("[" + printed(value, version) + "]").isEqualTo(row.getString(1));
                        assertThat(JsonNumbers.isDecimal(JsonNumbers.text(value)))
                                .isFalse();
                    }
                }
            }
        }
    }

    /** 5.7 prints whole doubles as integers. */
    private static String printed(double value, MySqlVersion version) {
        String text = JsonNumbers.text(value);
        return version == MySqlVersion.V5_7 && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** As servers print them: plain, with an exponent, short and long. */
    private static String text(Random random) {
        double value = switch (random.nextInt(4)) {
            case 0 -> random.nextDouble();
            case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
            case 2 -> Math.round(random.nextDouble() * 1e9) / 1e3;
            default -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
        };
        return random.nextBoolean() || Math.abs(value) < 1e-200
                ? Double.toString(value).toLowerCase(Locale.ROOT)
                : new java.math.BigDecimal(Double.toString(value)).toPlainString();
    }

    /** Returns those that the server does not hold as they are. */
    private static List<String> stored(Statement statement, String document, List<String> doubles) throws SQLException {
        String sql = JsonExpression.of(document).orElse("CAST('" + document + "' AS JSON)");
        StringBuilder query = new StringBuilder("SELECT ");
        for (int i = 0; i < doubles.size(); i++) {
            String literal = doubles.get(i) + (doubles.get(i).contains("e") ? "" : "e0");
            query.append(i == 0 ? "" : ", ")
                    .append("JSON_EXTRACT(d, '$.of[")
                    .append(i + 2)
                    .append("]') + 0e0 = ")
                    .append(literal);
        }
        List<String> wrong = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(query + " FROM (SELECT " + sql + " AS d) AS made")) {
            row.next();
            for (int i = 0; i < doubles.size(); i++) {
                if (row.getInt(i + 1) != 1) {
                    wrong.add(doubles.get(i));
                }
            }
        }
        return wrong;
    }
}
