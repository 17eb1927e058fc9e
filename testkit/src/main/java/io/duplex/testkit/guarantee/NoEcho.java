// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.workload.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Nothing that was applied comes back: once the writing has stopped, every server's gtid_executed comes to rest and stays
 * still; every row of the ledger was inserted once into each server's binlog; and all servers logged equally many DDL
 * statements. Where a test knows how many transactions a server must have executed, that number is checked too.
 */
public final class NoEcho implements Guarantee {
    private static final String METADATA = "duplex";
    private static final int SHOWN = 10;

    private final Ledger ledger;
    private final Duration quiet;
    private final Duration limit;
    private final List<MySqlServer> servers;
    private final Map<MySqlServer, Binlog> binlogs = new LinkedHashMap<>();
    private final Map<MySqlServer, Long> before = new LinkedHashMap<>();
    private final Map<MySqlServer, LongSupplier> growths = new LinkedHashMap<>();

    /** The first column of the ledger's table must be the transaction's id; {@code limit} is for coming to rest. */
    public NoEcho(Ledger ledger, Duration quiet, Duration limit, MySqlServer... servers) {
        this.ledger = ledger;
        this.quiet = quiet;
        this.limit = limit;
        this.servers = List.of(servers);
    }

    /** The server must execute exactly this many transactions from observing to verifying: its own and the applied ones. */
    public NoEcho expectGrowth(MySqlServer server, LongSupplier transactions) {
        growths.put(server, transactions);
        return this;
    }

    @Override
    public void observe() {
        for (MySqlServer server : servers) {
            binlogs.put(server, Binlog.fromNowOn(server));
            before.put(server, GtidCount.of(server));
        }
    }

    @Override
    public void verify() {
        if (binlogs.isEmpty()) {
            throw new AssertionError("observe() must be called before verify()");
        }
        awaitQuiet();
        List<String> problems = new ArrayList<>();
        for (MySqlServer server : servers) {
            growth(server).ifPresent(problems::add);
            repeatedInserts(server).ifPresent(problems::add);
        }
        repeatedDdl().ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
    }

    private void awaitQuiet() {
        Eventually.get("no server executes anything for " + quiet, limit.plus(quiet), () -> {
            List<String> earlier =
                    servers.stream().map(MySqlServer::gtidExecuted).toList();
            long end = System.nanoTime() + quiet.toNanos();
            while (System.nanoTime() < end) {
                Eventually.pause(Duration.ofMillis(Math.min(200, quiet.toMillis())));
                List<String> now =
                        servers.stream().map(MySqlServer::gtidExecuted).toList();
                if (!now.equals(earlier)) {
                    throw new IllegalStateException("gtid_executed went from " + earlier + " to " + now);
                }
            }
            return Optional.of(true);
        });
    }

    private Optional<String> growth(MySqlServer server) {
        LongSupplier expected = growths.get(server);
        if (expected == null) {
            return Optional.empty();
        }
        long grown = GtidCount.of(server) - before.getOrDefault(server, 0L);
        if (grown == expected.getAsLong()) {
            return Optional.empty();
        }
        return Optional.of("%s executed %d transactions instead of %d; gtid_executed: %s"
                .formatted(server, grown, expected.getAsLong(), server.gtidExecuted()));
    }

    private Optional<String> repeatedInserts(MySqlServer server) {
        Map<String, Long> inserts = binlog(server).insertsByFirstColumn(ledger.table());
        List<String> repeated = inserts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(entry -> entry.getKey() + " " + entry.getValue() + " times")
                .toList();
        if (repeated.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("%s logged %d rows of %s more than once, such as %s"
                .formatted(
                        server,
                        repeated.size(),
                        ledger.table(),
                        repeated.subList(0, Math.min(SHOWN, repeated.size()))));
    }

    private Optional<String> repeatedDdl() {
        Map<MySqlServer, List<String>> logged = new LinkedHashMap<>();
        servers.forEach(server -> logged.put(server, binlog(server).ddl(METADATA)));
        if (logged.values().stream().map(List::size).distinct().count() <= 1) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("the servers logged different numbers of DDL statements:");
        logged.forEach((server, statements) -> text.append("%n  %s: %d, the last ones %s"
                .formatted(
                        server,
                        statements.size(),
                        statements.subList(Math.max(0, statements.size() - SHOWN), statements.size()))));
        return Optional.of(text.toString());
    }

    private Binlog binlog(MySqlServer server) {
        return Optional.ofNullable(binlogs.get(server)).orElseThrow();
    }
}
