// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DebeziumEqual: our records are Debezium's, for the same server, snapshot, binlog and options. */
final class DebeziumEqualIT {
    private static final Map<MySqlVersion, MySqlServer> SERVERS = new EnumMap<>(MySqlVersion.class);
    private static final int GROUPS = Integer.getInteger("duplex.equal.groups", 40);
    private static final Pattern PLAIN = Pattern.compile("[\\w$]+[.][\\w$]+");
    /** Keys' columns have a reserved word or a backtick as name. */
    private static final Set<String> ODD_KEYS = Set.of("select.group", "select.deviates_backtick");

    private static final String ONLY = System.getProperty("duplex.equal.only", "");

    @TempDir
    Path directory;

    @AfterAll
    static void stopServers() {
        SERVERS.values().forEach(MySqlServer::close);
        SERVERS.clear();
    }

    static List<Workload> workloads() {
        List<Workload> all = new ArrayList<>(Workloads.compact());
        if (Boolean.getBoolean("duplex.equal.all")) {
            all.addAll(Workloads.rest());
        }
        return all.stream()
                .filter(workload -> workload.toString().matches(".*" + ONLY + ".*"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void ourRecordsAreDebeziums(Workload workload) {
        assumeTrue(
                workload.version().available(),
                () -> workload + ": " + workload.version().unavailableReason());
        MySqlServer server = SERVERS.computeIfAbsent(workload.version(), MySqlServer::start);
        Script script = Script.read(
                workload.script(), workload.version().name().substring(1).replace('_', '.'));
        dropDatabases(server);
        server.execute(script.before().toArray(String[]::new));

        Comparison comparison = run(workload, server, script);

        Accepted.Result result = Accepted.divide(comparison, workload);
        System.out.printf(
                "DebeziumEqual: %s: compared %d, differing %d, differing offsets %d, documented deviations %d%s%n",
                workload,
                comparison.compared(),
                result.rest().differing(),
                result.rest().differingOffsets(),
                result.deviations(),
                result.rest().report(GROUPS));
        assertThat(comparison.compared()).isPositive();
        assertThat(result.rest().differing() + result.rest().differingOffsets())
                .as(() -> workload + result.rest().report(GROUPS))
                .isZero();
    }

    private Comparison run(Workload workload, MySqlServer server, Script script) {
        try (ComparedSources sources = ComparedSources.start(server, directory, workload.options())) {
            if (!workload.streams()) {
                sources.awaitQuiet();
                return sources.compare();
            }
            sources.awaitStreaming();
            server.execute(script.stream().toArray(String[]::new));
            sources.settle();
            if (workload.copied() != Workload.Copied.NOT) {
                sources.copy(workload.copied(), tables(server, workload.copied()));
            }
            Comparison records = sources.compare();
            return workload.heartbeats() ? records.and(sources.compareHeartbeats()) : records;
        }
    }

    /** All tables; some names of tables and of their keys' columns end an incremental snapshot of Debezium's. */
    private static List<String> tables(MySqlServer server, Workload.Copied copied) {
        return server
                .rows("SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_schema "
                        + "NOT IN ('aa_sentinel', 'mysql', 'sys', 'information_schema', 'performance_schema') "
                        + "AND table_type = 'BASE TABLE' ORDER BY 1")
                .stream()
                .map(row -> row.get(0))
                .filter(name -> copied == Workload.Copied.BLOCKING
                        || (PLAIN.matcher(name).matches() && !ODD_KEYS.contains(name)))
                .toList();
    }

    private static void dropDatabases(MySqlServer server) {
        for (List<String> row : server.rows("SELECT schema_name FROM information_schema.schemata WHERE schema_name "
                + "NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')")) {
            server.execute("DROP DATABASE `" + row.get(0).replace("`", "``") + "`");
        }
    }
}
