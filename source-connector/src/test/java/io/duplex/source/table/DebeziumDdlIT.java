// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statements of Debezium's own tests, read out of its published test jars: the model follows what servers accept. */
final class DebeziumDdlIT {
    /** A resource of each jar, and the folder whose scripts are run. */
    private static final List<List<String>> JARS =
            List.of(List.of("/ddl/mysql-integration.ddl", "ddl/"), List.of("/mysql/examples/ddl_alter.sql", "mysql/"));

    private static final boolean ALL = Boolean.getBoolean("duplex.ddl.all");
    private static final Set<String> VERBS = Set.of("CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE");
    private static final Set<String> OBJECTS =
            Set.of("TABLE", "TABLES", "TEMPORARY", "INDEX", "UNIQUE", "FULLTEXT", "SPATIAL", "VIEW");

    /** What a run came to. */
    private static final class Count {
        private int statements;
        private int accepted;
        private int parsedOnly;
        private final List<String> stopped = new ArrayList<>();
        private final List<String> differing = new ArrayList<>();
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theModelFollowsTheStatementsOfDebeziumsTests(MySqlVersion version) throws IOException, SQLException {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        assumeTrue(ALL, "run with -Dduplex.ddl.all=true");
        Count count = new Count();
        try (MySqlServer server = MySqlServer.start(version)) {
            for (List<String> script : scripts()) {
                run(server, script, count);
            }
        }

        System.out.printf(
                "%s: %d statements of Debezium's tests, %d accepted, %d more parsed, %d stopped at, %d differing%n",
                version,
                count.statements,
                count.accepted,
                count.parsedOnly,
                count.stopped.size(),
                count.differing.size());
        assertThat(count.differing).as("differences on %s", version).isEmpty();
        assertThat(count.stopped).as("beyond the grammar on %s", version).isEmpty();
        assertThat(count.accepted).isGreaterThan(200);
    }

    private static void run(MySqlServer server, List<String> script, Count count) throws SQLException {
        try (FollowedServer followed = new FollowedServer(server)) {
            followed.run("DROP DATABASE IF EXISTS app");
            followed.run("CREATE DATABASE app CHARACTER SET utf8mb4");
            followed.run("USE app");
            followed.run("SET SESSION sql_mode = '', SESSION foreign_key_checks = 0");
            DdlParser parser = new DdlParser(followed.defaults().version());
            for (String sql : script) {
                FollowedServer.Step step = followed.run(sql);
                count.statements++;
                count.accepted += step.refusal().isEmpty() ? 1 : 0;
                if (step.differences().stream().anyMatch(text -> text.contains("DdlException"))) {
                    count.stopped.add("\n" + sql);
                } else if (!step.differences().isEmpty()) {
                    count.differing.add("\n" + sql + " -> " + step.differences());
                }
                if (step.refusal()
                        .filter(text -> text.contains("doesn't exist"))
                        .isPresent()) {
                    parse(parser, sql, count);
                }
            }
        }
    }

    /** What fails for want of a table only is good syntax. */
    private static void parse(DdlParser parser, String sql, Count count) {
        try {
            parser.parse(sql, StatementContext.of("app"));
            count.parsedOnly++;
        } catch (DdlException e) {
            count.stopped.add("\n" + sql);
        }
    }

    /** The statements about tables of each script. */
    private static List<List<String>> scripts() throws IOException {
        List<List<String>> scripts = new ArrayList<>();
        for (List<String> source : JARS) {
            URL resource = DebeziumDdlIT.class.getResource(source.get(0));
            assertThat(resource).as(source.get(0)).isNotNull();
            JarFile jar = ((JarURLConnection) resource.openConnection()).getJarFile();
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                boolean wanted = name.startsWith(source.get(1));
                if (wanted && (name.endsWith(".sql") || name.endsWith(".ddl"))) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        scripts.add(statements(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                    }
                }
            }
        }
        return scripts;
    }

    private static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        List<SqlText.Token> tokens =
                SqlText.of(script + "\n;", StatementContext.of("app"), 99999).tokens();
        int first = 0;
        for (int i = 0; i <= tokens.size(); i++) {
            if (i == tokens.size() || tokens.get(i).isSymbol(";")) {
                if (i - first > 2 && aboutTables(tokens.subList(first, i))) {
                    statements.add(script.substring(
                            tokens.get(first).start(), tokens.get(i - 1).end()));
                }
                first = i + 1;
            }
        }
        return statements;
    }

    private static boolean aboutTables(List<SqlText.Token> tokens) {
        String verb = tokens.get(0).text().toUpperCase(Locale.ROOT);
        String object = tokens.get(1).text().toUpperCase(Locale.ROOT);
        boolean foreign =
                tokens.stream().anyMatch(token -> token.isName() && token.text().equals("mysql"));
        return VERBS.contains(verb) && OBJECTS.contains(object) && !foreign;
    }
}
