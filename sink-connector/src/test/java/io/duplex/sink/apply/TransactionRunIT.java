// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.ScheduledTargets.apply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.CommitOrder;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.Unit;
import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions that are sent together and keep target transactions of their own. */
class TransactionRunIT {
    private static final Rows ITEM = Rows.of("item", "id", "v");
    private static final int ACCOUNTS = 60;
    private static final int WORKERS = 3;
    private static final ScheduledTargets TARGETS = new ScheduledTargets(400);

    private final long seed = System.nanoTime();

    @AfterAll
    static void stop() {
        TARGETS.close();
    }

    private static MySqlServer server(MySqlVersion version) {
        MySqlServer server = TARGETS.empty(version);
        server.execute(Bank.tables());
        return server;
    }

    private static long committed(MySqlServer server) {
        return GtidSet.parse(server.gtidExecuted()).count();
    }

    private void assertEqual(MySqlServer server, Bank bank) {
        assertThat(server.rows("SELECT id, balance, badge FROM app.account ORDER BY id")
                        .toString())
                .as("seed %d", seed)
                .isEqualTo(bank.accounts());
        assertThat(server.number("SELECT SUM(transactions) FROM duplex.applied_transaction"))
                .isEqualTo(bank.units.size());
    }

    @ParameterizedTest
    @CsvSource({"V5_7, SOURCE", "V8_0, SOURCE", "V8_0, RELAXED", "V9_7, SOURCE"})
    void eachSourceTransactionIsOneOfTheTarget(MySqlVersion version, CommitOrder order) {
        MySqlServer server = server(version);
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(800).alter().transfers(200);
        try (TransactionScheduler scheduler = TARGETS.singly(version, order, WORKERS, seed)) {
            apply(scheduler, bank.units.subList(0, 100));
            long before = committed(server);

            apply(scheduler, bank.units.subList(100, 800));

            assertThat(committed(server) - before).isEqualTo(700);
            apply(scheduler, bank.units.subList(800, bank.units.size()));
        }
        assertEqual(server, bank);
    }

    @ParameterizedTest
    @CsvSource({"V5_7, SOURCE, false", "V8_0, RELAXED, false", "V5_7, SOURCE, true", "V8_0, SOURCE, true"})
    void killedSessionsLoseAndDoubleNothing(MySqlVersion version, CommitOrder order, boolean keepsGtids)
            throws Exception {
        MySqlServer server = server(version);
        server.execute(version.resetBinaryLogs());
        if (keepsGtids) {
            server.execute("GRANT " + Marks.privilege(version) + " ON *.* TO sink@'%'");
        }
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(1500);
        Random dice = new Random(seed);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService killer = Executors.newSingleThreadExecutor();
        try (TransactionScheduler scheduler = keepsGtids
                ? TARGETS.keepingGtids(version, order, WORKERS, seed)
                : TARGETS.singly(version, order, WORKERS, seed)) {
            Future<?> killing = killer.submit(() -> {
                while (!done.get()) {
                    ScheduledTargets.killOne(server, dice);
                }
                return null;
            });
            try {
                apply(scheduler, bank.units);
            } finally {
                done.set(true);
            }
            killing.get();
        } finally {
            killer.shutdown();
        }
        assertEqual(server, bank);
        GtidSet kept = GtidSet.parse(server.gtidExecuted()).intersect(GtidSet.parse(TargetFixture.UUID + ":1-9999"));
        boolean keeps = keepsGtids || Marks.chosen() == Marks.GTID;
        assertThat(kept).hasToString(keeps ? TargetFixture.UUID + ":1-" + bank.units.size() : "");
    }

    @ParameterizedTest
    @CsvSource({"V5_7, false", "V8_0, false", "V8_0, true", "V9_7, true"})
    void theServerStopsAtTheFirstRowThatIsNotThere(MySqlVersion version, boolean deletes) {
        MySqlServer server = server(version);
        server.execute("CREATE TABLE app.item (id INT PRIMARY KEY, v INT)");
        List<Unit> units = new ArrayList<>();
        units.add(TargetFixture.transaction(
                1,
                LongStream.rangeClosed(2, 40)
                        .mapToObj(id -> ITEM.insert(id, 0L))
                        .toArray(Received.Row[]::new)));
        for (long id = 2; id <= 40; id++) {
            units.add(TargetFixture.transaction(id, changed(id, deletes)));
        }
        try (TransactionScheduler scheduler = TARGETS.singly(version, CommitOrder.SOURCE, 1, seed)) {
            apply(scheduler, units.subList(0, 1));
            server.execute("DELETE FROM app.item WHERE id = 25");

            assertThatThrownBy(() -> apply(scheduler, units.subList(1, 40)))
                    .hasMessageContaining("the row of app.item with key (id=25)")
                    .hasMessageContaining("it is not on the target");
        }
        assertThat(server.number("SELECT SUM(transactions) FROM duplex.applied_transaction"))
                .isEqualTo(24);
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(deletes ? 15 : 38);
        assertThat(server.number("SELECT COUNT(*) FROM app.item WHERE v = 1")).isEqualTo(deletes ? 0 : 23);
    }

    private static Received.Row changed(long id, boolean deletes) {
        DecodedImage before = ITEM.image(id, 0L);
        return deletes ? ITEM.delete(id, 0L) : ITEM.update(before, ITEM.image(id, 1L));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aGtidThatTheTargetHasIsPassedOverAmidOthers(MySqlVersion version) {
        MySqlServer server = server(version);
        server.execute(version.resetBinaryLogs());
        server.execute("GRANT " + Marks.privilege(version) + " ON *.* TO sink@'%'");
        server.execute("CREATE TABLE app.item (id INT PRIMARY KEY, v INT)");
        List<Unit> units = LongStream.rangeClosed(1, 40)
                .<Unit>mapToObj(number -> TargetFixture.transaction(number, ITEM.insert(number, number)))
                .toList();
        try (TransactionScheduler scheduler = TARGETS.keepingGtids(version, CommitOrder.SOURCE, 1, seed)) {
            apply(scheduler, units.subList(0, 20));
            server.execute(
                    "SET GTID_NEXT = '" + TargetFixture.UUID + ":30'",
                    "BEGIN",
                    "COMMIT",
                    "SET GTID_NEXT = 'AUTOMATIC'");

            apply(scheduler, units.subList(20, 40));
        }
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(39);
        assertThat(server.number("SELECT COUNT(*) FROM app.item WHERE id = 30")).isZero();
        assertThat(server.number("SELECT SUM(transactions) FROM duplex.applied_transaction"))
                .isEqualTo(40);
    }
}
