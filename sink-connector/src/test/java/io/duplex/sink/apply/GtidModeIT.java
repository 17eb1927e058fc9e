// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.SOURCE_SITE;
import static io.duplex.sink.apply.TargetFixture.UUID;
import static io.duplex.sink.apply.TargetFixture.at;
import static io.duplex.sink.apply.TargetFixture.gtid;
import static io.duplex.sink.apply.TargetFixture.header;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.MarkMode;
import io.duplex.sink.server.ServerCheck;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transactions and statements are committed under the GTIDs of their origins. */
class GtidModeIT {
    private static final Rows ITEM = Rows.of("item", "id", "v");

    private static final Map<MySqlVersion, MySqlServer> SERVERS = new EnumMap<>(MySqlVersion.class);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(MySqlServer::close);
        SERVERS.clear();
    }

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
        MySqlServer server = SERVERS.computeIfAbsent(version, MySqlServer::start);
        server.execute(
                "DROP USER IF EXISTS sink",
                "DROP DATABASE IF EXISTS app",
                "DROP DATABASE IF EXISTS duplex",
                version.resetBinaryLogs());
        return server;
    }

    private TargetFixture privileged(MySqlServer server) {
        TargetFixture target = unprivileged(server);
        server.execute(
                "GRANT " + privileges(server.version()) + " ON *.* TO sink@'%'",
                "CREATE TABLE app.item (id INT PRIMARY KEY, v INT)");
        return target;
    }

    private static TargetFixture unprivileged(MySqlServer server) {
        return new TargetFixture(server, Marks.SESSION);
    }

    private static String privileges(MySqlVersion version) {
        return Marks.privilege(version);
    }

    private TransactionApplier claimed(TargetFixture target) {
        TransactionApplier applier = closing(target.gtidApplier(Failpoint.NONE));
        applier.claim(SOURCE);
        return applier;
    }

    private static DdlUnit ddl(long number, String statement, String table) {
        return new DdlUnit(
                header(number),
                new DdlContext(Optional.of("app"), DdlClass.TABLE, List.of(new TableId("app", table)), Map.of()),
                statement,
                at(number * 10));
    }

    /** What the target has executed under GTIDs of the source. */
    private static GtidSet kept(MySqlServer server) {
        return GtidSet.parse(server.gtidExecuted()).intersect(GtidSet.parse(UUID + ":1-1000"));
    }

    private static String rows(MySqlServer server) {
        return server.rows("SELECT id, v FROM app.item ORDER BY id").toString();
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void transactionsAndStatementsHaveTheirOriginsGtids(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(privileged(server));

        applier.apply(copied(1));
        assertThat(kept(server)).isEqualTo(GtidSet.EMPTY);
        applier.apply(transaction(1, ITEM.insert(1L, 10L), ITEM.insert(2L, 20L)));
        applier.apply(ddl(2, "ALTER TABLE item ADD COLUMN w INT", "item"));
        applier.apply(ddl(3, "CREATE TABLE other LIKE item", "other"));
        applier.apply(transaction(4, ITEM.insert(3L, 30L)));
        applier.begin(new LargeTransaction.Start(header(5), at(50), at(50)));
        applier.apply(new LargeTransaction.Part(header(5), List.of(ITEM.insert(4L, 40L)), at(51), at(51)));
        applier.apply(new LargeTransaction.Part(header(5), List.of(ITEM.insert(5L, 50L)), at(52), at(52)));
        applier.commit(new LargeTransaction.End(header(5), 2, at(50), at(59)));

        assertThat(kept(server)).isEqualTo(GtidSet.parse(UUID + ":1-5"));
        assertThat(rows(server)).isEqualTo("[[0, 0], [1, 10], [2, 20], [3, 30], [4, 40], [5, 50]]");
        assertThat(server.rows("SELECT gtid_set, last_gtid, kafka_offset FROM duplex.applied_transaction")
                        .toString())
                .isEqualTo("[[" + UUID + ":1-5, " + gtid(5) + ", 60]]");
        assertThat(server.rows("SELECT site_id, is_local, server_uuid FROM duplex.site_server ORDER BY is_local")
                        .toString())
                .isEqualTo("[[" + SOURCE_SITE + ", 0, " + UUID + "], [" + TargetFixture.TARGET_SITE + ", 1, "
                        + server.serverUuid() + "]]");
    }

    private static SnapshotBatch copied(long record) {
        SnapshotHeader header = new SnapshotHeader("s1", SOURCE_SITE, record, true, GtidSet.EMPTY);
        return new SnapshotBatch(header, record, List.of(ITEM.read(header, 0L, 0L)), at(record), at(record));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatTheTargetHasByOtherMeansIsNotRepeated(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(privileged(server));
        as(server, 1, "INSERT INTO app.item VALUES (1, 10)");
        as(server, 2, "CREATE TABLE app.other (id INT PRIMARY KEY)");
        as(server, 3, "INSERT INTO app.item VALUES (2, 20)");

        applier.apply(transaction(1, ITEM.insert(1L, 10L)));
        applier.apply(ddl(2, "CREATE TABLE other (id INT PRIMARY KEY)", "other"));
        applier.begin(new LargeTransaction.Start(header(3), at(30), at(30)));
        applier.apply(new LargeTransaction.Part(header(3), List.of(ITEM.insert(2L, 20L)), at(31), at(31)));
        applier.commit(new LargeTransaction.End(header(3), 1, at(30), at(39)));
        applier.apply(transaction(4, ITEM.insert(3L, 30L)));

        assertThat(rows(server)).isEqualTo("[[1, 10], [2, 20], [3, 30]]");
        assertThat(server.value("SELECT gtid_set FROM duplex.applied_transaction"))
                .isEqualTo(UUID + ":1-4");
    }

    /** As native replication would execute it. */
    private static void as(MySqlServer server, long number, String statement) {
        server.execute("SET GTID_NEXT = '" + gtid(number) + "'", statement, "SET GTID_NEXT = 'AUTOMATIC'");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatFailsLeavesTheSessionUsable(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(privileged(server));
        server.execute("INSERT INTO app.item VALUES (1, 0)", "CREATE TABLE app.other (id INT)");

        assertThatThrownBy(() -> applier.apply(transaction(1, ITEM.insert(1L, 10L))))
                .hasMessageContaining(gtid(1).toString());
        server.execute("DELETE FROM app.item");
        applier.apply(transaction(1, ITEM.insert(1L, 10L)));
        assertThatThrownBy(() -> applier.apply(ddl(2, "CREATE TABLE other (id INT)", "other")))
                .hasMessageContaining("1050");
        server.execute("DROP TABLE app.other");
        applier.apply(ddl(2, "CREATE TABLE other (id INT)", "other"));
        applier.begin(new LargeTransaction.Start(header(3), at(30), at(30)));
        applier.rollback(SOURCE);
        applier.apply(transaction(3, ITEM.insert(2L, 20L)));

        assertThat(kept(server)).isEqualTo(GtidSet.parse(UUID + ":1-3"));
        assertThat(rows(server)).isEqualTo("[[1, 10], [2, 20]]");
    }

    /** In session mode nothing on the target tells whether this statement was executed. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void afterACrashTheGtidTellsWhetherAStatementWasExecuted(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = privileged(server);
        server.execute(
                "CREATE TABLE app.parted (id INT PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2",
                "INSERT INTO app.parted VALUES (1), (2)");
        DdlUnit truncate = ddl(1, "ALTER TABLE parted TRUNCATE PARTITION p0", "parted");
        TransactionApplier crashing = target.gtidApplier(reached -> {
            if (reached == Step.EXECUTED) {
                throw new IllegalStateException("crash");
            }
        });
        crashing.claim(SOURCE);
        assertThatThrownBy(() -> crashing.apply(truncate)).hasMessage("crash");
        crashing.close();

        TransactionApplier next = closing(target.gtidApplier(Failpoint.NONE));

        assertThat(next.claim(SOURCE).contains(gtid(1))).isTrue();
        assertThat(server.rows("SELECT id FROM app.parted").toString()).isEqualTo("[[1]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void withoutThePrivilegeTheStatementThatGrantsItIsNamed(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(unprivileged(server).gtidApplier(Failpoint.NONE));
        String grant = "GRANT " + privileges(version) + " ON *.* TO ";

        assertThatThrownBy(() -> applier.claim(SOURCE))
                .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.STOP);
                    assertThat(failure.getMessage()).contains(grant, "origin.mark.mode");
                });
        server.execute(grant + "sink@'%'");
        applier.claim(SOURCE);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void validationNamesWhatIsMissingOnEachServer(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = unprivileged(server);
        String grant = "GRANT " + privileges(version) + " ON *.* TO 'sink'@'<host>'";

        assertThat(refusals(target))
                .singleElement()
                .asString()
                .startsWith("origin.mark.mode: ")
                .contains(grant);
        server.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM sink@'%'");
        assertThat(refusals(target)).anySatisfy(refusal -> assertThat(refusal).contains(grant));
        target = privilegedAgain(server);
        assertThat(refusals(target)).isEmpty();

        for (String mode : List.of("ON_PERMISSIVE", "OFF_PERMISSIVE", "OFF")) {
            server.execute("SET GLOBAL gtid_mode = " + mode);
            assertThat(refusals(target))
                    .anySatisfy(refusal -> assertThat(refusal)
                            .startsWith("origin.mark.mode: ")
                            .contains("has gtid_mode=" + mode, "enforce_gtid_consistency=ON and gtid_mode=ON"));
        }
        server.execute("SET GLOBAL enforce_gtid_consistency = OFF");
        TransactionApplier applier = closing(target.gtidApplier(Failpoint.NONE));
        assertThatThrownBy(() -> applier.claim(SOURCE)).hasMessageContaining("has gtid_mode=OFF");
        server.execute(
                "SET GLOBAL enforce_gtid_consistency = ON",
                "SET GLOBAL gtid_mode = OFF_PERMISSIVE",
                "SET GLOBAL gtid_mode = ON_PERMISSIVE",
                "SET GLOBAL gtid_mode = ON");
        assertThat(refusals(target)).isEmpty();
    }

    private TargetFixture privilegedAgain(MySqlServer server) {
        server.execute("DROP USER sink", "DROP DATABASE app");
        return privileged(server);
    }

    private static List<String> refusals(TargetFixture target) {
        SiteOptions site =
                new SiteOptions(OptionalInt.of(TargetFixture.TARGET_SITE), "channel", "duplex", MarkMode.GTID);
        return new ServerCheck(target.connections(), site, Set.of())
                .findings().stream()
                        .map(finding -> finding.option() + ": " + finding.message())
                        .toList();
    }

    /** Each of two sinks may have a part of a transaction only, but its GTID is executed once. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void twoSinksOfOneSourceAreRefusedOnOneTarget(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = privileged(server);
        claimed(target).apply(transaction(1, ITEM.insert(1L, 10L)));
        claimed(target).apply(ddl(2, "CREATE TABLE other (id INT PRIMARY KEY)", "other"));
        TransactionApplier second = closing(target.gtidApplier("second"));
        second.claim(SOURCE);

        for (Runnable apply : List.<Runnable>of(
                () -> second.apply(transaction(1, ITEM.insert(2L, 20L))),
                () -> second.apply(ddl(2, "CREATE TABLE another (id INT PRIMARY KEY)", "another")))) {
            assertThatThrownBy(apply::run)
                    .isInstanceOf(ApplyFailure.class)
                    .hasMessageContaining("applied by channel channel of the same source")
                    .hasMessageContaining("channel.name=channel")
                    .hasMessageContaining("origin.mark.mode=session");
        }
        assertThat(rows(server)).isEqualTo("[[1, 10]]");
        second.apply(transaction(3, ITEM.insert(3L, 30L)));
        assertThat(kept(server)).isEqualTo(GtidSet.parse(UUID + ":1-3"));
    }

    /** Which privileges do, as the documentation says. */
    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V8_0", "V9_7"})
    void eachOfThreeDynamicPrivilegesIsEnough(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = unprivileged(server);
        for (String privilege : List.of("REPLICATION_APPLIER", "SESSION_VARIABLES_ADMIN", "SYSTEM_VARIABLES_ADMIN")) {
            server.execute("GRANT " + privilege + " ON *.* TO sink@'%'");
            claimed(target);
            server.execute("REVOKE " + privilege + " ON *.* FROM sink@'%'");
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void taggedGtidsAreKeptWhereTheServerKnowsThem(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = privileged(server);
        TransactionApplier applier = claimed(target);
        ReplicatedTransaction tagged = tagged(1);

        assertThatThrownBy(() -> applier.apply(tagged))
                .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.STOP);
                    assertThat(failure.getMessage())
                            .contains(UUID + ":batch:1", version == MySqlVersion.V9_7 ? "TRANSACTION_GTID_TAG" : "8.3");
                });
        if (version == MySqlVersion.V9_7) {
            server.execute("GRANT TRANSACTION_GTID_TAG ON *.* TO sink@'%'");
            claimed(target).apply(tagged);
            assertThat(server.gtidExecuted()).contains(UUID + ":batch:1");
        }
    }

    private static ReplicatedTransaction tagged(long number) {
        TransactionHeader plain = header(number);
        Gtid gtid = Gtid.parse(UUID + ":batch:" + number);
        TransactionHeader header = new TransactionHeader(
                gtid,
                SOURCE_SITE,
                new Origin(SOURCE_SITE, gtid),
                Optional.empty(),
                GtidSet.EMPTY,
                plain.commit(),
                List.of());
        return new ReplicatedTransaction(header, List.of(ITEM.insert(number, 10L)), at(10), at(19));
    }
}
