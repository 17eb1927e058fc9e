// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.source.decode.Decoded.Kind;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With binlog_row_value_options=PARTIAL_JSON, updated documents are the ones that the server has. */
class PartialJsonIT {
    private static final int UPDATES = 600;
    private static final String[] NAMES = {"a", "bb", "c c", "d\"q", "ö", "e.f", "longer name of a member", "1"};
    private static final String[] SCALARS = {
        "1",
        "-70000",
        "18446744073709551615",
        "1.5",
        "'text'",
        "TRUE",
        "NULL",
        "CAST('[1, [2, 3], {\"x\": 4}]' AS JSON)",
        "CAST('{\"a\": {\"bb\": [1, 2]}, \"z\": \"\\\\\"\"}' AS JSON)",
        "CAST('2024-05-06 07:08:09.5' AS DATETIME(6))",
        "CAST(12.34 AS DECIMAL(9,4))",
        "REPEAT('y', 300)",
        "CAST('{}' AS JSON)",
        "CAST('[]' AS JSON)"
    };

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource(value = MySqlVersion.class, mode = EnumSource.Mode.EXCLUDE, names = "V5_7")
    void changedDocumentsAreWhatTheServerHas(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        System.out.println("seed " + seed);
        try (MySqlServer server = MySqlServer.builder(version)
                        .option("--binlog-row-value-options=PARTIAL_JSON")
                        .start();
                StreamUnderTest stream = StreamUnderTest.fromNow(server);
                Connection connection = server.connect()) {
            server.execute(
                    "CREATE DATABASE a",
                    "CREATE TABLE a.j(id INT PRIMARY KEY, n INT, j JSON, k JSON, v VARCHAR(10), l JSON)",
                    "INSERT INTO a.j VALUES (1, 1, " + document() + ", NULL, 'x', " + document() + ")",
                    "INSERT INTO a.j VALUES (2, 1, " + document() + ", '1', NULL, " + document() + ")");
            List<String> expected = new ArrayList<>();
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < UPDATES; i++) {
                update(connection, expected, statements);
            }

            List<RowEvent> updates = stream.rows(server).stream()
                    .filter(row -> row.kind() == Kind.UPDATE)
                    .toList();

            assertThat(updates).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(documents(updates.get(i)))
                        .as("seed %d, after %s", seed, statements.get(i))
                        .isEqualTo(expected.get(i));
            }
            assertThat(server.rows("SHOW BINLOG EVENTS IN '" + lastFile(server) + "'"))
                    .anyMatch(event -> event.get(2).equals("Update_rows_partial"));
        }
    }

    private static String lastFile(MySqlServer server) {
        List<List<String>> files = server.rows("SHOW BINARY LOGS");
        return files.get(files.size() - 1).get(0);
    }

    private void update(Connection connection, List<String> expected, List<String> statements) throws SQLException {
        int id = 1 + random.nextInt(2);
        String column = random.nextInt(3) == 0 ? "l" : "j";
        String sql = "UPDATE a.j SET n=n+1, " + column + "=" + change(column)
                + (random.nextInt(10) == 0 ? ", k=" + document() : "") + " WHERE id=" + id;
        try (Statement statement = connection.createStatement();
                PreparedStatement read = connection.prepareStatement(
                        "SELECT CAST(j AS CHAR), CAST(k AS CHAR), CAST(l AS CHAR) FROM a.j WHERE id=?")) {
            statement.execute(sql);
            read.setInt(1, id);
            try (ResultSet row = read.executeQuery()) {
                row.next();
                String found = row.getString(1) + "\n" + row.getString(2) + "\n" + row.getString(3);
                expected.add(found);
                statements.add(sql);
                if (found.length() > 20_000 || row.getString(1) == null || row.getString(3) == null) {
                    statement.execute("UPDATE a.j SET j=" + document() + ", l=" + document() + " WHERE id=" + id);
                    statements.add("new documents");
                    try (ResultSet renewed = read.executeQuery()) {
                        renewed.next();
                        expected.add(renewed.getString(1) + "\n" + renewed.getString(2) + "\n" + renewed.getString(3));
                    }
                }
            }
        }
    }

    private String change(String column) {
        String value = column;
        int calls = 1 + random.nextInt(3);
        for (int i = 0; i < calls; i++) {
            value = switch (random.nextInt(4)) {
                case 0 -> "JSON_REMOVE(" + value + ", '" + path(true) + "')";
                case 1 -> "JSON_REPLACE(" + value + ", '" + path(false) + "', " + scalar() + ")";
                default ->
                    "JSON_SET(" + value + ", '" + path(false) + "', " + scalar() + ", '" + path(false) + "', "
                            + scalar() + ")";
            };
        }
        return value;
    }

    private String path(boolean below) {
        StringBuilder path = new StringBuilder("$");
        int legs = random.nextInt(4) + (below ? 1 : 0);
        for (int i = 0; i < legs; i++) {
            if (random.nextBoolean()) {
                path.append('[')
                        .append(random.nextInt(20) == 0 ? "last" : random.nextInt(5))
                        .append(']');
            } else {
                path.append(".\"").append(name()).append('"');
            }
        }
        return path.toString();
    }

    private String name() {
        return NAMES[random.nextInt(NAMES.length)].replace("\"", "\\\\\"");
    }

    private String scalar() {
        return SCALARS[random.nextInt(SCALARS.length)];
    }

    private String document() {
        return "CAST('" + value(3) + "' AS JSON)";
    }

    private String value(int depth) {
        int size = 2 + random.nextInt(5);
        StringBuilder text = new StringBuilder();
        boolean object = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(object ? "\"" + name() + "\": " : "")
                    .append(depth > 0 ? value(depth - 1) : "\"" + "v".repeat(random.nextInt(60)) + "\"");
        }
        return object ? "{" + text + "}" : "[" + text + "]";
    }

    private static String documents(RowEvent row) {
        return text(row, 2) + "\n" + text(row, 3) + "\n" + text(row, 5);
    }

    private static @Nullable String text(RowEvent row, int column) {
        return row.after().orElseThrow().get(column) instanceof byte[] bytes ? JsonMarks.text(bytes) : null;
    }
}
