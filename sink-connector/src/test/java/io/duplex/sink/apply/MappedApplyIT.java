// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.at;
import static io.duplex.sink.apply.TargetFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.mapping.MappingOptions;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.mapping.UnitMapping;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.schedule.SkippedTransaction;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Renamed, merged and chosen rows and statements on real servers; one server for each version. */
class MappedApplyIT {
    private static final TableId ONE = new TableId("s_1", "orders");
    private static final TableId TWO = new TableId("s_2", "orders");
    private static final List<String> COLUMNS = List.of("id", "note");

    private final UnitMapping mapping = new UnitMapping(
            MappingOptions.of("s_\\d.*:app.*, s_\\d.orders.note:remark, src.cols.secret:, src.*:app.*"));
    private long number;

    private static Map<String, String> filters() {
        return Map.of(
                "row.filter.app.split", "a < 5",
                "row.filter.app.asked", "note REGEXP '^[a-m]' AND a < 5",
                "row.filter.app.wrong", "nothing = 1");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void unitsTakeEffectUnderTheNamesAndOnTheRowsOfTheTarget(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version)) {
            TargetFixture target = new TargetFixture(server);
            ApplyOptions options = new ApplyOptions(
                    true, false, DefinerPolicy.AUTO, ConflictOptions.STOP, RowFilterOptions.from(filters()));
            try (TransactionApplier applier = target.applier(options)) {
                applier.claim(SOURCE);
                partsOfOneTableAreMerged(server, applier);
                columnsAreMetByName(server, applier);
                rowsAreChosen(server, applier);
                aSkippedTransactionIsNoted(server, applier);
            }
            partsAreCopiedSideBySide(server, target);
            anInterruptedStatementIsWaitedFor(server, target);
        }
    }

    private ReplicatedTransaction rows(Received.Row... rows) {
        ReplicatedTransaction transaction = TargetFixture.transaction(++number, rows);
        return (ReplicatedTransaction) mapping.apply(transaction);
    }

    private DdlUnit ddl(TableId table, String statement) {
        number++;
        DdlContext context = new DdlContext(Optional.of(table.database()), DdlClass.TABLE, List.of(table), Map.of());
        return (DdlUnit) mapping.apply(new DdlUnit(header(number), context, statement, at(number * 10)));
    }

    private void partsOfOneTableAreMerged(MySqlServer server, TransactionApplier applier) {
        snapshot(applier);
        for (String change : List.of(
                "ALTER TABLE orders ADD COLUMN x INT DEFAULT 7",
                "ALTER TABLE orders CHANGE note note TEXT",
                "ALTER TABLE orders DROP COLUMN x",
                "ALTER TABLE orders ADD COLUMN x INT DEFAULT 7",
                "CREATE INDEX by_note ON orders (x)")) {
            applier.apply(ddl(ONE, change));
            applier.apply(ddl(TWO, change));
        }
        applier.apply(ddl(ONE, "CREATE TABLE IF NOT EXISTS late (id INT PRIMARY KEY)"));
        applier.apply(ddl(TWO, "CREATE TABLE late (id INT PRIMARY KEY)"));
        server.execute("ALTER TABLE app.orders ADD COLUMN y INT DEFAULT 9");
        applier.apply(ddl(ONE, "ALTER TABLE orders ADD COLUMN y INT"));
        applier.apply(ddl(ONE, "ALTER TABLE orders DROP COLUMN y"));
        applier.apply(rows(
                Rows.of(ONE, COLUMNS).insert(11L, "one"), Rows.of(TWO, COLUMNS).insert(12L, "two")));
        applier.apply(rows(Rows.of(TWO, COLUMNS)
                .update(
                        Rows.of(TWO, COLUMNS).image(12L, "two"),
                        Rows.of(TWO, COLUMNS).image(12L, "changed"))));

        assertThat(server.rows("SELECT id, remark, x FROM app.orders ORDER BY id")
                        .toString())
                .isEqualTo("[[1, a, 7], [2, b, 7], [11, one, 7], [12, changed, 7]]");
        assertThat(server.rows("SELECT part, SUM(times) FROM duplex.merged_statement"
                                + " WHERE whole = 'app.orders' GROUP BY part ORDER BY part")
                        .toString())
                .isEqualTo("[[s_1.orders, 7], [s_2.orders, 5]]");
        assertThat(server.number("SELECT COUNT(*) FROM duplex.ddl_intent WHERE state = 'started'"))
                .isZero();
    }

    private void snapshot(TransactionApplier applier) {
        SnapshotHeader last = snapshotHeader(4, true);
        String create = "CREATE TABLE `orders` (`id` int NOT NULL, `note` varchar(20), PRIMARY KEY (`id`))";
        applier.apply(statement(1, ONE, create));
        applier.apply(statement(2, TWO, create));
        applier.apply((SnapshotBatch) mapping.apply(new SnapshotBatch(
                last,
                3,
                List.of(
                        Rows.of(ONE, COLUMNS).read(snapshotHeader(3, false), 1L, "a"),
                        Rows.of(TWO, COLUMNS).read(last, 2L, "b")),
                at(3),
                at(4))));
    }

    private static SnapshotHeader snapshotHeader(long record, boolean last) {
        return new SnapshotHeader("s1", TargetFixture.SOURCE_SITE, record, last, io.duplex.protocol.gtid.GtidSet.EMPTY);
    }

    private SnapshotStatement statement(long record, TableId table, String create) {
        return (SnapshotStatement) mapping.apply(new SnapshotStatement(
                snapshotHeader(record, false),
                Optional.of(table.database()),
                Optional.of(table),
                Optional.empty(),
                create,
                at(record)));
    }

    private void columnsAreMetByName(MySqlServer server, TransactionApplier applier) {
        server.execute(
                "CREATE TABLE app.cols (extra VARCHAR(9) DEFAULT 'd', c INT, g INT AS (c + 1), id INT PRIMARY KEY)",
                "CREATE TABLE app.narrow (id INT PRIMARY KEY)",
                "CREATE TABLE app.strict (id INT PRIMARY KEY, must INT NOT NULL)");
        TableId table = new TableId("src", "cols");
        Rows source = Rows.of(table, List.of("id", "C", "secret"));
        applier.apply(rows(source.insert(1L, 10L, "s"), source.insert(2L, 20L, "s"), source.insert(3L, 30L, "s")));
        applier.apply(rows(
                source.update(source.image(1L, 10L, "s"), source.image(1L, 11L, "t")), source.delete(3L, 30L, "s")));

        assertThat(server.rows("SELECT id, c, g, extra FROM app.cols ORDER BY id")
                        .toString())
                .isEqualTo("[[1, 11, 12, d], [2, 20, 21, d]]");
        ReplicatedTransaction missing = rows(
                Rows.of(new TableId("src", "narrow"), List.of("id", "wide")).insert(1L, 2L));
        assertThatThrownBy(() -> applier.apply(missing))
                .hasMessageContaining("app.narrow")
                .hasMessageContaining("column wide is missing on the target")
                .hasMessageContaining("table.mapping");
        ReplicatedTransaction lacking =
                TargetFixture.transaction(number, Rows.of("strict", "id").insert(1L));
        assertThatThrownBy(() -> applier.apply(lacking))
                .hasMessageContaining("must")
                .hasMessageContaining("default");
        number--;
    }

    private void rowsAreChosen(MySqlServer server, TransactionApplier applier) {
        server.execute(
                "CREATE TABLE app.split (a INT, id INT PRIMARY KEY)",
                "CREATE TABLE app.asked (id INT PRIMARY KEY, a INT, note VARCHAR(9))",
                "CREATE TABLE app.wrong (id INT PRIMARY KEY)");
        Rows split = Rows.of(new TableId("src", "split"), List.of("id", "a"));
        applier.apply(rows(split.insert(1L, 1L), split.insert(2L, 9L), split.insert(3L, 1L), split.insert(4L, null)));
        applier.apply(rows(
                split.update(split.image(1L, 1L), split.image(1L, 9L)),
                split.update(split.image(2L, 9L), split.image(2L, 1L)),
                split.update(split.image(4L, null), split.image(4L, 8L)),
                split.update(split.image(3L, 1L), split.image(33L, 2L))));
        assertThat(server.rows("SELECT id, a FROM app.split ORDER BY id").toString())
                .isEqualTo("[[2, 1], [33, 2]]");

        Rows asked = Rows.of(new TableId("src", "asked"), List.of("id", "a", "note"));
        applier.apply(rows(asked.insert(1L, 1L, "anna"), asked.insert(2L, 1L, "zoe"), asked.insert(3L, 9L, "bob")));
        applier.apply(rows(
                asked.update(asked.image(2L, 1L, "zoe"), asked.image(2L, 1L, "carl")),
                asked.update(asked.image(1L, 1L, "anna"), asked.image(1L, 1L, "yves"))));
        assertThat(server.rows("SELECT id, note FROM app.asked").toString()).isEqualTo("[[2, carl]]");

        ReplicatedTransaction wrong =
                TargetFixture.transaction(number + 1, Rows.of("wrong", "id").insert(1L));
        assertThatThrownBy(() -> applier.apply(wrong))
                .hasMessageContaining("row.filter.app.wrong")
                .hasMessageContaining("nothing");
    }

    /** Each makes the database and the tables that the other makes too. */
    private void partsAreCopiedSideBySide(MySqlServer server, TargetFixture target) {
        int tables = 5;
        CyclicBarrier both = new CyclicBarrier(2);
        try (TransactionApplier one = target.applier("one", Failpoint.NONE);
                TransactionApplier two = target.applier("two", Failpoint.NONE)) {
            one.claim(SOURCE);
            two.claim(SOURCE);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> copy("p_1", tables, two, both));
            copy("p_2", tables, one, both);
            other.join();
        }

        for (int i = 0; i < tables; i++) {
            assertThat(server.rows("SELECT id, note FROM app_parts.t" + i + " ORDER BY id")
                            .toString())
                    .isEqualTo("[[1, p_1], [2, p_2]]");
        }
    }

    private static void copy(String database, int tables, TransactionApplier applier, CyclicBarrier both) {
        UnitMapping parts = new UnitMapping(MappingOptions.of("p_\\d.*:app_parts.*"));
        await(both);
        SnapshotStatement create = new SnapshotStatement(
                copyHeader(database, 1, false),
                Optional.of(database),
                Optional.empty(),
                Optional.empty(),
                "CREATE DATABASE `" + database + "`",
                at(1));
        untilDone(() -> applier.apply((SnapshotStatement) parts.apply(create)));
        for (int i = 0; i < tables; i++) {
            TableId table = new TableId(database, "t" + i);
            long record = 2 + 2L * i;
            SnapshotStatement made = new SnapshotStatement(
                    copyHeader(database, record, false),
                    Optional.of(database),
                    Optional.of(table),
                    Optional.empty(),
                    "CREATE TABLE `t" + i + "` (`id` int NOT NULL, `note` varchar(20), PRIMARY KEY (`id`))",
                    at(record));
            SnapshotHeader header = copyHeader(database, record + 1, i == tables - 1);
            Received.SnapshotRow row =
                    Rows.of(table, COLUMNS).read(header, (long) (database.charAt(2) - '0'), database);
            SnapshotBatch rows = new SnapshotBatch(header, record + 1, List.of(row), at(record + 1), at(record + 1));
            await(both);
            untilDone(() -> applier.apply((SnapshotStatement) parts.apply(made)));
            untilDone(() -> applier.apply((SnapshotBatch) parts.apply(rows)));
        }
    }

    private static SnapshotHeader copyHeader(String id, long record, boolean last) {
        return new SnapshotHeader(id, TargetFixture.SOURCE_SITE, record, last, io.duplex.protocol.gtid.GtidSet.EMPTY);
    }

    /** Again after a deadlock, as the scheduler does. */
    private static void untilDone(Runnable work) {
        boolean done = false;
        while (!done) {
            try {
                work.run();
                done = true;
            } catch (ApplyFailure failure) {
                if (failure.kind() != FailureKind.RETRY) {
                    throw failure;
                }
            }
        }
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException ended) {
            throw new IllegalStateException(ended);
        }
    }

    /** The one part's task ends in the middle of a statement that the other part tells too. */
    private void anInterruptedStatementIsWaitedFor(MySqlServer server, TargetFixture target) {
        for (Step step : List.of(Step.INTENT_COMMITTED, Step.EXECUTED, Step.DONE_WRITTEN)) {
            String column = "c_" + step;
            String statement = "ALTER TABLE orders ADD COLUMN " + column + " INT DEFAULT 3, ADD INDEX (" + column + ")";
            DdlUnit ofOne = ddl(ONE, statement);
            DdlUnit ofTwo = ddl(TWO, statement);
            TransactionApplier crashing = target.applier("one", reached -> {
                if (reached == step) {
                    throw new IllegalStateException("crash");
                }
            });
            try (TransactionApplier two = target.applier("two", Failpoint.NONE)) {
                crashing.claim(SOURCE);
                two.claim(SOURCE);
                assertThatThrownBy(() -> crashing.apply(ofOne)).hasMessage("crash");
                crashing.close();

                assertThatThrownBy(() -> two.apply(ofTwo))
                        .isInstanceOf(ApplyFailure.class)
                        .hasMessageContaining("of channel one")
                        .hasMessageContaining("was interrupted")
                        .extracting(failure -> ((ApplyFailure) failure).kind())
                        .isEqualTo(FailureKind.RETRY);
                try (TransactionApplier one = target.applier("one", Failpoint.NONE)) {
                    if (!one.claim(SOURCE).contains(ofOne.header().gtid())) {
                        one.apply(ofOne);
                    }
                    two.apply(ofTwo);
                }
            }
            assertThat(server.rows("SELECT COLUMN_DEFAULT FROM information_schema.COLUMNS"
                                    + " WHERE TABLE_SCHEMA = 'app' AND COLUMN_NAME = '" + column + "'")
                            .toString())
                    .as(step.toString())
                    .isEqualTo("[[3]]");
            assertThat(server.rows("SELECT channel, times FROM duplex.merged_statement WHERE statement LIKE '%" + column
                                    + "%' ORDER BY channel")
                            .toString())
                    .as(step.toString())
                    .isEqualTo("[[one, 1], [two, 1]]");
        }
    }

    private void aSkippedTransactionIsNoted(MySqlServer server, TransactionApplier applier) {
        number++;
        applier.skip(new SkippedTransaction(
                header(number), at(number * 10), at(number * 10 + 9), 3, Optional.of("DROP TABLE t")));

        assertThat(server.rows("SELECT gtid, row_changes, statement, first_offset, last_offset"
                                + " FROM duplex.skipped_transaction")
                        .toString())
                .isEqualTo("[[" + TargetFixture.gtid(number) + ", 3, DROP TABLE t, " + number * 10 + ", "
                        + (number * 10 + 9) + "]]");
        assertThat(server.value("SELECT gtid_set FROM duplex.applied_transaction WHERE worker = 0"))
                .isEqualTo(TargetFixture.UUID + ":1-" + number);
    }
}
