// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.ScheduledTargets.add;
import static io.duplex.sink.apply.ScheduledTargets.apply;
import static io.duplex.sink.apply.TargetFixture.at;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.CommitOrder;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.sink.transaction.Unit;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A first copy in several sessions of a real server. */
class CopyLanesIT {
    private static final int WORKERS = 4;
    private static final int BATCH = 50;
    private static final int BATCHES = 60;
    private static final GtidSet EXECUTED = GtidSet.parse(TargetFixture.UUID + ":1-40");
    private static final Rows ITEM = Rows.of("item", "id", "name");
    private static final Rows BARE = Rows.of("bare", "v");
    private static final String CREATE_ITEM = "CREATE TABLE `item` (`id` int NOT NULL, `name` varchar(20) DEFAULT NULL,"
            + " PRIMARY KEY (`id`), UNIQUE KEY `n` (`name`))";
    private static final ScheduledTargets TARGETS = new ScheduledTargets(10 * BATCH);

    private final long seed = System.nanoTime();

    @AfterAll
    static void stop() {
        TARGETS.close();
    }

    private TransactionScheduler scheduler(MySqlVersion version, CommitOrder order, int workers) {
        return TARGETS.scheduler(version, order, workers, seed);
    }

    private static SnapshotHeader header(long record) {
        return new SnapshotHeader("s1", TargetFixture.SOURCE_SITE, record, record == 2 + BATCH * BATCHES, EXECUTED);
    }

    private static SnapshotStatement table(long record, String name, String create) {
        return new SnapshotStatement(
                header(record),
                Optional.of("app"),
                Optional.of(new TableId("app", name)),
                Optional.empty(),
                create,
                at(record));
    }

    /** Rows of a table with keys, then as many of one without. */
    private static List<Unit> copy() {
        List<Unit> units = new ArrayList<>();
        units.add(table(1, "item", CREATE_ITEM));
        units.add(table(2, "bare", "CREATE TABLE `bare` (`v` int DEFAULT NULL)"));
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Received.SnapshotRow> rows = new ArrayList<>();
            long first = 3 + (long) batch * BATCH;
            for (long record = first; record < first + BATCH; record++) {
                rows.add(
                        batch < BATCHES / 2
                                ? ITEM.read(header(record), record, "name " + record)
                                : BARE.read(header(record), record / 2));
            }
            long last = first + BATCH - 1;
            units.add(new SnapshotBatch(header(last), first, rows, at(first), at(last)));
        }
        return units;
    }

    private void assertCopied(MySqlServer server) {
        int half = BATCH * BATCHES / 2;
        assertThat(server.rows("SELECT COUNT(*), SUM(id), SUM(name = CONCAT('name ', id)) FROM app.item"))
                .as("seed %d", seed)
                .isEqualTo(List.of(List.of("" + half, "" + sum(3, 3 + half), "" + half)));
        assertThat(server.rows("SELECT COUNT(*), COUNT(DISTINCT v) FROM app.bare")
                        .toString())
                .as("seed %d", seed)
                .isEqualTo("[[" + half + ", " + (half / 2 + 1) + "]]");
        assertThat(server.rows("SELECT snapshot_complete, snapshot_record FROM duplex.applied_transaction"
                                + " WHERE snapshot_id IS NOT NULL")
                        .toString())
                .isEqualTo("[[1, " + (2 + BATCH * BATCHES) + "]]");
    }

    private static long sum(long from, long to) {
        return (from + to - 1) * (to - from) / 2;
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void batchesAreWrittenSideBySideAndGoOnBehindTheLastOneAfterARestart(MySqlVersion version) {
        MySqlServer server = TARGETS.empty(version);
        List<Unit> units = copy();
        try (TransactionScheduler scheduler = scheduler(version, CommitOrder.RELAXED, WORKERS)) {
            apply(scheduler, units.subList(0, 40));
            assertThat(server.number("SELECT COUNT(*) FROM duplex.applied_transaction WHERE snapshot_record > 0"))
                    .as("workers with work")
                    .isGreaterThan(1);
            assertThat(server.number("SELECT MAX(snapshot_record) FROM duplex.applied_transaction"))
                    .isEqualTo(2 + 38 * BATCH);
        }
        try (TransactionScheduler scheduler = scheduler(version, CommitOrder.SOURCE, 2)) {
            apply(scheduler, units);
            apply(scheduler, List.of(transaction(41, ITEM.insert(1L, "after the copy"))));
        }
        server.execute("DELETE FROM app.item WHERE id = 1");
        assertCopied(server);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void killedSessionsAndTasksThatAreLeftLoseAndDoubleNothing(MySqlVersion version) {
        MySqlServer server = TARGETS.empty(version);
        List<Unit> units = copy();
        Random dice = new Random(seed);
        for (int attempt = 0; attempt < 4; attempt++) {
            // Left amid the copy: what was not durable comes again.
            try (TransactionScheduler scheduler = scheduler(version, CommitOrder.SOURCE, 1 + dice.nextInt(WORKERS))) {
                add(scheduler, units.subList(0, 5 + dice.nextInt(units.size() - 10)));
                kill(server, dice);
            }
        }
        try (TransactionScheduler scheduler = scheduler(version, CommitOrder.SOURCE, WORKERS)) {
            apply(scheduler, units);
        }
        assertCopied(server);
    }

    private static void kill(MySqlServer server, Random dice) {
        List<List<String>> sessions = server.rows("SELECT id FROM information_schema.processlist WHERE user = 'sink'");
        if (!sessions.isEmpty()) {
            server.execute("KILL " + sessions.get(dice.nextInt(sessions.size())).get(0));
        }
    }

    /** Rows out of two partitions of a table's topic; the source has begun the snapshot a second time. */
    private static List<Unit> loose() {
        List<Unit> units = new ArrayList<>();
        long number = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            List<Received.LooseRow> rows = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                long id = number % (BATCH * BATCHES / 2);
                String name = (number < BATCH * BATCHES / 2 ? "old " : "new ") + id;
                Coordinates place = new Coordinates("shop.app.item", (int) (id % 2), number / 2, TargetFixture.SOURCE);
                rows.add(new Received.LooseRow(ITEM.copied(ITEM.image(id, name)), false, place.merged(++number)));
            }
            units.add(new LooseRows(
                    rows, rows.get(0).coordinates(), rows.get(rows.size() - 1).coordinates()));
        }
        return units;
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsOfSnapshotsInTablesTopicsAreWrittenSideBySideAndTheLaterOnesStay(MySqlVersion version) {
        MySqlServer server = TARGETS.empty(version);
        server.execute("CREATE TABLE app.item (id INT PRIMARY KEY, name VARCHAR(20))");
        List<Unit> units = loose();
        Random dice = new Random(seed);
        for (int attempt = 0; attempt < 3; attempt++) {
            try (TransactionScheduler scheduler = scheduler(version, CommitOrder.RELAXED, WORKERS)) {
                add(scheduler, units.subList(0, 5 + dice.nextInt(units.size() - 10)));
                kill(server, dice);
            }
        }
        try (TransactionScheduler scheduler = scheduler(version, CommitOrder.SOURCE, WORKERS)) {
            apply(scheduler, units);
        }

        int half = BATCH * BATCHES / 2;
        assertThat(server.rows("SELECT COUNT(*), SUM(name = CONCAT('new ', id)) FROM app.item")
                        .toString())
                .as("seed %d", seed)
                .isEqualTo("[[" + half + ", " + half + "]]");
        assertThat(server.rows("SELECT kafka_partition, kafka_offset FROM duplex.copy_progress ORDER BY 1")
                        .toString())
                .isEqualTo("[[0, " + half + "], [1, " + half + "]]");
        assertThat(server.number("SELECT COUNT(*) FROM duplex.applied_transaction WHERE kafka_offset > 0"))
                .as("workers with work")
                .isGreaterThan(1);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsThatAreThereAlreadyAreBroughtToTheSourcesState(MySqlVersion version) {
        MySqlServer server = TARGETS.empty(version);
        server.execute(
                "CREATE TABLE app.item (id INT PRIMARY KEY, name VARCHAR(20) UNIQUE, extra INT DEFAULT 9)",
                "INSERT INTO app.item VALUES (3, 'old', 1), (1000, 'older', 2), (1001, 'name 1001', 3)");
        try (TransactionScheduler scheduler = scheduler(version, CommitOrder.SOURCE, WORKERS)) {
            apply(scheduler, copy());
        }
        assertCopied(server);
        assertThat(server.rows("SELECT extra, COUNT(*) FROM app.item GROUP BY extra ORDER BY extra")
                        .toString())
                .isEqualTo("[[1, 1], [2, 1], [3, 1], [9, " + (BATCH * BATCHES / 2 - 3) + "]]");
    }
}
