// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.gtid;
import static io.duplex.sink.apply.TargetFixture.header;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.position.StoredTables;
import io.duplex.sink.schedule.AppliedSet;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.schedule.Lane;
import io.duplex.sink.schedule.TransactionGroup;
import io.duplex.sink.server.ChannelStart;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.SourceTables.Version;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the progress row guarantees, seen through the applier. */
class PositionStoreIT {
    private static final Rows ITEM = Rows.of("item", "id", "name");

    private static final String THIRD = "33333333-71ca-11e1-9e33-c80aa9429562";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private MySqlServer server(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        return closing(MySqlServer.start(version));
    }

    private TargetFixture target(MySqlServer server) {
        TargetFixture target = new TargetFixture(server);
        server.execute("CREATE TABLE app.item (id INT PRIMARY KEY, name VARCHAR(20))");
        return target;
    }

    private static void assertFails(FailureKind kind, Runnable call, String part) {
        assertThatThrownBy(call::run)
                .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
                    assertThat(failure.getMessage()).contains(part);
                });
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aNewOwnerEndsTheOldOneAndWhatItHasOpen(MySqlVersion version) {
        TargetFixture target = target(server(version));
        TransactionApplier zombie = closing(target.applier());
        zombie.claim(SOURCE);
        zombie.apply(transaction(1, ITEM.insert(1L, "a")));
        zombie.begin(new LargeTransaction.Start(header(2), TargetFixture.at(20), TargetFixture.at(20)));
        zombie.apply(new LargeTransaction.Part(
                header(2), List.of(ITEM.insert(2L, "lost")), TargetFixture.at(21), TargetFixture.at(21)));

        TransactionApplier owner = closing(target.applier());
        AppliedSet applied = owner.claim(SOURCE);

        assertThat(applied.gtids()).hasToString(TargetFixture.UUID + ":1");
        assertFails(
                FailureKind.RECONNECT,
                () -> zombie.commit(new LargeTransaction.End(header(2), 1, TargetFixture.at(20), TargetFixture.at(22))),
                gtid(2).toString());
        assertFails(FailureKind.STOP, () -> zombie.resume(SOURCE), "Another task has taken over");
        owner.apply(transaction(2, ITEM.insert(2L, "kept")));
        assertThat(applied.contains(gtid(2))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aChannelBeginsWhereTheOthersAreAndTablesOfFormerVersionsGetTheirColumns(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = target(server);
        TransactionApplier other = closing(target.applier());
        other.claim(SOURCE);
        other.apply(transaction(1, ITEM.insert(1L, "a")));
        server.execute(
                "UPDATE duplex.applied_transaction SET origin_gtid_set = '" + THIRD + ":1-7' WHERE worker = 0",
                "ALTER TABLE duplex.ddl_intent DROP COLUMN path");
        TransactionApplier joining = closing(target.applier(new ChannelStart(GtidSet.EMPTY, true)));
        AppliedSet applied = joining.claim("third");

        assertThat(applied.wasHere(Gtid.of(THIRD, 7))).isTrue();
        assertThat(applied.wasHere(Gtid.of(THIRD, 8))).isFalse();
        assertThat(applied.wasHere(gtid(1))).isTrue();
        assertThat(applied.gtids()).isEqualTo(GtidSet.EMPTY);
        other.apply(transaction(2, ITEM.insert(2L, "b")));
        AppliedSet later =
                closing(target.applier(new ChannelStart(GtidSet.EMPTY, true))).claim("third");
        assertThat(later.wasHere(gtid(1))).isTrue();
        assertThat(later.wasHere(gtid(2))).as("after the channel has begun").isFalse();
        assertThat(server.number("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'duplex'"
                        + " AND column_name = 'path'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void anOlderEpochIsFencedEvenWithALivingSession(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(target(server).applier());
        applier.claim(SOURCE);
        server.execute("UPDATE duplex.applied_transaction SET epoch = epoch + 1");

        assertFails(FailureKind.STOP, () -> applier.apply(transaction(1, ITEM.insert(1L, "a"))), "epoch 1");

        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isZero();
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void afterALostConnectionTheTargetTellsWhatIsApplied(MySqlVersion version) throws Exception {
        MySqlServer server = server(version);
        TargetFixture target = target(server);
        try (TcpProxy proxy = TcpProxy.to(server.port());
                TransactionApplier applier = new TransactionApplier(
                        target.connections(proxy.port()),
                        target.site(),
                        new ApplyOptions(true, false, DefinerPolicy.AUTO),
                        1,
                        TargetFixture.UNHEARD)) {
            AppliedSet applied = applier.claim(SOURCE);
            applier.apply(transaction(1, ITEM.insert(1L, "a")));
            proxy.cut();

            assertFails(
                    FailureKind.RECONNECT,
                    () -> applier.apply(transaction(2, ITEM.insert(2L, "b"))),
                    gtid(2).toString());
            proxy.heal();
            assertThat(applier.resume(SOURCE)).isSameAs(applied);
            assertThat(applied.gtids()).hasToString(TargetFixture.UUID + ":1");
            applier.apply(transaction(2, ITEM.insert(2L, "b")));
        }
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(2);
        assertThat(server.value("SELECT epoch FROM duplex.applied_transaction")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aServerThatDiedKnowsWhatItHadCommitted(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        MySqlServer server = closing(MySqlServer.builder(version).durable().start());
        TransactionApplier applier = closing(target(server).applier());
        applier.claim(SOURCE);
        applier.apply(transaction(1, ITEM.insert(1L, "a")));

        server.kill9();
        assertFails(FailureKind.RECONNECT, () -> applier.apply(transaction(2, ITEM.insert(2L, "b"))), "Transaction");
        assertFails(FailureKind.RECONNECT, () -> applier.resume(SOURCE), "127.0.0.1");
        server.restart();

        assertThat(applier.resume(SOURCE).gtids()).hasToString(TargetFixture.UUID + ":1");
        applier.apply(transaction(2, ITEM.insert(2L, "b")));
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aServerThatForgotWhatItHadCommittedIsRefused(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(target(server).applier(2));
        applier.claim(SOURCE);
        applier.apply(transaction(1, ITEM.insert(1L, "a")));
        server.execute("UPDATE duplex.applied_transaction SET gtid_set = ''");

        assertFails(FailureKind.STOP, () -> applier.resume(SOURCE), "has lost transactions");
        assertFails(FailureKind.STOP, () -> applier.lane(SOURCE, 1).connect(), gtid(1).toString());
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void workersThatThereAreNoLongerLeaveWhatTheyHaveApplied(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = target(server);
        TransactionApplier three = closing(target.applier(3));
        three.claim(SOURCE);
        Lane third = three.lane(SOURCE, 2);
        third.connect();
        third.write(TransactionGroup.of(transaction(1, ITEM.insert(1L, "a")), GtidSet.EMPTY), true);
        third.commit();
        third.write(TransactionGroup.of(transaction(2, ITEM.insert(2L, "lost")), GtidSet.of(gtid(1))), true);

        TransactionApplier one = closing(target.applier(1));
        AppliedSet applied = one.claim(SOURCE);

        assertThat(applied.gtids()).isEqualTo(GtidSet.of(gtid(1)));
        assertFails(FailureKind.RECONNECT, third::commit, gtid(2).toString());
        assertFails(FailureKind.STOP, third::connect, "Another task has taken over");
        assertThat(server.rows("SELECT worker, gtid_set, transactions, kafka_offset FROM duplex.applied_transaction")
                        .toString())
                .isEqualTo("[[0, " + gtid(1) + ", 1, 20]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void streamsOfTwoSourcesKeepApart(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(target(server).applier());

        AppliedSet one = applier.claim(SOURCE);
        AppliedSet two = applier.claim("other");
        applier.apply(transaction(1, ITEM.insert(1L, "a")));

        assertThat(one.contains(gtid(1))).isTrue();
        assertThat(two.contains(gtid(1))).isFalse();
        assertThat(server.number("SELECT COUNT(*) FROM duplex.applied_transaction"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aMissingMetadataDatabaseIsRefusedWithTheStatementsThatMakeIt(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = target(server);
        server.execute("REVOKE ALL ON duplex.* FROM sink@'%'");
        TransactionApplier applier = closing(target.applier());

        assertFails(FailureKind.STOP, () -> applier.claim(SOURCE), "CREATE DATABASE IF NOT EXISTS `duplex`");

        server.execute(
                "CREATE DATABASE duplex", "GRANT CREATE, SELECT, INSERT, UPDATE, DELETE ON duplex.* TO sink@'%'");
        applier.claim(SOURCE);
        applier.apply(transaction(1, ITEM.insert(1L, "a")));
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aServerOfAnotherSiteIsRefused(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = target(server);
        closing(target.applier()).claim(SOURCE);
        TransactionApplier wrong = closing(new TransactionApplier(
                target.connections(),
                target.site(9, "wrong"),
                new ApplyOptions(true, false, DefinerPolicy.AUTO),
                1,
                TargetFixture.UNHEARD));

        assertFails(FailureKind.STOP, () -> wrong.claim(SOURCE), "site.id is 9, but this server is site 3");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void startingAgainWritesNoDdlIntoTheBinlog(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(target(server).applier());
        applier.claim(SOURCE);
        server.execute("FLUSH BINARY LOGS");

        applier.claim(SOURCE);

        List<List<String>> logs = server.rows("SHOW BINARY LOGS");
        String log = logs.get(logs.size() - 1).get(0);
        assertThat(server.rows("SHOW BINLOG EVENTS IN '" + log + "'").toString())
                .doesNotContain("CREATE")
                .contains("applied_transaction");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatASourcesTablesLookLikeCountsWithTheStatement(MySqlVersion version) {
        TargetFixture target = target(server(version));
        TransactionApplier applier = closing(target.applier());
        applier.claim(SOURCE);
        StoredTables tables = new StoredTables(target.connections(), target.site());
        Version copied = version(Optional.empty(), 3, 1);
        Version altered = version(Optional.of(gtid(1)), 6, 2);
        Version again = version(Optional.of(gtid(2)), 0, 3);

        tables.save(SOURCE, copied);
        tables.save(SOURCE, altered);
        assertThat(tables.load(SOURCE)).usingRecursiveComparison().isEqualTo(List.of(copied));

        tables.save(SOURCE, altered);
        tables.save(SOURCE, again);
        tables.save("other", again);
        applier.apply(transaction(1, ITEM.insert(1L, "a")));
        assertThat(tables.load(SOURCE)).usingRecursiveComparison().isEqualTo(List.of(altered));
        assertThat(tables.load(SOURCE)).hasSize(1);
        assertThat(tables.load("other")).isEmpty();
    }

    private static Version version(Optional<Gtid> gtid, int digits, long offset) {
        TableSchema table = new TableSchema(
                new TableId("shop", "it's"),
                List.of(
                        Column.builder("\u00e4 ;=\n", ColumnType.DATETIME)
                                .length(digits)
                                .build(),
                        Column.builder("e", ColumnType.ENUM)
                                .labels(List.of("", "x,y"))
                                .charset(Optional.of("latin1"))
                                .build()),
                List.of(),
                List.of(),
                TableSchema.TableOptions.NONE);
        return new Version(table, Optional.of("a=b"), gtid, Instant.ofEpochMilli(7), TargetFixture.at(offset));
    }
}
