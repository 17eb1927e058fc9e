// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.at;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.AppliedSet;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotApplierIT {
    private static final GtidSet EXECUTED = GtidSet.parse(TargetFixture.UUID + ":1-40");
    private static final Rows ITEM = Rows.of("item", "id", "name");
    private static final String CREATE_ITEM =
            "CREATE TABLE `item` (`id` int NOT NULL, `name` varchar(20) DEFAULT NULL, PRIMARY KEY (`id`))";
    private static final Rows BARE = Rows.of("bare", "v");
    private static final String CREATE_BARE = "CREATE TABLE `bare` (`v` int DEFAULT NULL)";

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

    private static SnapshotHeader header(String id, long record, boolean last) {
        return new SnapshotHeader(id, TargetFixture.SOURCE_SITE, record, last, EXECUTED);
    }

    private static SnapshotStatement database(String id, long record, String name) {
        return new SnapshotStatement(
                header(id, record, false),
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                "CREATE DATABASE `" + name + "`",
                at(record));
    }

    private static SnapshotStatement table(String id, long record, String name, String create) {
        return statement(header(id, record, false), name, create);
    }

    private static SnapshotStatement statement(SnapshotHeader header, String name, String create) {
        return new SnapshotStatement(
                header,
                Optional.of("app"),
                Optional.of(new TableId("app", name)),
                Optional.empty(),
                create,
                at(header.record()));
    }

    private static SnapshotStatement view(String id, long record, String name, String create) {
        TableId view = new TableId("app", name);
        Map<String, String> session = Map.of("sql_mode", "0", "collation_connection", "8");
        return new SnapshotStatement(
                header(id, record, false),
                Optional.of("app"),
                Optional.of(view),
                Optional.of(new DdlContext(Optional.of("app"), DdlClass.VIEW, List.of(view), session)),
                create,
                at(record));
    }

    private static String shown(MySqlServer server, String view) {
        return server.rows("SHOW CREATE VIEW app." + view)
                .get(0)
                .get(1)
                .replaceFirst("DEFINER=\\S+ ", "")
                .replace("`app`.`" + view + "`", "`" + view + "`");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void viewsAreMadeAsTheyAreAtTheSourceAndCanThenBeDropped(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        applier.claim(SOURCE);
        applier.apply(table("s1", 1, "item", CREATE_ITEM));
        String low = "CREATE ALGORITHM=MERGE DEFINER=`boss`@`%` SQL SECURITY INVOKER VIEW `app`.`low` AS select"
                + " `app`.`item`.`id` AS `id` from `app`.`item` WITH CASCADED CHECK OPTION";
        String high = "CREATE ALGORITHM=UNDEFINED DEFINER=`boss`@`%` SQL SECURITY DEFINER VIEW `app`.`high` AS select"
                + " (`low`.`id` + 1) AS `next` from `app`.`low`";
        // Where the sink's user may, it leaves the definer as it is.
        server.execute("CREATE USER boss", "GRANT ALL ON app.* TO boss");
        applier.apply(view("s1", 2, "low", low));
        applier.apply(view("s1", 3, "high", high));
        applier.apply(view("s1", 3, "high", high));
        applier.apply(batch(header("s1", 4, true), ITEM.read(header("s1", 4, true), 1L, "a")));

        assertThat(server.rows("SELECT * FROM app.high").toString()).isEqualTo("[[2]]");
        String madeLow = shown(server, "low");
        String madeHigh = shown(server, "high");
        server.execute("DROP VIEW app.high, app.low", low, high);
        assertThat(madeLow).isEqualTo(shown(server, "low"));
        assertThat(madeHigh).isEqualTo(shown(server, "high"));
        applier.apply(ddl(41, "DROP VIEW high"));
        assertThatThrownBy(() -> applier.apply(ddl(42, "DROP VIEW high")))
                .hasMessageContaining(":42")
                .hasMessageContaining("DROP VIEW high");
        applier.apply(ddl(43, "DROP VIEW IF EXISTS high"));
    }

    private static DdlUnit ddl(long number, String statement) {
        DdlContext context =
                new DdlContext(Optional.of("app"), DdlClass.VIEW, List.of(new TableId("app", "high")), Map.of());
        return new DdlUnit(TargetFixture.header(number), context, statement, at(number * 10));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aViewThatExistsIsUsedAsItIsAndOneThatCannotBeMadeIsNamed(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("CREATE VIEW app.v AS SELECT 5 AS five");
        applier.claim(SOURCE);

        applier.apply(view("s1", 1, "v", "CREATE VIEW `app`.`v` AS select 6 AS `six`"));
        assertThat(server.rows("SELECT five FROM app.v").toString()).isEqualTo("[[5]]");
        assertThatThrownBy(() -> applier.apply(view("s1", 2, "w", "CREATE VIEW `app`.`w` AS select * from `app`.`no`")))
                .hasMessageContaining("app.no")
                .hasMessageContaining("table.exclude.list");
        server.execute("CREATE TABLE app.no (id INT)");
        applier.apply(view("s1", 2, "w", "CREATE VIEW `app`.`w` AS select * from `app`.`no`"));
        assertThat(server.number("SELECT COUNT(*) FROM app.w")).isZero();
    }

    private static SnapshotBatch batch(SnapshotHeader header, Received.SnapshotRow... rows) {
        return new SnapshotBatch(
                header, rows[0].header().record(), List.of(rows), at(header.record()), at(header.record()));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aSnapshotThatAnotherOneHasReplacedTakesNoEffectWhenItIsDeliveredAgain(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        applier.claim(SOURCE);
        applier.apply(database("s1", 1, "app"));
        applier.apply(database("s2", 1, "app"));
        applier.apply(database("s3", 1, "app"));

        AppliedSet applied = applier.claim(SOURCE);

        assertThat(applied.snapshotRecords(header("s1", 1, false))).isEqualTo(Long.MAX_VALUE);
        assertThat(applied.snapshotRecords(header("s2", 7, true))).isEqualTo(Long.MAX_VALUE);
        assertThat(applied.snapshotRecords(header("s3", 2, false))).isEqualTo(1);
        assertThat(applied.snapshotRecords(header("s4", 1, false))).isZero();
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void tablesAndRowsAreCopiedAndTheStreamGoesOnAfterThem(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("DROP DATABASE app");
        AppliedSet applied = applier.claim(SOURCE);

        applier.apply(database("s1", 1, "app"));
        applier.apply(table("s1", 2, "item", CREATE_ITEM));
        applier.apply(table("s1", 3, "bare", CREATE_BARE));
        applier.apply(batch(
                header("s1", 5, false),
                ITEM.read(header("s1", 4, false), 1L, "a"),
                ITEM.read(header("s1", 5, false), 2L, "b")));
        assertThat(applied.snapshotUnfinished()).isTrue();
        assertThat(applied.snapshotRecords(header("s1", 1, false))).isEqualTo(5);
        applier.apply(batch(
                header("s1", 7, true), BARE.read(header("s1", 6, false), 5L), BARE.read(header("s1", 7, true), 5L)));

        assertThat(applied.snapshotUnfinished()).isFalse();
        assertThat(applied.gtids()).isEqualTo(EXECUTED);
        assertThat(server.rows("SELECT * FROM app.item").toString()).isEqualTo("[[1, a], [2, b]]");
        assertThat(server.number("SELECT COUNT(*) FROM app.bare")).isEqualTo(2);
        applier.apply(transaction(41, ITEM.insert(3L, "c")));
        assertThat(applied.gtids()).hasToString(TargetFixture.UUID + ":1-41");
    }

    /** Its source's task ended before Kafka Connect had stored the offset at the end of the copy before. */
    private static SnapshotHeader repeated(String id, long record, boolean last) {
        return new SnapshotHeader(id, TargetFixture.SOURCE_SITE, record, last, EXECUTED, SnapshotHeader.Run.INITIAL);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aCompleteCopyThatIsTakenAgainReplacesTheRowsOfTablesWithoutKey(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("CREATE TABLE app.own (v INT)", "INSERT INTO app.own VALUES (1)");
        applier.claim(SOURCE);
        applier.apply(table("s1", 1, "bare", CREATE_BARE));
        applier.apply(batch(header("s1", 2, true), BARE.read(header("s1", 2, true), 5L)));
        applier.apply(transaction(41, BARE.insert(6L)));

        assertThatThrownBy(() -> applier.apply(table("s2", 1, "bare", CREATE_BARE)))
                .hasMessageContaining("app.bare")
                .hasMessageContaining("TRUNCATE");
        applier.apply(statement(repeated("s3", 1, false), "bare", CREATE_BARE));
        applier.apply(batch(
                repeated("s3", 3, true),
                BARE.read(repeated("s3", 2, false), 5L),
                BARE.read(repeated("s3", 3, true), 7L)));

        assertThat(server.rows("SELECT v FROM app.bare ORDER BY v").toString()).isEqualTo("[[5], [7]]");
        assertThatThrownBy(() -> applier.apply(statement(repeated("s4", 1, false), "own", CREATE_BARE)))
                .hasMessageContaining("app.own")
                .hasMessageContaining("TRUNCATE");
        assertThat(server.number("SELECT COUNT(*) FROM app.own")).isEqualTo(1);
    }

    /** Run 2 begins behind record 3, whatever run 1 has sent beyond it. */
    private static SnapshotHeader again(long record, boolean last) {
        return new SnapshotHeader(
                "s1", TargetFixture.SOURCE_SITE, record, last, EXECUTED, new SnapshotHeader.Run(77, 3));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aCopyGoesOnAfterItsSourceWasInterrupted(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("DROP DATABASE app");
        AppliedSet applied = applier.claim(SOURCE);
        applier.apply(database("s1", 1, "app"));
        applier.apply(table("s1", 2, "item", CREATE_ITEM));
        applier.apply(batch(
                header("s1", 5, false),
                ITEM.read(header("s1", 3, false), 1L, "a"),
                ITEM.read(header("s1", 4, false), 2L, "b"),
                ITEM.read(header("s1", 5, false), 3L, "gone by run 2")));
        assertThat(applied.snapshotRecords(again(4, false))).isEqualTo(3);

        applier.apply(batch(
                again(9, false),
                ITEM.snapshot(again(4, false), ITEM.insert(4L, "new")),
                ITEM.snapshot(again(5, false), ITEM.delete(3L, "gone by run 2")),
                ITEM.snapshot(again(6, false), ITEM.delete(99L, "never copied")),
                ITEM.snapshot(again(7, false), ITEM.update(ITEM.image(1L, "a"), ITEM.image(1L, "A"))),
                ITEM.snapshot(again(8, false), ITEM.update(ITEM.image(2L, "b"), ITEM.image(20L, "moved"))),
                ITEM.snapshot(again(9, false), ITEM.update(ITEM.image(50L, "x"), ITEM.image(50L, "not copied yet")))));
        applier.apply(batch(header("s1", 6, false), ITEM.read(header("s1", 6, false), 7L, "late record of run 1")));
        applier.apply(batch(
                again(11, true),
                ITEM.read(again(10, false), 4L, "new"),
                ITEM.read(again(11, true), 50L, "not copied yet")));

        assertThat(server.rows("SELECT * FROM app.item ORDER BY id").toString())
                .isEqualTo("[[1, A], [4, new], [20, moved], [50, not copied yet]]");
        assertThat(applied.snapshotUnfinished()).isFalse();
        assertThat(applier.claim(SOURCE).snapshotRecords(again(11, true))).isEqualTo(11);
        assertThat(server.value("SELECT snapshot_id FROM duplex.applied_transaction"))
                .isEqualTo("s1#77");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void changesThatAreToldOnceMoreMayMeetRowsOfLaterStates(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("DROP DATABASE app");
        applier.claim(SOURCE);
        applier.apply(database("s1", 1, "app"));
        applier.apply(table("s1", 2, "item", CREATE_ITEM.replace("PRIMARY", "UNIQUE KEY (`name`), PRIMARY")));
        applier.apply(batch(
                header("s1", 5, false),
                ITEM.read(header("s1", 3, false), 1L, "later"),
                ITEM.read(header("s1", 4, false), 2L, "first"),
                ITEM.read(header("s1", 5, false), 3L, "second")));

        applier.apply(batch(
                again(7, true),
                ITEM.snapshot(again(4, false), ITEM.update(ITEM.image(1L, "first"), ITEM.image(1L, "second"))),
                ITEM.snapshot(again(5, false), ITEM.insert(2L, "first")),
                ITEM.snapshot(again(6, false), ITEM.update(ITEM.image(1L, "second"), ITEM.image(1L, "later"))),
                ITEM.snapshot(again(7, true), ITEM.insert(3L, "second"))));

        assertThat(server.rows("SELECT * FROM app.item ORDER BY id").toString())
                .isEqualTo("[[1, later], [2, first], [3, second]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatIsDeliveredAgainIsNotCopiedTwice(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        applier.claim(SOURCE);
        applier.apply(table("s1", 1, "bare", CREATE_BARE));
        applier.apply(batch(header("s1", 2, false), BARE.read(header("s1", 2, false), 5L)));

        assertThat(applier.claim(SOURCE).snapshotRecords(header("s1", 1, false)))
                .isEqualTo(2);
        applier.apply(table("s1", 1, "bare", CREATE_BARE));
        applier.apply(batch(
                header("s1", 3, true), BARE.read(header("s1", 2, false), 5L), BARE.read(header("s1", 3, true), 6L)));
        applier.apply(batch(header("s1", 3, true), BARE.read(header("s1", 3, true), 6L)));

        assertThat(server.rows("SELECT v FROM app.bare ORDER BY v").toString()).isEqualTo("[[5], [6]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aTableThatExistsIsUsedAsItIsAndItsRowsBroughtToTheSourcesState(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute(
                "CREATE TABLE app.item (id INT PRIMARY KEY, extra INT DEFAULT 9, name VARCHAR(20))",
                "INSERT INTO app.item VALUES (1, 4, 'old'), (8, 4, 'mine')");
        applier.claim(SOURCE);

        applier.apply(table("s1", 1, "item", CREATE_ITEM));
        applier.apply(batch(
                header("s1", 3, true),
                ITEM.read(header("s1", 2, false), 1L, "new"),
                ITEM.read(header("s1", 3, true), 2L, "b")));

        assertThat(server.rows("SELECT id, extra, name FROM app.item ORDER BY id")
                        .toString())
                .isEqualTo("[[1, 4, new], [2, 9, b], [8, 4, mine]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aTableIsDroppedBeforeTheCopyWhenAskedTo(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier =
                closing(new TargetFixture(server).applier(new ApplyOptions(true, true, DefinerPolicy.AUTO)));
        server.execute("CREATE TABLE app.item (x INT)", "INSERT INTO app.item VALUES (1)");
        applier.claim(SOURCE);

        applier.apply(table("s1", 1, "item", CREATE_ITEM));
        applier.apply(batch(header("s1", 2, true), ITEM.read(header("s1", 2, true), 2L, "b")));

        assertThat(server.rows("SELECT * FROM app.item").toString()).isEqualTo("[[2, b]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aMissingTableIsNamedWhenTablesAreNotToBeCreated(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier =
                closing(new TargetFixture(server).applier(new ApplyOptions(false, false, DefinerPolicy.AUTO)));
        applier.claim(SOURCE);

        assertThatThrownBy(() -> applier.apply(table("s1", 1, "item", CREATE_ITEM)))
                .hasMessageContaining("table app.item is missing")
                .hasMessageContaining(CREATE_ITEM);
        assertThatThrownBy(() -> applier.apply(view("s1", 1, "v", "CREATE VIEW `app`.`v` AS select 1")))
                .hasMessageContaining("view app.v is missing");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aCopyThatBeginsAgainLeavesNothingOfTheInterruptedOne(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        applier.claim(SOURCE);
        applier.apply(table("s1", 1, "item", CREATE_ITEM));
        applier.apply(table("s1", 2, "bare", CREATE_BARE));
        applier.apply(batch(
                header("s1", 4, false),
                ITEM.read(header("s1", 3, false), 1L, "deleted since"),
                BARE.read(header("s1", 4, false), 5L)));

        applier.claim(SOURCE);
        applier.apply(table("s2", 1, "item", CREATE_ITEM));
        applier.claim(SOURCE);
        applier.apply(table("s2", 2, "bare", CREATE_BARE));
        applier.apply(batch(
                header("s2", 4, true),
                ITEM.read(header("s2", 3, false), 2L, "b"),
                BARE.read(header("s2", 4, true), 6L)));

        assertThat(server.rows("SELECT * FROM app.item").toString()).isEqualTo("[[2, b]]");
        assertThat(server.rows("SELECT * FROM app.bare").toString()).isEqualTo("[[6]]");
        assertThat(server.rows("SELECT snapshot_tables, snapshot_complete FROM duplex.applied_transaction")
                        .toString())
                .isEqualTo("[[filled app.bare\nreplaced s1, 1]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aCopyThatBeginsAgainMakesItsTablesAnewAndLeavesThoseOfOthers(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("CREATE TABLE app.item (id BIGINT PRIMARY KEY, name VARCHAR(90), mine INT)");
        applier.claim(SOURCE);
        applier.apply(table("s1", 1, "item", CREATE_ITEM));
        applier.apply(table("s1", 2, "bare", CREATE_BARE));

        applier.claim(SOURCE);
        applier.apply(table("s2", 1, "item", CREATE_ITEM));
        applier.apply(table("s2", 2, "bare", "CREATE TABLE `bare` (`v` int DEFAULT NULL, `added` int DEFAULT NULL)"));

        assertThat(server.rows("SHOW COLUMNS FROM app.bare")).hasSize(2);
        assertThat(server.rows("SHOW COLUMNS FROM app.item")).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aTableWithoutKeyThatIsNotEmptyIsRefused(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute("CREATE TABLE app.bare (v INT)", "INSERT INTO app.bare VALUES (1)");
        applier.claim(SOURCE);

        assertThatThrownBy(() -> applier.apply(table("s1", 1, "bare", CREATE_BARE)))
                .hasMessageContaining("app.bare has no key and is not empty")
                .hasMessageContaining("TRUNCATE TABLE `app`.`bare`");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsComeBeforeTheRowsThatTheyReferTo(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        applier.claim(SOURCE);
        applier.apply(table(
                "s1",
                1,
                "child",
                "CREATE TABLE `child` (`id` int NOT NULL PRIMARY KEY, `pid` int,"
                        + " CONSTRAINT `c` FOREIGN KEY (`pid`) REFERENCES `parent` (`id`))"));
        applier.apply(table("s1", 2, "parent", "CREATE TABLE `parent` (`id` int NOT NULL PRIMARY KEY)"));
        applier.apply(batch(
                header("s1", 4, true),
                Rows.of("child", "id", "pid").read(header("s1", 3, false), 1L, 2L),
                Rows.of("parent", "id").read(header("s1", 4, true), 2L)));

        assertThat(server.number("SELECT COUNT(*) FROM app.child JOIN app.parent ON pid = parent.id"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aRowThatClashesWithAnotherIsNamed(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        server.execute(
                "CREATE TABLE app.item (id INT PRIMARY KEY, name VARCHAR(20) UNIQUE)",
                "INSERT INTO app.item VALUES (8, 'taken')");
        applier.claim(SOURCE);
        applier.apply(table("s1", 1, "item", CREATE_ITEM));

        assertThatThrownBy(() -> applier.apply(batch(
                        header("s1", 3, true),
                        ITEM.read(header("s1", 2, false), 1L, "free"),
                        ITEM.read(header("s1", 3, true), 2L, "taken"))))
                .hasMessageContaining("(id=2)")
                .hasMessageContaining("1062");
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(1);
    }
}
