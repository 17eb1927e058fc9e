// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After every statement, as the binlog tells it, the model equals information_schema. */
final class DdlModelIT {
    /** The same in every ordinary run; other seeds are for those who look for rare statements. */
    private static final long DEFAULT_SEED = 20_261_121;

    private static final int RANDOM_STATEMENTS = 450;
    private static final int STATEMENTS_OF_A_SEED = 150;

    private static final Map<MySqlVersion, Set<String>> TAGS = Map.of(
            MySqlVersion.V5_7, Set.of("5.7!", "8.0-"),
            MySqlVersion.V8_0, Set.of("8.0", "8.0-"),
            MySqlVersion.V9_7, Set.of("8.0", "9.7"));

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theModelEqualsInformationSchemaAfterEveryStatement(MySqlVersion version) throws IOException, SQLException {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        List<String> failures = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int done = 0;
        try (MySqlServer server = MySqlServer.start(version);
                FollowedServer followed = new FollowedServer(server)) {
            for (String sql : statements(version, "/ddl/statements.sql")) {
                FollowedServer.Step step = followed.run(sql);
                step.refusal().ifPresent(reason -> refused.add(sql + " -> " + reason));
                if (!step.differences().isEmpty()) {
                    failures.add("\n" + sql + " -> " + step.differences());
                }
                done += step.refusal().isEmpty() ? 1 : 0;
            }
            failures.addAll(followed.snapshotDifferences());
            assertThat(copied(followed.catalog()))
                    .as("what a full copy in the schema history keeps")
                    .isEqualTo(followed.catalog().models());
        }

        assertThat(failures)
                .as("differences on %s; refused by the server: %s", version, refused)
                .isEmpty();
        assertThat(done).isGreaterThan(150);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theModelEqualsInformationSchemaAfterEachClauseOfTheManual(MySqlVersion version)
            throws IOException, SQLException {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        List<String> failures = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<String> statements = statements(version, "/ddl/manual.sql");
        try (MySqlServer server = MySqlServer.start(version);
                FollowedServer followed = new FollowedServer(server)) {
            for (String sql : statements) {
                FollowedServer.Step step = followed.run(sql);
                step.refusal().ifPresent(reason -> refused.add(sql + " -> " + reason));
                if (!step.differences().isEmpty()) {
                    failures.add("\n" + sql + " -> " + step.differences());
                }
            }
        }

        System.out.printf(
                "%s: %d statements of the manual, %d refused, %d differing%n",
                version, statements.size(), refused.size(), failures.size());
        assertThat(failures).as("differences on %s", version).isEmpty();
        assertThat(refused).as("refused by %s", version).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theModelEqualsInformationSchemaAfterRandomStatements(MySqlVersion version) throws SQLException {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        long first = Long.getLong("duplex.seed", DEFAULT_SEED);
        int wanted = Integer.getInteger("duplex.ddl.statements", RANDOM_STATEMENTS);
        List<String> failures = new ArrayList<>();
        int done = 0;
        try (MySqlServer server = MySqlServer.start(version)) {
            for (int from = 0; from < wanted; from += STATEMENTS_OF_A_SEED) {
                long seed = first + from / STATEMENTS_OF_A_SEED;
                done += random(server, seed, Math.min(STATEMENTS_OF_A_SEED, wanted - from), failures);
            }
        }

        System.out.printf(
                "%s, -Dduplex.seed=%d: %d random statements, %d accepted, %d differing%n",
                version, first, wanted, done, failures.size());
        assertThat(failures).as("differences on %s", version).isEmpty();
        assertThat(done).isGreaterThan(wanted / 4);
    }

    /** Runs this many statements of a seed over databases of their own; returns how many the server accepted. */
    private static int random(MySqlServer server, long seed, int count, List<String> failures) throws SQLException {
        int done = 0;
        try (FollowedServer followed = new FollowedServer(server)) {
            followed.run("DROP DATABASE IF EXISTS app");
            followed.run("CREATE DATABASE app DEFAULT CHARACTER SET latin1");
            followed.run("USE app");
            followed.run("SET SESSION sql_mode = ''");
            RandomDdl random = new RandomDdl(seed);
            for (int i = 0; i < count; i++) {
                String sql = random.next(List.copyOf(followed.catalog().tables()));
                FollowedServer.Step step = followed.run(sql);
                if (!step.differences().isEmpty()) {
                    failures.add("\n-Dduplex.seed=" + seed + ": " + sql + " -> " + step.differences());
                }
                done += step.refusal().isEmpty() ? 1 : 0;
            }
        }
        return done;
    }

    private static List<ModelTable> copied(TableCatalog catalog) {
        MemorySchemaHistory history = new MemorySchemaHistory();
        HistoryRecord now = HistoryRecord.at(Map.of("server", "a"), Map.of("gtids", ""), 0);
        new CopyingHistory(history, catalog, 1, 1).copyIfDue(now);
        List<ModelTable> tables = new ArrayList<>();
        history.replay(
                0,
                (place, entry) -> tables.addAll(HistoryRecord.fromJson(entry.toJson())
                        .copy()
                        .orElseThrow()
                        .tables()));
        return tables;
    }

    private static List<String> statements(MySqlVersion version, String resource) throws IOException {
        List<String> statements = new ArrayList<>();
        try (InputStream in = DdlModelIT.class.getResourceAsStream(resource)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("[")) {
                    int end = line.indexOf(']');
                    if (TAGS.getOrDefault(version, Set.of()).contains(line.substring(1, end))) {
                        statements.add(line.substring(end + 2));
                    }
                } else if (!line.isBlank() && !line.startsWith("--")) {
                    statements.add(line);
                }
            }
        }
        return statements;
    }
}
