// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.origin.OriginOptions.Include;
import io.duplex.source.position.SourceOffset;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of XA transactions come when they are committed, once, whatever happens between PREPARE and COMMIT. */
class XaTransactionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE_ROWS = 300;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void rowsComeWithTheCommit(MySqlVersion version) throws Exception {
        try (MySqlServer server = start(version)) {
            commitAndRollback(server);
            onePhase(server);
            restartBetweenPrepareAndCommit(server);
            restartAmongTheRows(server);
            tooLargeToBeHeld(server);
            preparedBeforeTheSourceBegan(server);
            echo(server);
        }
    }

    private static MySqlServer start(MySqlVersion version) {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        MySqlServer server = MySqlServer.start(version);
        server.execute(
                "CREATE DATABASE a",
                "CREATE TABLE a.t(id INT PRIMARY KEY, v LONGTEXT)",
                "CREATE DATABASE duplex",
                "CREATE TABLE duplex.applied_transaction(channel VARCHAR(50), source VARCHAR(50), worker INT, "
                        + "a BIGINT, origin_site SMALLINT UNSIGNED, origin_gtid VARCHAR(80), PRIMARY KEY(channel))");
        return server;
    }

    private static void commitAndRollback(MySqlServer server) throws Exception {
        try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            prepare(server, "'one'", "INSERT INTO a.t VALUES (1,'x'),(2,'y')", "UPDATE a.t SET v='z' WHERE id=1");
            prepare(server, "'two','b',7", "INSERT INTO a.t VALUES (3,'x')");
            server.execute("INSERT INTO a.t VALUES (4,'plain')");
            List<Decoded> items = until(stream, server, 1);
            assertThat(ids(items)).containsExactly(4);

            server.execute("XA ROLLBACK 'two','b',7");
            server.execute("XA COMMIT 'one'");
            List<Decoded> committed = stream.readAll(server);

            assertThat(ids(committed)).containsExactly(1, 2, 1);
            assertThat(StreamUnderTest.kinds(committed))
                    .containsExactly("TransactionStart", "RowEvent", "RowEvent", "RowEvent", "TransactionEnd");
            TransactionStart begun = starts(committed).get(0);
            TransactionEnd end = (TransactionEnd) committed.get(committed.size() - 1);
            GtidSet executed = GtidSet.parse(server.gtidExecuted());
            assertThat(GtidSet.of(begun.gtid()))
                    .isEqualTo(GtidSet.of(executed.last(begun.gtid().source()).orElseThrow()));
            assertThat(executed.minus(begun.executed()).count()).isEqualTo(2);
            assertThat(end.executed()).isEqualTo(executed);
        }
    }

    private static void onePhase(MySqlServer server) throws Exception {
        try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            run(server, "XA START 'p'", "INSERT INTO a.t VALUES (10,'x')", "XA END 'p'", "XA COMMIT 'p' ONE PHASE");
            server.execute("INSERT INTO a.t VALUES (11,'plain')");

            assertThat(ids(stream.readAll(server))).containsExactly(10, 11);
        }
    }

    private static void restartBetweenPrepareAndCommit(MySqlServer server) throws Exception {
        SourceOffset offset;
        try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            prepare(server, "'r'", "INSERT INTO a.t VALUES (20,'x'),(21,'x')");
            server.execute("INSERT INTO a.t VALUES (22,'plain')", "FLUSH BINARY LOGS");
            until(stream, server, 1);
            offset = StreamUnderTest.after(stream.stream().executed().toString());
        }
        server.kill9();
        server.restart();
        server.execute("XA COMMIT 'r'");
        try (StreamUnderTest stream = StreamUnderTest.from(server, Include.LOCAL, offset)) {
            assertThat(ids(stream.readAll(server))).containsExactly(20, 21);
        }
    }

    private static void restartAmongTheRows(MySqlServer server) throws Exception {
        SourceOffset before = StreamUnderTest.after(server.gtidExecuted());
        prepare(server, "'m'", "INSERT INTO a.t VALUES (30,'x'),(31,'x')", "INSERT INTO a.t VALUES (32,'x')");
        server.execute("INSERT INTO a.t VALUES (33,'plain')", "XA COMMIT 'm'");
        List<RowEvent> rows;
        try (StreamUnderTest stream = StreamUnderTest.from(server, Include.LOCAL, before)) {
            rows = stream.rows(server);
        }
        assertThat(rows).extracting(XaTransactionsIT::id).containsExactly(33, 30, 31, 32);
        for (int done = 2; done <= rows.size(); done++) {
            RowEvent last = rows.get(done - 1);
            TransactionStart start = last.transaction();
            SourceOffset offset = SourceOffset.of(SourceOffset.inside(
                            start.executed(), start.gtid(), start.position(), last.position(), Map.of("a.t", 1L))
                    .toMap());
            try (StreamUnderTest stream = StreamUnderTest.from(server, Include.LOCAL, offset)) {
                assertThat(stream.rows(server))
                        .extracting(RowEvent::position)
                        .isEqualTo(rows.subList(done, rows.size()).stream()
                                .map(RowEvent::position)
                                .toList());
            }
        }
    }

    private static void tooLargeToBeHeld(MySqlServer server) throws Exception {
        try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < LARGE_ROWS; i++) {
                statements.add("INSERT INTO a.t VALUES (" + (1000 + i) + ", REPEAT('x', 65536))");
            }
            prepare(server, "'large'", statements.toArray(String[]::new));
            server.execute("FLUSH BINARY LOGS", "INSERT INTO a.t VALUES (40,'plain')", "XA COMMIT 'large'");
            server.execute("INSERT INTO a.t VALUES (41,'plain')");

            List<RowEvent> rows = stream.rows(server);

            assertThat(rows).hasSize(LARGE_ROWS + 2);
            assertThat(rows).first().extracting(XaTransactionsIT::id).isEqualTo(40);
            assertThat(rows).element(1).extracting(XaTransactionsIT::id).isEqualTo(1000);
            assertThat(rows).last().extracting(XaTransactionsIT::id).isEqualTo(41);
            assertThat(rows.get(1).position().file())
                    .isNotEqualTo(rows.get(LARGE_ROWS + 1).position().file());
        }
    }

    private static void preparedBeforeTheSourceBegan(MySqlServer server) throws Exception {
        prepare(server, "'s'", "INSERT INTO a.t VALUES (50,'earlier, under the same xid')");
        server.execute("XA COMMIT 's'");
        prepare(server, "'s'", "INSERT INTO a.t VALUES (51,'x')");
        try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.execute("XA COMMIT 's'", "INSERT INTO a.t VALUES (52,'plain')");

            assertThat(ids(stream.readAll(server))).containsExactly(51, 52);
        }
    }

    private static void echo(MySqlServer server) throws Exception {
        try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            run(
                    server,
                    "SET auto_increment_increment=64937, auto_increment_offset=7",
                    "XA START 'e'",
                    "INSERT INTO duplex.applied_transaction VALUES ('c','s',0,0,7,'" + server.serverUuid() + ":1')",
                    "INSERT INTO a.t VALUES (60,'x')",
                    "XA END 'e'",
                    "XA PREPARE 'e'");
            server.execute("XA COMMIT 'e'", "INSERT INTO a.t VALUES (61,'plain')");

            assertThat(ids(stream.readAll(server))).containsExactly(61);
            assertThat(stream.loops().echoTransactions()).isEqualTo(1);
        }
    }

    private static void prepare(MySqlServer server, String xid, String... statements) throws SQLException {
        List<String> all = new ArrayList<>(List.of("XA START " + xid));
        all.addAll(List.of(statements));
        all.addAll(List.of("XA END " + xid, "XA PREPARE " + xid));
        run(server, all.toArray(String[]::new));
    }

    /** In a session of its own, which a prepared transaction outlives. */
    private static void run(MySqlServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        Eventually.holds(
                "the session has ended",
                PATIENCE,
                () -> server.number("SELECT COUNT(*) FROM information_schema.processlist WHERE command='Sleep'") == 0);
    }

    /** Reads until so many transactions have ended. */
    private static List<Decoded> until(StreamUnderTest stream, MySqlServer server, int ends)
            throws InterruptedException {
        List<Decoded> items = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (items.stream().filter(TransactionEnd.class::isInstance).count() < ends) {
            items.addAll(stream.poll());
            assertThat(System.nanoTime())
                    .as("read only %s of %s", items, server.gtidExecuted())
                    .isLessThan(deadline);
        }
        return items;
    }

    private static List<TransactionStart> starts(List<Decoded> items) {
        return items.stream()
                .filter(TransactionStart.class::isInstance)
                .map(TransactionStart.class::cast)
                .toList();
    }

    private static List<Integer> ids(List<Decoded> items) {
        return items.stream()
                .filter(RowEvent.class::isInstance)
                .map(row -> id((RowEvent) row))
                .toList();
    }

    private static int id(RowEvent row) {
        return Integer.parseInt(String.valueOf(row.after().orElseThrow().get(0)));
    }
}
