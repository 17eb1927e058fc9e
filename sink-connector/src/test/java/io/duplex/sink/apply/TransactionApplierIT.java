// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.gtid;
import static io.duplex.sink.apply.TargetFixture.header;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionApplierIT {
    private static final Rows ITEM = Rows.of("item", "id", "name", "code");

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

    private TransactionApplier claimed(MySqlServer server) {
        TransactionApplier applier = closing(new TargetFixture(server).applier());
        applier.claim(SOURCE);
        server.execute("CREATE TABLE app.item (id INT PRIMARY KEY, name VARCHAR(20), code INT UNIQUE)");
        return applier;
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsArriveInOneTransactionWithTheirProgress(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);

        applier.apply(transaction(1, ITEM.insert(1L, "one", 10L), ITEM.insert(2L, "two", 20L)));
        applier.apply(transaction(
                2,
                ITEM.update(ITEM.image(1L, "one", 10L), ITEM.image(1L, "uno", 10L)),
                ITEM.update(ITEM.image(2L, "two", 20L), ITEM.image(3L, "three", null)),
                ITEM.insert(4L, null, 40L),
                ITEM.delete(4L, null, 40L)));

        assertThat(server.rows("SELECT id, name, code FROM app.item ORDER BY id"))
                .extracting(Object::toString)
                .containsExactly("[1, uno, 10]", "[3, three, NULL]");
        assertThat(server.rows("SELECT origin_site, origin_gtid, gtid_set, last_gtid, kafka_topic, kafka_offset, epoch,"
                        + " transactions, source_committed_at FROM duplex.applied_transaction"))
                .extracting(Object::toString)
                .containsExactly("[7, " + gtid(2) + ", " + TargetFixture.UUID + ":1-2, " + gtid(2)
                        + ", shop.stream, 30, 1, 2, 2023-11-14 22:13:20.123456]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theBinlogShowsMarkAndProgressRowFirst(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute("FLUSH BINARY LOGS");

        applier.apply(transaction(1, ITEM.insert(1L, "one", 10L)));

        String log =
                server.rows("SHOW BINLOG EVENTS IN '" + lastLog(server) + "'").toString();
        assertThat(log).containsSubsequence("BEGIN", "(duplex.applied_transaction)", "(app.item)", "COMMIT");
    }

    private static String lastLog(MySqlServer server) {
        List<List<String>> logs = server.rows("SHOW BINARY LOGS");
        return logs.get(logs.size() - 1).get(0);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void uniqueValuesMoveBetweenRowsWithinATransaction(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        applier.apply(transaction(1, ITEM.insert(1L, "a", 10L), ITEM.insert(2L, "b", 20L)));

        applier.apply(transaction(
                2,
                ITEM.update(ITEM.image(1L, "a", 10L), ITEM.image(1L, "a", null)),
                ITEM.update(ITEM.image(2L, "b", 20L), ITEM.image(2L, "b", 10L)),
                ITEM.update(ITEM.image(1L, "a", null), ITEM.image(1L, "a", 20L)),
                ITEM.delete(2L, "b", 10L),
                ITEM.insert(5L, "c", 10L)));

        assertThat(server.rows("SELECT id, code FROM app.item ORDER BY id").toString())
                .isEqualTo("[[1, 20], [5, 10]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void tablesWithoutKeyLoseExactlyOneEqualRow(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute(
                "CREATE TABLE app.bare (name VARCHAR(10), n DOUBLE, y YEAR, j JSON, t TEXT CHARACTER SET latin1)");
        Rows bare = Rows.of("bare", "name", "n", "y", "j", "t");
        applier.apply(transaction(
                1,
                bare.insert("a", 0.1, 0L, "{\"k\": [1, null]}", "\u00e4"),
                bare.insert("A", 0.1, 0L, "{\"k\": [1, null]}", "\u00e4"),
                bare.insert("a", 0.1, 0L, "{\"k\": [1, null]}", "\u00e4"),
                bare.insert(null, null, null, null, null)));

        applier.apply(transaction(
                2,
                bare.delete("a", 0.1, 0L, "{\"k\": [1, null]}", "\u00e4"),
                bare.update(
                        bare.image(null, null, null, null, null),
                        bare.image(
                                "b",
                                null,
                                null,
                                null,
                                "\u00e4".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))));

        assertThat(server.rows("SELECT name, HEX(t) FROM app.bare ORDER BY HEX(name)")
                        .toString())
                .isEqualTo("[[A, E4], [a, E4], [b, E4]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void keysOfEveryTextKindFindTheirRow(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute("CREATE TABLE app.word (w VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_german1_ci,"
                + " d DATETIME(6), b VARBINARY(8), e ENUM('x', 'y'), n INT, PRIMARY KEY (w, d, b, e))");
        Rows word = Rows.of("word", "w", "d", "b", "e", "n");
        Object date = io.duplex.protocol.change.MySqlDateTime.parse("2024-02-03 04:05:06.000007");
        byte[] bytes = {0, 39, 92, (byte) 255};
        applier.apply(transaction(1, word.insert("\u00e4'\\", date, bytes, "y", 1L)));

        applier.apply(transaction(
                2, word.update(word.image("\u00e4'\\", date, bytes, "y", 1L), word.image("z", date, bytes, 1L, 2L))));

        assertThat(server.rows("SELECT w, e, n FROM app.word").toString()).isEqualTo("[[z, x, 2]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void columnsAreMatchedByNameAndGeneratedOnesLeftToTheTarget(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute(
                "CREATE TABLE app.other (extra INT NOT NULL DEFAULT 5, Total INT AS (a + 1) STORED, b INT, a INT,"
                        + " id INT PRIMARY KEY)");
        Rows other = Rows.of("other", "id", "A", "b", "total");

        applier.apply(transaction(1, other.insert(1L, 10L, 20L, 11L)));
        applier.apply(transaction(2, other.update(other.image(1L, 10L, 20L, 11L), other.image(1L, 30L, 40L, 31L))));

        assertThat(server.rows("SELECT extra, total, b, a, id FROM app.other").toString())
                .isEqualTo("[[5, 31, 40, 30, 1]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsAreNumberedAsUsualWhereOnlyTheTargetHasTheColumn(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute("CREATE TABLE app.numbered (n INT AUTO_INCREMENT PRIMARY KEY, v INT)");
        Rows numbered = Rows.of("numbered", "v");

        applier.apply(transaction(1, numbered.insert(7L), ITEM.insert(1L, "a", 1L), numbered.insert(8L)));

        assertThat(server.rows("SELECT n, v FROM app.numbered ORDER BY n").toString())
                .isEqualTo("[[1, 7], [2, 8]]");
        applier.apply(transaction(2, numbered.update(numbered.image(7L), numbered.image(9L)), numbered.delete(8L)));
        assertThat(server.rows("SELECT n, v FROM app.numbered ORDER BY n").toString())
                .isEqualTo("[[1, 9]]");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void cascadesAreNeitherLostNorDoubled(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute(
                "CREATE TABLE app.parent (id INT PRIMARY KEY)",
                "CREATE TABLE app.child (id INT PRIMARY KEY, pid INT,"
                        + " FOREIGN KEY (pid) REFERENCES app.parent (id) ON DELETE CASCADE)",
                "INSERT INTO app.parent VALUES (1), (2), (3)",
                "INSERT INTO app.child VALUES (11, 1), (12, 2)");
        Rows parent = Rows.of("parent", "id");
        Rows child = Rows.of("child", "id", "pid");
        RowFlags unchecked = new RowFlags(true, false);

        // As servers up to 9.5 log it, and as later ones do: the child's row first, without checks.
        applier.apply(transaction(1, parent.delete(1L)));
        applier.apply(transaction(2, Rows.withFlags(child.delete(12L, 2L), unchecked), parent.delete(2L)));

        assertThat(server.number("SELECT COUNT(*) FROM app.child")).isZero();
        assertThat(server.number("SELECT COUNT(*) FROM app.parent")).isEqualTo(1);

        applier.apply(transaction(3, Rows.withFlags(child.insert(13L, 99L), unchecked)));
        assertThat(server.number("SELECT COUNT(*) FROM app.child")).isEqualTo(1);
        assertThatThrownBy(() -> applier.apply(transaction(4, child.insert(14L, 98L))))
                .hasMessageContaining("1452")
                .hasMessageContaining("(id=14)");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatCannotBeAppliedIsNamedAndLeavesNothing(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        server.execute("INSERT INTO app.item VALUES (3, 'here', 3)");

        assertStop(
                applier,
                List.of(ITEM.insert(1L, "a", 1L), ITEM.insert(2L, "b", 2L), ITEM.insert(3L, "c", 30L)),
                "INSERT the row of app.item with key (id=3)",
                "1062");
        assertStop(
                applier,
                List.of(ITEM.insert(1L, "a", 1L), ITEM.update(ITEM.image(9L, "x", 9L), ITEM.image(9L, "y", 9L))),
                "UPDATE the row of app.item with key (id=9)",
                "it is not on the target");
        assertStop(applier, List.of(ITEM.delete(9L, "x", 9L)), "DELETE the row of app.item with key (id=9)", "insert");
        assertStop(
                applier,
                List.of(Rows.of("item", "id", "colour").insert(1L, "red")),
                "column colour is missing on the target",
                "app.item");
        assertStop(
                applier,
                List.of(Rows.of("nowhere", "id").insert(1L)),
                "table app.nowhere is not on the target",
                "Create");
        assertStop(applier, List.of(ITEM.insert(1L, "012345678901234567890123", 1L)), "Data too long", "(id=1)");
        assertThat(server.rows("SELECT * FROM app.item").toString()).isEqualTo("[[3, here, 3]]");
        assertThat(server.value("SELECT gtid_set FROM duplex.applied_transaction"))
                .isEmpty();

        server.execute("DELETE FROM app.item");
        applier.apply(transaction(1, ITEM.insert(3L, "c", 30L)));
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(1);
    }

    private static void assertStop(TransactionApplier applier, List<Received.Row> rows, String... parts) {
        assertThatThrownBy(() -> applier.apply(transaction(1, rows.toArray(new Received.Row[0]))))
                .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(FailureKind.STOP);
                    assertThat(failure.getMessage())
                            .contains(gtid(1).toString())
                            .contains(parts);
                });
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aTableThatSomebodyElseChangedIsLookedAtAgain(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        applier.apply(transaction(1, ITEM.insert(1L, "a", 1L)));
        server.execute("ALTER TABLE app.item ADD COLUMN colour VARCHAR(10)");

        Rows wider = Rows.of("item", "id", "name", "code", "colour");
        applier.apply(transaction(2, wider.insert(2L, "b", 2L, "red")));

        assertThat(server.value("SELECT colour FROM app.item WHERE id = 2")).isEqualTo("red");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aLargeTransactionIsSeenOnlyWhole(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        List<Received.Row> rows = new ArrayList<>();
        for (long id = 1; id <= 3000; id++) {
            rows.add(ITEM.insert(id, "row " + id, id));
        }

        applier.begin(new LargeTransaction.Start(header(1), TargetFixture.at(10), TargetFixture.at(10)));
        applier.apply(part(rows.subList(0, 1500)));
        applier.apply(part(rows.subList(1500, 3000)));
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isZero();
        applier.commit(new LargeTransaction.End(header(1), 3000, TargetFixture.at(10), TargetFixture.at(4000)));

        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isEqualTo(3000);
        assertThat(server.rows("SELECT gtid_set, kafka_offset FROM duplex.applied_transaction")
                        .toString())
                .isEqualTo("[[" + gtid(1) + ", 4001]]");
    }

    private static LargeTransaction.Part part(List<Received.Row> rows) {
        return new LargeTransaction.Part(header(1), rows, TargetFixture.at(11), TargetFixture.at(12));
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aReleasedLargeTransactionLeavesNothing(MySqlVersion version) {
        MySqlServer server = server(version);
        TransactionApplier applier = claimed(server);
        applier.begin(new LargeTransaction.Start(header(1), TargetFixture.at(10), TargetFixture.at(10)));
        applier.apply(part(List.of(ITEM.insert(1L, "a", 1L))));

        applier.release(SOURCE);
        applier.claim(SOURCE);
        applier.apply(transaction(1, ITEM.insert(1L, "b", 1L)));

        assertThat(server.value("SELECT name FROM app.item")).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aDeadlockAndALockWaitAreToBeRetried(MySqlVersion version) throws Exception {
        MySqlServer server = server(version);
        server.execute("SET GLOBAL innodb_lock_wait_timeout = 1");
        TransactionApplier applier = claimed(server);
        server.execute("INSERT INTO app.item VALUES (1, 'a', 1)");
        try (java.sql.Connection user = server.connect();
                java.sql.Statement lock = user.createStatement()) {
            user.setAutoCommit(false);
            lock.execute("SELECT * FROM app.item WHERE id = 1 FOR UPDATE");

            assertThatThrownBy(() -> applier.apply(transaction(1, ITEM.delete(1L, "a", 1L))))
                    .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                    .extracting(ApplyFailure::kind)
                    .isEqualTo(FailureKind.RETRY);
        }
        applier.apply(transaction(1, ITEM.delete(1L, "a", 1L)));
        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isZero();
    }
}
