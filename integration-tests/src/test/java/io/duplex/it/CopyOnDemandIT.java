// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots asked for by signals travel in the stream, while others write into the tables that they copy. */
class CopyOnDemandIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final int ROWS = 3_000;
    private static final String TABLES =
            "{\"data-collections\": [\"app[.]t\", \"app[.]pair\", \"app[.]quiet\"], \"type\": \"%s\"}";

    private static Map<String, String> options(String... more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "signal.data.collection", "app.signals",
                "incremental.snapshot.chunk.size", "50",
                "snapshot.mode", "no_data"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    /** The target has less than the source: rows are missing there, and others are as they were long ago. */
    private static void createTables(Site source, Site target) {
        for (Site site : new Site[] {source, target}) {
            site.server()
                    .execute(
                            "CREATE DATABASE app",
                            "CREATE TABLE app.signals (id VARCHAR(64) PRIMARY KEY, type VARCHAR(32), data TEXT)",
                            "CREATE TABLE app.t (id INT PRIMARY KEY, v BIGINT NOT NULL)",
                            "CREATE TABLE app.pair (a INT, b VARCHAR(20), v BIGINT, PRIMARY KEY (a, b))",
                            "CREATE TABLE app.quiet (id INT PRIMARY KEY, v INT)",
                            "GRANT INSERT, DELETE ON app.signals TO '" + Site.USER + "'@'%'");
        }
        fill(source.server());
        target.server().execute("INSERT INTO app.t VALUES (5, -1), (6, -1), (2999, -1)");
    }

    private static void fill(MySqlServer server) {
        StringBuilder rows = new StringBuilder("INSERT INTO app.t VALUES (1, 1)");
        StringBuilder pairs = new StringBuilder("INSERT INTO app.pair VALUES (1, '', 1)");
        for (int id = 2; id <= ROWS; id++) {
            rows.append(",(").append(id).append(",1)");
            pairs.append(",(").append(id % 7).append(",'k").append(id).append("',1)");
        }
        server.execute(rows.toString(), pairs.toString());
    }

    /** Changes rows of the copied tables until it is closed. */
    private static final class Writer implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicLong committed = new AtomicLong();
        private final CompletableFuture<Void> running;

        Writer(MySqlServer server) {
            long seed = Seeds.next("copy on demand");
            Random random = new Random(seed);
            running = CompletableFuture.runAsync(() -> {
                long v = 1;
                while (!ended.get()) {
                    int id = 1 + random.nextInt(ROWS);
                    v++;
                    server.transaction(
                            switch (random.nextInt(6)) {
                                case 0 -> "DELETE FROM app.t WHERE id = " + id;
                                case 1 -> "REPLACE INTO app.t VALUES (" + id + ", " + v + ")";
                                case 2 -> "UPDATE IGNORE app.t SET id = id + 1, v = " + v + " WHERE id = " + id;
                                default -> "UPDATE app.t SET v = " + v + " WHERE id = " + id;
                            },
                            "UPDATE app.pair SET v = " + v + " WHERE a = " + id % 7 + " AND b = 'k" + id + "'");
                    committed.incrementAndGet();
                }
            });
        }

        void awaitCommitted(long more) {
            long wanted = committed.get() + more;
            Eventually.holds("transactions", LIMIT, () -> committed.get() >= wanted);
        }

        @Override
        public void close() {
            ended.set(true);
            running.join();
        }
    }

    private static void signal(Site site, String type, String data) {
        site.server().execute("INSERT INTO app.signals VALUES (UUID(), '" + type + "', '" + data + "')");
    }

    private static long copied(Site source) {
        return Replication.sharedBroker().records().dump(source.stream()).stream()
                .filter(record -> record.headers().containsKey("duplex.copy"))
                .count();
    }

    private static void awaitCopied(Site source, Site target) {
        Eventually.holds("all rows", LIMIT, () -> target.server().number("SELECT COUNT(*) FROM app.pair") >= ROWS);
        new SidesConverge(LIMIT, source.server(), target.server()).verify();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void anIncrementalSnapshotBringsWhatTheTargetLacksWhileOthersWriteAndWorkersAreKilled(String readOnly) {
        try (Site source = Site.startDurable(1, MySqlVersion.V8_0);
                Site target = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            createTables(source, target);
            replication.source(source, options("read.only", readOnly));
            replication.sink(source, target, Map.of());
            signal(source, "execute-snapshot", TABLES.formatted("INCREMENTAL"));
            try (Writer writer = new Writer(source.server())) {
                writer.awaitCommitted(100);
                Eventually.holds("a part of the copy", LIMIT, () -> copied(source) > 500);
                replication.killWorkerOf(Connectors.sourceName(source), LIMIT);
                Eventually.holds("half of the copy", LIMIT, () -> copied(source) > ROWS);
                replication.killWorkerOf(Connectors.sinkName(source, target), LIMIT);
                writer.awaitCommitted(100);
            }
            awaitCopied(source, target);
        }
    }

    @Test
    void aBlockingSnapshotThatIsKilledGoesOnAndBringsWhatTheTargetLacks() {
        try (Site source = Site.startDurable(1, MySqlVersion.V5_7);
                Site target = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            createTables(source, target);
            replication.source(source, options("max.batch.size", "10"));
            replication.sink(source, target, Map.of());
            signal(source, "execute-snapshot", TABLES.formatted("BLOCKING"));
            try (Writer writer = new Writer(source.server())) {
                Eventually.holds("a part of the copy", LIMIT, () -> copied(source) > 500);
                replication.killWorkerOf(Connectors.sourceName(source), LIMIT);
                // The writer deletes as often as it inserts: half of one table's rows may be gone when it is copied.
                Eventually.holds("most of the copy", LIMIT, () -> copied(source) > ROWS + ROWS / 3);
                replication.killWorkerOf(Connectors.sinkName(source, target), LIMIT);
                writer.awaitCommitted(200);
            }
            awaitCopied(source, target);
        }
    }

    @Test
    void copiedRowsDoNotComeBack() {
        try (Site one = Site.startDurable(1, MySqlVersion.V8_0);
                Site two = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            createTables(one, two);
            replication.source(one, options());
            replication.source(two, options());
            replication.sink(one, two, Map.of());
            replication.sink(two, one, Map.of());
            signal(one, "execute-snapshot", TABLES.formatted("INCREMENTAL"));
            long sent = Traffic.sent(replication.broker(), two);
            try (Writer writer = new Writer(one.server())) {
                for (int id = 1; id <= 20; id++) {
                    two.server().execute("INSERT INTO app.quiet VALUES (" + id + ", " + id + ")");
                }
                writer.awaitCommitted(200);
                Eventually.holds("half of the copy", LIMIT, () -> copied(one) > ROWS);
            }
            awaitCopied(one, two);
            two.server().execute("CREATE DATABASE seen");
            Eventually.holds(
                    "all that was sent",
                    LIMIT,
                    () -> one.server()
                                    .number("SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name='seen'")
                            == 1);

            assertThat(Traffic.sent(replication.broker(), two) - sent).isEqualTo(21);
            assertThat(copied(two)).isZero();
        }
    }

    @Test
    void aSourceThatIsSetBackRepeatsWhatSinksPassOver() {
        try (Site source = Site.startDurable(1, MySqlVersion.V8_0);
                Site target = Site.startDurable(2, MySqlVersion.V8_0);
                Replication replication = Replication.onTwoWorkers()) {
            createTables(source, target);
            target.server().execute("DROP TABLE app.t, app.pair");
            replication.source(source, options("snapshot.mode", "initial"));
            replication.sink(source, target, Map.of());
            String before =
                    source.server().rows("SELECT @@GLOBAL.gtid_executed").get(0).get(0);
            new SidesConverge(LIMIT, source.server(), target.server()).verify();
            try (Writer writer = new Writer(source.server())) {
                writer.awaitCommitted(100);
                long sent = Traffic.sent(replication.broker(), source);
                signal(source, "set-binlog-position", "{\"gtid_set\": \"" + before + "\"}");
                writer.awaitCommitted(100);
                Eventually.holds(
                        "repeated changes", LIMIT, () -> Traffic.sent(replication.broker(), source) > sent + 200);
            }
            new SidesConverge(LIMIT, source.server(), target.server()).verify();
        }
    }
}
