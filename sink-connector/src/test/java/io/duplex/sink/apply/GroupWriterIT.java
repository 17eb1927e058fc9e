// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements for many rows either do exactly what they should, or fail and leave nothing. */
class GroupWriterIT {
    private static final Rows ITEM = Rows.of("item", "id", "name", "code");
    private static final Rows PLAIN = Rows.of("plain", "a", "b", "n");

    private static DecodedImage item(long id) {
        return ITEM.image(id, "n" + id, 10 * id);
    }

    private static Received.Row update(long id) {
        return ITEM.update(item(id), ITEM.image(id, "m" + id, 10 * id));
    }

    private static void inGroup(MySqlVersion version, Story story) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                GroupFixture group = new GroupFixture(server)) {
            server.execute(
                    "CREATE TABLE app.item (id INT PRIMARY KEY, name VARCHAR(20), code INT UNIQUE)",
                    "CREATE TABLE app.plain (a INT, b VARCHAR(10) CHARACTER SET latin1, n INT, PRIMARY KEY (a, b))");
            story.tell(server, group);
        }
    }

    @FunctionalInterface
    private interface Story {
        void tell(MySqlServer server, GroupFixture group) throws SQLException;
    }

    private static void stops(ThrowingCallable write) {
        assertThatThrownBy(write)
                .asInstanceOf(InstanceOfAssertFactories.type(ApplyFailure.class))
                .extracting(ApplyFailure::kind)
                .isEqualTo(FailureKind.STOP);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aMissingRowNeverPasses(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            for (long id = 1; id <= 5; id++) {
                group.write(ITEM.insert(id, "n" + id, 10 * id), PLAIN.insert(id, "x", 1L));
            }
            server.execute("DELETE FROM app.item WHERE id = 3", "DELETE FROM app.plain WHERE a = 3");
            String before = content(server);

            stops(() -> group.write(update(2), update(3), update(4)));
            stops(() ->
                    group.write(ITEM.delete(2L, "n2", 20L), ITEM.delete(3L, "n3", 30L), ITEM.delete(4L, "n4", 40L)));
            stops(() -> group.write(plain(1), plain(3), plain(5)));
            stops(() -> group.write(PLAIN.delete(1L, "x", 1L), PLAIN.delete(3L, "x", 1L), PLAIN.delete(5L, "x", 1L)));
            stops(() -> group.write(update(3)));

            assertThat(content(server)).isEqualTo(before);
            assertThat(server.rows("SELECT COUNT(*) FROM app.plain").toString()).isEqualTo("[[4]]");
        });
    }

    private static Received.Row plain(long a) {
        return PLAIN.update(PLAIN.image(a, "x", 1L), PLAIN.image(a, "x", 2L));
    }

    private static String content(MySqlServer server) {
        return server.rows("SELECT * FROM app.item ORDER BY id").toString()
                + server.rows("SELECT * FROM app.plain ORDER BY a").toString();
    }

    /** Outside of strict mode servers take an ENUM with labels that its collation finds equal. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void labelsThatTheCollationFindsEqualStayApart(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            server.execute(
                    "SET sql_mode = ''",
                    "CREATE TABLE app.label (id INT PRIMARY KEY, s SET('a', 'b', 'c'),"
                            + " e ENUM('z', 'ä', '€') CHARACTER SET cp1257 COLLATE cp1257_lithuanian_ci)",
                    "INSERT INTO app.label VALUES (1, 'a', 'z'), (2, 'a', 'z'), (3, 'a', 'z')");
            Rows label = Rows.of("label", "id", "s", "e");
            List<Received.Row> updates = new ArrayList<>();
            for (long id = 1; id <= 3; id++) {
                updates.add(label.update(label.image(id, "a", "z"), label.image(id, "a,c", "€")));
            }

            group.write(updates);

            assertThat(server.rows("SELECT CAST(s AS UNSIGNED), CAST(e AS UNSIGNED) FROM app.label")
                            .toString())
                    .isEqualTo("[[5, 3], [5, 3], [5, 3]]");
        });
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aMissingRowNeverTakesAnotherOneForItself(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            // The row 3 is missing, and row 7 has the unique value that it would have.
            server.execute("INSERT INTO app.item VALUES (1, 'n1', 10), (2, 'n2', 20), (7, 'n7', 30)");
            String before = content(server);

            stops(() -> group.write(update(1), update(3), update(2)));
            stops(() -> group.write(update(3)));

            assertThat(content(server)).isEqualTo(before);
        });
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aRowThatIsThereIsNotInserted(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            server.execute("INSERT INTO app.item VALUES (2, 'x', 99)");

            stops(() -> group.write(ITEM.insert(1L, "a", 1L), ITEM.insert(2L, "b", 2L), ITEM.insert(3L, "c", 3L)));
            stops(() -> group.write(ITEM.insert(1L, "a", 1L), ITEM.insert(4L, "b", 99L)));

            assertThat(content(server)).startsWith("[[2, x, 99]]");
        });
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void manyRowsOfManyStatementsArrive(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            List<Received.Row> inserts = new ArrayList<>();
            List<Received.Row> changes = new ArrayList<>();
            for (long id = 1; id <= 5000; id++) {
                inserts.add(ITEM.insert(id, "n" + id, 10 * id));
                inserts.add(PLAIN.insert(id, "x", 1L));
                changes.add(id % 3 == 0 ? ITEM.delete(id, "n" + id, 10 * id) : update(id));
                changes.add(id % 2 == 0 ? PLAIN.delete(id, "x", 1L) : plain(id));
            }
            group.write(inserts);
            group.write(changes);

            assertThat(server.rows("SELECT COUNT(*), SUM(name LIKE 'm%'), SUM(code) FROM app.item")
                            .toString())
                    .isEqualTo("[[3334, 3334, 83366670]]");
            assertThat(server.rows("SELECT COUNT(*), SUM(n), SUM(a) FROM app.plain")
                            .toString())
                    .isEqualTo("[[2500, 5000, 6250000]]");
        });
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void uniqueValuesAndKeysAreSwapped(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            group.write(
                    ITEM.insert(1L, "a", 10L),
                    ITEM.insert(2L, "b", 20L),
                    ITEM.update(ITEM.image(1L, "a", 10L), ITEM.image(1L, "a", null)),
                    ITEM.update(ITEM.image(2L, "b", 20L), ITEM.image(2L, "b", 10L)),
                    ITEM.update(ITEM.image(1L, "a", null), ITEM.image(1L, "a", 20L)),
                    ITEM.update(ITEM.image(1L, "a", 20L), ITEM.image(3L, "a", 20L)),
                    ITEM.update(ITEM.image(2L, "b", 10L), ITEM.image(1L, "b", 10L)),
                    ITEM.update(ITEM.image(3L, "a", 20L), ITEM.image(2L, "a", 20L)),
                    ITEM.delete(1L, "b", 10L),
                    ITEM.insert(1L, "c", 10L));

            assertThat(content(server)).startsWith("[[1, c, 10], [2, a, 20]]");
        });
    }

    /** The order and the flags are those of 9.7's binlog: the children's rows first, with checks off. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatForeignKeysOfTheSourceDidIsNotDoneTwice(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            for (boolean together : new boolean[] {true, false}) {
                server.execute(
                        "DROP TABLE IF EXISTS app.grandchild, app.child, app.other, app.parent",
                        "CREATE TABLE app.parent (id INT PRIMARY KEY)",
                        "CREATE TABLE app.child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES app.parent (id)"
                                + " ON DELETE CASCADE ON UPDATE CASCADE)",
                        "CREATE TABLE app.grandchild (id INT PRIMARY KEY, p INT, FOREIGN KEY (p)"
                                + " REFERENCES app.child (id) ON DELETE CASCADE)",
                        "CREATE TABLE app.other (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES app.parent (id)"
                                + " ON DELETE SET NULL ON UPDATE CASCADE)",
                        "INSERT INTO app.parent VALUES (1), (2)",
                        "INSERT INTO app.child VALUES (1, 1), (2, 1), (3, 2)",
                        "INSERT INTO app.grandchild VALUES (1, 1), (2, 2), (3, 3)",
                        "INSERT INTO app.other VALUES (1, 1), (2, 2)");
                group.session().forgetTables();

                if (together) {
                    group.write(cascades());
                } else {
                    group.writeSingly(cascades());
                }

                assertThat(server.rows("SELECT * FROM app.parent").toString()).isEqualTo("[[9]]");
                assertThat(server.rows("SELECT * FROM app.child").toString()).isEqualTo("[[3, 9]]");
                assertThat(server.rows("SELECT * FROM app.grandchild").toString())
                        .isEqualTo("[[3, 3]]");
                assertThat(server.rows("SELECT * FROM app.other ORDER BY id").toString())
                        .isEqualTo("[[1, NULL], [2, 9]]");
            }
        });
    }

    private static List<Received.Row> cascades() {
        RowFlags unchecked = new RowFlags(true, false);
        Rows parent = Rows.of("parent", "id");
        Rows child = Rows.of("child", "id", "p");
        Rows grandchild = Rows.of("grandchild", "id", "p");
        Rows other = Rows.of("other", "id", "p");
        return List.of(
                Rows.withFlags(child.delete(1L, 1L), unchecked),
                Rows.withFlags(grandchild.delete(1L, 1L), unchecked),
                Rows.withFlags(child.delete(2L, 1L), unchecked),
                Rows.withFlags(grandchild.delete(2L, 2L), unchecked),
                Rows.withFlags(other.update(other.image(1L, 1L), other.image(1L, null)), unchecked),
                parent.delete(1L),
                Rows.withFlags(child.update(child.image(3L, 2L), child.image(3L, 9L)), unchecked),
                Rows.withFlags(other.update(other.image(2L, 2L), other.image(2L, 9L)), unchecked),
                parent.update(parent.image(2L), parent.image(9L)));
    }

    /** What foreign keys did is not in the binlog of servers before 9.6, so the target does it. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatForeignKeysOfTheSourceDidInSilenceIsDone(MySqlVersion version) throws SQLException {
        inGroup(version, (server, group) -> {
            server.execute(
                    "CREATE TABLE app.parent (id INT PRIMARY KEY)",
                    "CREATE TABLE app.child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES app.parent (id)"
                            + " ON DELETE CASCADE ON UPDATE CASCADE)",
                    "CREATE TABLE app.other (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES app.parent (id)"
                            + " ON DELETE SET NULL)",
                    "INSERT INTO app.parent VALUES (1), (2), (3), (4)",
                    "INSERT INTO app.child VALUES (1, 1), (2, 1), (3, 2), (4, 4)",
                    "INSERT INTO app.other VALUES (1, 1), (3, 3)");
            Rows parent = Rows.of("parent", "id");
            Rows child = Rows.of("child", "id", "p");
            Rows other = Rows.of("other", "id", "p");

            group.write(
                    child.insert(5L, 1L),
                    parent.delete(1L),
                    child.insert(1L, 2L),
                    parent.update(parent.image(2L), parent.image(9L)),
                    child.update(child.image(1L, 9L), child.image(1L, 4L)),
                    parent.delete(3L),
                    other.update(other.image(3L, null), other.image(3L, 4L)));

            assertThat(server.rows("SELECT * FROM app.parent ORDER BY id").toString())
                    .isEqualTo("[[4], [9]]");
            assertThat(server.rows("SELECT * FROM app.child ORDER BY id").toString())
                    .isEqualTo("[[1, 4], [3, 9], [4, 4]]");
            assertThat(server.rows("SELECT * FROM app.other ORDER BY id").toString())
                    .isEqualTo("[[1, NULL], [3, 4]]");
        });
    }
}
