// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.FilterEvaluationException;
import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.filter.ServerRowFilter;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.binlog.ReaderOptions;
import io.duplex.source.origin.StreamUnderTest;
import io.duplex.source.table.FilterSession;
import io.duplex.source.table.ServerSchemaReader;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares filters with the server itself, row by row. Longer: {@code -Dduplex.filter.seconds=600}. */
class RowFilterIT {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("duplex.filter.seconds", 7));
    private static final long SEED = Long.getLong("duplex.filter.seed", 20_261_121);
    private static final int ROWS = 40;
    private static final int EXPRESSIONS_PER_TABLE = 400;

    private final Map<String, Integer> refusals = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private final Map<String, Integer> refusedAtAll = new HashMap<>();
    private @Nullable FilterSession evaluating;
    private int sent;
    private int sentCompared;
    private int invalid;
    private int errorsDiffer;
    private int compared;
    private int failed;
    private int stricter;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aFilterTellsOfEachRowWhatTheServerTells(MySqlVersion version) throws SQLException {
        assumeThat(version.available())
                .as(version + ": " + version.unavailableReason())
                .isTrue();
        Random random = new Random(SEED);
        try (MySqlServer server = MySqlServer.start(version);
                Connection session = server.connect();
                Statement statement = session.createStatement()) {
            server.execute("CREATE DATABASE app");
            statement.execute(RowFilter.SESSION);
            evaluating = session(server);
            long end = System.nanoTime() + TIME.toNanos();
            for (int i = 0; System.nanoTime() < end && differences.size() < 30; i++) {
                table(server, session, "t" + i, random);
            }
        }
        int refused = refusals.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(version + " seed " + SEED + ": " + compared + " expressions compared over " + ROWS
                + " rows each, " + failed + " with an error in both, " + refused + " refused, " + stricter
                + " with an error only here, " + differences.size()
                + " differ");
        int refusedBoth =
                refusedAtAll.values().stream().mapToInt(Integer::intValue).sum();
        System.out.println(
                version + ": of the refused ones the server takes " + (sent - invalid) + "; rows sent to it for "
                        + sentCompared + " expressions; " + refusedBoth
                        + " refused of what the server takes " + refusedAtAll + "; " + errorsDiffer
                        + " with an error on one side only");
        if (Boolean.getBoolean("duplex.filter.refusals")) {
            refusals.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .forEach(entry -> System.out.println(entry.getValue() + " " + entry.getKey()));
        }
        assertThat(differences).as("seed " + SEED).isEmpty();
        assertThat(compared).isGreaterThan(50);
        assertThat(stricter).isLessThanOrEqualTo(1 + compared / 500);
    }

    private static FilterSession session(MySqlServer server) {
        return new FilterSession(
                StreamUnderTest.connections(server, server.port()),
                new ReaderOptions.Retries(OptionalLong.of(3), Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatTheServerEvaluatesWritesNoTransaction(MySqlVersion version) throws SQLException {
        assumeThat(version.available())
                .as(version + ": " + version.unavailableReason())
                .isTrue();
        try (MySqlServer server = MySqlServer.start(version);
                Connection session = server.connect()) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20))");
            String before = executed(session);
            TableSchema table = new ServerSchemaReader(session).table(new TableId("app", "t"));
            ServerRowFilter filter = ServerRowFilter.compile("v REGEXP '^a' AND t.id / 2 > 0.5", table);
            try (FilterSession filters = session(server)) {
                List<RowImage> rows = new ArrayList<>();
                for (long id = 0; id < 2500; id++) {
                    rows.add(RowImage.of(id, (id % 3 == 0 ? "b" : "ab").getBytes(StandardCharsets.US_ASCII)));
                }
                long started = System.nanoTime();
                List<ServerRowFilter.Verdict> verdicts = filter.of(rows, filters);
                System.out.println(version + ": " + rows.size() + " rows evaluated by the server in "
                        + (System.nanoTime() - started) / 1000 + " us");
                for (int id = 0; id < rows.size(); id++) {
                    assertThat(verdicts.get(id).passes()).as("row %s", id).isEqualTo(id > 1 && id % 3 != 0);
                }
            }
            assertThat(executed(session)).isEqualTo(before);
        }
    }

    private static String executed(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
            row.next();
            return row.getString(1);
        }
    }

    private void table(MySqlServer server, Connection session, String name, Random random) throws SQLException {
        TableId id = new TableId("app", name);
        RandomTable.create(server, id.quoted(), ROWS, random);
        TableSchema table = new ServerSchemaReader(session).table(id);
        List<RowImage> rows = rows(session, table);
        RandomFilters filters = new RandomFilters(table, random);
        for (int i = 0; i < EXPRESSIONS_PER_TABLE; i++) {
            String expression = filters.condition(random.nextInt(4));
            if (server.version() != MySqlVersion.V9_7 || !expression.matches("(?s).*(MD5|SHA1)\\(.*")) { // gone in 9.6
                compare(session, table, rows, expression);
            }
        }
    }

    private static List<RowImage> rows(Connection session, TableSchema table) throws SQLException {
        List<ColumnReading> readings =
                table.columns().stream().map(ColumnReading::of).toList();
        String select = table.columns().stream()
                .map(column -> ColumnReading.of(column).select(column))
                .collect(Collectors.joining(", "));
        List<RowImage> rows = new ArrayList<>();
        try (Statement statement = session.createStatement()) {
            statement.execute("SET SESSION character_set_results=NULL");
            try (ResultSet row = statement.executeQuery(
                    "SELECT " + select + " FROM " + table.id().quoted() + " ORDER BY id")) {
                while (row.next()) {
                    @Nullable Object[] values = new Object[readings.size()];
                    for (int i = 0; i < values.length; i++) {
                        byte[] bytes = row.getBytes(i + 1);
                        values[i] =
                                bytes == null ? null : readings.get(i).value().apply(bytes);
                    }
                    rows.add(RowImage.of(values));
                }
            }
            statement.execute("SET SESSION character_set_results=utf8mb4");
        }
        return rows;
    }

    private void compare(Connection session, TableSchema table, List<RowImage> rows, String expression) {
        RowFilter filter;
        try {
            filter = RowFilter.compile(expression, table);
        } catch (FilterRefusedException refused) {
            sent++;
            refusals.merge(
                    String.valueOf(refused.getMessage())
                            .replaceAll("^`.*?` in the row", "...")
                            .replaceAll("`.*?`", "..."),
                    1,
                    Integer::sum);
            compareSent(session, table, rows, expression);
            return;
        }
        if (compared % 20 == 0) {
            compareSent(session, table, rows, expression);
        }
        String ours = ours(filter, rows);
        String servers = servers(
                session,
                "SELECT (" + expression + ") IS NULL, (" + expression + ") IS TRUE FROM "
                        + table.id().quoted() + " ORDER BY id");
        if (ours.contains("servers disagree")) {
            return;
        }
        boolean bothFail = ours.startsWith("error") && servers.startsWith("error");
        // The server may leave out a part whose result cannot matter; ours evaluates it and stops with an error.
        if (!bothFail && ours.startsWith("error")) {
            stricter++;
            return;
        }
        failed += bothFail ? 1 : 0;
        compared++;
        if (!bothFail && !same(expression, ours, servers)) {
            differences.add(difference(table, rows, expression, ours, servers));
            return;
        }
        if (!bothFail) {
            String kept = servers(session, "SELECT 0, 1 FROM " + table.id().quoted() + " WHERE (" + expression + "\n)");
            if (!kept.startsWith("error")
                    && kept.length() != ours.chars().filter(c -> c == '1').count()) {
                differences.add("WHERE " + difference(table, rows, expression, ours, kept));
            }
        }
    }

    /** As {@link #compare}, for rows that are sent to the server; what no server takes, nobody can compare. */
    private void compareSent(Connection session, TableSchema table, List<RowImage> rows, String expression) {
        String kept =
                servers(session, "SELECT 0, 1 FROM " + table.id().quoted() + " WHERE (" + expression + "\n) LIMIT 0");
        if (kept.startsWith("error")) {
            invalid++;
            return;
        }
        FilterSession evaluator = Objects.requireNonNull(evaluating);
        try {
            ServerRowFilter filter = ServerRowFilter.compile(expression, table);
            filter.verify(evaluator);
            sentCompared++;
            List<ServerRowFilter.Verdict> verdicts = filter.of(rows, evaluator);
            String ours = verdicts.stream()
                    .map(verdict -> verdict.error().isPresent() ? "E" : verdict.passing() ? "1" : "0")
                    .collect(Collectors.joining());
            String selected = kept(session, table, expression);
            if (ours.contains("E") || selected.startsWith("error")) {
                failed += selected.startsWith("error") ? 1 : 0;
                if (ours.contains("E") != selected.startsWith("error")) {
                    errorsDiffer++;
                }
            } else if (!ours.equals(selected)) {
                differences.add("SENT " + difference(table, rows, expression, ours, selected));
            }
        } catch (FilterRefusedException | FilterEvaluationException refused) {
            refusedAtAll.merge(refused.getMessage() + " in " + expression, 1, Integer::sum);
        }
    }

    private static String kept(Connection session, TableSchema table, String expression) {
        StringBuilder kept = new StringBuilder("0".repeat(ROWS));
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id FROM " + table.id().quoted() + " WHERE (" + expression + "\n)")) {
            while (row.next()) {
                kept.setCharAt(row.getInt(1) - 1, '1');
            }
        } catch (SQLException error) {
            return "error " + error.getMessage();
        }
        return kept.toString();
    }

    /** A filter with the operator {@code <=>} promises no more than which rows pass. */
    private static boolean same(String expression, String ours, String servers) {
        return expression.contains("<=>")
                ? ours.replace('N', '0').equals(servers.replace('N', '0'))
                : ours.equals(servers);
    }

    private static String ours(RowFilter filter, List<RowImage> rows) {
        StringBuilder result = new StringBuilder();
        for (RowImage row : rows) {
            try {
                Optional<Boolean> truth = filter.truth(row);
                result.append(truth.isEmpty() ? 'N' : truth.get() ? '1' : '0');
            } catch (FilterEvaluationException error) {
                return "error " + error.getMessage();
            }
        }
        return result.toString();
    }

    private static String servers(Connection session, String query) {
        StringBuilder result = new StringBuilder();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                result.append(row.getInt(1) == 1 ? 'N' : row.getInt(2) == 1 ? '1' : '0');
            }
        } catch (SQLException error) {
            return "error " + error.getMessage();
        }
        return result.toString();
    }

    private static String difference(
            TableSchema table, List<RowImage> rows, String expression, String ours, String servers) {
        StringBuilder text = new StringBuilder("\n" + expression + "\n  ours    " + ours + "\n  servers " + servers);
        for (int i = 0; i < table.columns().size(); i++) {
            Column column = table.columns().get(i);
            if (expression.matches("(?s).*\\b" + column.name() + "\\b.*")) {
                text.append("\n  ")
                        .append(column.name())
                        .append(' ')
                        .append(column.declaration().declaredType())
                        .append(column.text().collation().orElse(""));
                for (int row = 0; row < Math.min(ours.length(), rows.size()); row++) {
                    if (servers.length() <= row || ours.charAt(row) != servers.charAt(row)) {
                        Object value = rows.get(row).get(i);
                        text.append(" | ")
                                .append(
                                        value instanceof byte[] bytes
                                                ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                                                : value);
                        break;
                    }
                }
            }
        }
        return text.toString();
    }
}
