// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.ScheduledTargets.apply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.schedule.CommitOrder;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.Unit;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups in several sessions of a real server, under readers, local writers, kills and rivals. */
class ParallelApplyIT {
    private static final int ACCOUNTS = 60;
    private static final int WORKERS = 4;
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

    private TransactionScheduler scheduler(MySqlVersion version, CommitOrder order, int workers) {
        return TARGETS.scheduler(version, order, workers, seed);
    }

    private void assertEqual(MySqlServer server, Bank bank) {
        assertThat(server.rows("SELECT id, balance, badge FROM app.account ORDER BY id")
                        .toString())
                .as("seed %d", seed)
                .isEqualTo(bank.accounts());
        GtidSet applied = GtidSet.EMPTY;
        for (List<String> row : server.rows("SELECT gtid_set FROM duplex.applied_transaction")) {
            applied = applied.plus(GtidSet.parse(row.get(0)));
        }
        assertThat(applied).hasToString(TargetFixture.UUID + ":1-" + bank.units.size());
        assertThat(server.number("SELECT SUM(transactions) FROM duplex.applied_transaction"))
                .isEqualTo(bank.units.size());
    }

    /** Does something again and again while the units are applied. */
    private static void meanwhile(Disturbance disturbance, Runnable work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> disturbing = CompletableFuture.runAsync(() -> {
            try {
                while (!done.get()) {
                    disturbance.once();
                }
            } catch (SQLException | InterruptedException failure) {
                throw new IllegalStateException(failure);
            }
        });
        try {
            work.run();
        } finally {
            done.set(true);
        }
        disturbing.get();
    }

    @FunctionalInterface
    private interface Disturbance {
        void once() throws SQLException, InterruptedException;
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void readersSeeOnlyStatesThatTheSourceHad(MySqlVersion version) throws Exception {
        MySqlServer server = server(version);
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(1200).alter().transfers(300);
        try (Connection reader = server.connect();
                Statement query = reader.createStatement();
                TransactionScheduler scheduler = scheduler(version, CommitOrder.SOURCE, WORKERS)) {
            meanwhile(() -> look(query), () -> apply(scheduler, bank.units));
        }
        assertEqual(server, bank);
        assertThat(server.number("SELECT COUNT(*) FROM duplex.applied_transaction WHERE transactions > 0"))
                .as("workers with work")
                .isGreaterThan(1);
    }

    private static void look(Statement query) throws SQLException {
        try {
            lookAtOneState(query);
        } catch (SQLException altered) {
            assertThat(altered.getErrorCode())
                    .as("Table definition has changed")
                    .isEqualTo(1412);
        }
    }

    private static void lookAtOneState(Statement query) throws SQLException {
        query.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        try (ResultSet sum = query.executeQuery("SELECT COUNT(*), SUM(balance), COUNT(badge) FROM app.account")) {
            sum.next();
            if (sum.getInt(1) > 0) {
                assertThat(sum.getLong(2)).isEqualTo((long) ACCOUNTS * Bank.START);
                assertThat(sum.getLong(3)).isEqualTo(1);
            }
        }
        // Opening the accounts and altering the journal are no entries.
        try (ResultSet journal =
                query.executeQuery("SELECT COUNT(*), COALESCE(MAX(n) - IF(MAX(n) > 1202, 2, 1), 0) FROM app.journal")) {
            journal.next();
            assertThat(journal.getLong(1)).isEqualTo(journal.getLong(2));
        }
        query.execute("COMMIT");
    }

    private static long retries() throws JMException {
        ObjectName name = new ObjectName("duplex:type=sink,connector=orders-to-b,source=" + TargetFixture.SOURCE);
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Retries");
    }

    @ParameterizedTest
    @CsvSource({"V5_7, SOURCE", "V8_0, SOURCE", "V5_7, RELAXED", "V8_0, RELAXED"})
    void killedSessionsLoseAndDoubleNothing(MySqlVersion version, CommitOrder order) throws Exception {
        MySqlServer server = server(version);
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(1500);
        Random dice = new Random(seed);
        try (TransactionScheduler scheduler = scheduler(version, order, WORKERS)) {
            meanwhile(() -> ScheduledTargets.killOne(server, dice), () -> apply(scheduler, bank.units));
            assertThat(retries()).as("failures").isPositive();
        }
        try (TransactionScheduler scheduler = scheduler(version, order, 1)) {
            apply(scheduler, bank.units.subList(bank.units.size() - 1, bank.units.size()));
        }
        assertEqual(server, bank);
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void ofTwoTasksOnlyTheNewerOneApplies(MySqlVersion version) {
        MySqlServer server = server(version);
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(3000);
        try (TransactionScheduler zombie = scheduler(version, CommitOrder.SOURCE, WORKERS);
                TransactionScheduler owner = scheduler(version, CommitOrder.SOURCE, 3)) {
            CompletableFuture<Void> old = CompletableFuture.runAsync(() -> applySlowly(zombie, bank.units));
            awaitSome(server);

            apply(owner, bank.units);

            assertThatThrownBy(old::get).hasMessageContaining("Another task has taken over");
            assertThatThrownBy(() -> zombie.settled(Instant.now())).hasMessageContaining("Another task has taken over");
        }
        assertEqual(server, bank);
        assertThat(server.number("SELECT COUNT(*) FROM duplex.applied_transaction"))
                .isEqualTo(3);
    }

    /** Longer than the newer one waits for the older one to leave by itself. */
    private static void applySlowly(TransactionScheduler scheduler, List<Unit> units) {
        for (Unit unit : units) {
            apply(scheduler, List.of(unit));
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static void awaitSome(MySqlServer server) {
        String sql = "SELECT COUNT(*) FROM app.journal";
        Instant limit = Instant.now().plusSeconds(60);
        while (server.number(sql) < 100 && Instant.now().isBefore(limit)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"V5_7, SOURCE", "V8_0, RELAXED"})
    void whatIsDeliveredAgainFromAnywhereChangesNothing(MySqlVersion version, CommitOrder order) {
        MySqlServer server = server(version);
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(600);
        Random dice = new Random(seed);
        int reached = 0;
        while (reached < bank.units.size()) {
            int from = dice.nextInt(reached + 1);
            reached = Math.min(bank.units.size(), reached + dice.nextInt(200));
            try (TransactionScheduler scheduler = scheduler(version, order, 1 + dice.nextInt(WORKERS))) {
                apply(scheduler, bank.units.subList(from, Math.max(from, reached)));
            }
        }
        assertEqual(server, bank);
    }

    @ParameterizedTest
    @CsvSource({"V5_7, SOURCE", "V8_0, SOURCE", "V8_0, RELAXED"})
    void localWritersThatLockTheSameRowsOnlyDelay(MySqlVersion version, CommitOrder order) throws Exception {
        MySqlServer server = server(version);
        Bank bank = new Bank(new Random(seed), ACCOUNTS).transfers(1000);
        Random dice = new Random(seed);
        try (Connection user = server.connect();
                Statement lock = user.createStatement();
                TransactionScheduler scheduler = scheduler(version, order, WORKERS)) {
            user.setAutoCommit(false);
            meanwhile(() -> lock(user, lock, dice), () -> apply(scheduler, bank.units));
        }
        assertEqual(server, bank);
    }

    /** Takes locks in whatever order, and may be the one that a deadlock ends. */
    private static void lock(Connection user, Statement lock, Random dice) throws SQLException, InterruptedException {
        try {
            for (int i = 0; i < 3; i++) {
                lock.execute("SELECT * FROM app.account WHERE id = " + dice.nextInt(ACCOUNTS) + " FOR UPDATE");
                Thread.sleep(dice.nextInt(20));
            }
        } catch (SQLException deadlock) {
            assertThat(deadlock.getErrorCode()).isIn(1213, 1205);
        }
        user.rollback();
    }
}
