// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.envelope.DecodedImage;
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
}
