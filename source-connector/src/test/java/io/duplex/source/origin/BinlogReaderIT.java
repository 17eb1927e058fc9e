// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.origin.OriginOptions.Include;
import io.duplex.source.position.SourceOffset;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The binlog of real servers becomes transactions, whole and in order, whatever happens to the connection. */
class BinlogReaderIT {
    private static final int ROWS = 20_000;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void transactionsAndStatementsComeInOrder(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.execute("CREATE DATABASE a", "CREATE TABLE a.t(id INT PRIMARY KEY, v INT)");
            server.transaction(
                    "BEGIN",
                    "INSERT INTO a.t VALUES (1,1),(2,2)",
                    "SAVEPOINT s",
                    "INSERT INTO a.t VALUES (3,3)",
                    "ROLLBACK TO s",
                    "UPDATE a.t SET v=9",
                    "COMMIT");
            server.execute("DELETE FROM a.t WHERE id=1", "DROP TABLE a.t");

            List<Decoded> items = stream.readAll(server);

            assertThat(StreamUnderTest.kinds(items))
                    .containsExactly(
                            "DdlEvent",
                            "DdlEvent",
                            "TransactionStart",
                            "RowEvent",
                            "RowEvent",
                            "RowEvent",
                            "RowEvent",
                            "TransactionEnd",
                            "TransactionStart",
                            "RowEvent",
                            "TransactionEnd",
                            "DdlEvent");
            assertThat(stream.stream().executed()).isEqualTo(GtidSet.parse(server.gtidExecuted()));
            assertExecutedGrows(items);
            RowEvent second = (RowEvent) items.stream()
                    .filter(RowEvent.class::isInstance)
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
            assertThat(second.position().event()).isEqualTo(2);
            assertThat(second.position().row()).isEqualTo(1);
            assertThat(second.position().serverId()).isEqualTo(server.serverId());
        }
    }

    private static void assertExecutedGrows(List<Decoded> items) {
        GtidSet executed = GtidSet.EMPTY;
        for (Decoded item : items) {
            if (item instanceof TransactionStart start) {
                assertThat(start.executed()).isEqualTo(executed);
            } else if (item instanceof TransactionEnd end) {
                executed = end.executed();
            } else if (item instanceof DdlEvent ddl) {
                assertThat(ddl.executed()).isEqualTo(executed);
                executed = executed.plus(ddl.gtid());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void statementsKeepTheirSession(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.transaction(
                    "CREATE DATABASE ä",
                    "USE ä",
                    "SET NAMES latin1 COLLATE latin1_german1_ci",
                    "SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES', time_zone='+05:30', foreign_key_checks=0",
                    "SET timestamp=1000000000.5, auto_increment_increment=7, auto_increment_offset=3",
                    "CREATE TABLE \"tü\"(id INT PRIMARY KEY COMMENT 'größe')",
                    "ALTER TABLE \"tü\" ADD a TIMESTAMP(6) NULL DEFAULT CURRENT_TIMESTAMP(6), "
                            + "ADD b TIMESTAMP NULL DEFAULT '2020-01-01 00:00:00'");

            DdlEvent ddl = stream.statements(server).get(2);

            assertThat(ddl.defaultDatabase()).contains("ä");
            assertThat(ddl.state().databases()).containsExactly("ä");
            assertThat(ddl.state().charset().orElseThrow().connection()).isEqualTo(5);
            assertThat(ddl.mark().increment()).isEqualTo(7);
            assertThat(ddl.mark().offset()).isEqualTo(3);
            assertThat(ddl.session())
                    .containsAllEntriesOf(Map.of(
                            "foreign_key_checks", "0",
                            "unique_checks", "1",
                            "time_zone", "'+05:30'",
                            "auto_increment_increment", "7",
                            "timestamp", "1000000000.500000"));
            assertThat(Long.parseLong(ddl.session().get("sql_mode")) & 4)
                    .as("ANSI_QUOTES")
                    .isEqualTo(4);
        }
    }

    @Test
    void textOfAnotherCharacterSetIsUnderstood() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.execute("CREATE DATABASE a");
            // The driver always speaks utf8mb4; these are the bytes that a latin1 client sends.
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET character_set_client=latin1");
                statement.execute("CREATE TABLE a.t(id INT COMMENT 'ä')");
            }

            assertThat(stream.statements(server).get(1).statement()).contains("COMMENT 'Ã¤'");
        }
    }

    @Test
    void usersComeWithTheirPasswords() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                MySqlServer other = MySqlServer.start(MySqlVersion.V8_0);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            for (int i = 0; i < 20; i++) {
                server.execute("CREATE USER u" + i + " IDENTIFIED BY 'secret" + i + "'");
            }

            for (DdlEvent ddl : stream.statements(server)) {
                other.execute(ddl.statement());
            }

            for (int i = 0; i < 20; i++) {
                other.connect("u" + i, "secret" + i).close();
            }
        }
    }

    @Test
    void createTableSelectIsAStatementWithinItsTransaction() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.execute("CREATE DATABASE a", "CREATE TABLE a.c AS SELECT 1 AS x UNION SELECT 2");

            List<Decoded> items = stream.readAll(server);

            assertThat(StreamUnderTest.kinds(items))
                    .containsExactly(
                            "DdlEvent", "TransactionStart", "DdlEvent", "RowEvent", "RowEvent", "TransactionEnd");
            assertThat(items).anyMatch(item -> item instanceof DdlEvent ddl && ddl.insideTransaction());
        }
    }

    @Test
    void compressedTransactionsAreFlattened() throws Exception {
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                        .option("--binlog-transaction-compression=ON")
                        .start();
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            fill(server, 5_000);

            assertThat(ids(stream.readAll(server))).hasSize(5_000).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void taggedGtidsAreRead() throws Exception {
        MySqlVersion version = MySqlVersion.V9_7;
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.transaction(
                    "CREATE DATABASE a",
                    "CREATE TABLE a.t(id INT PRIMARY KEY)",
                    "SET gtid_next='AUTOMATIC:blue_1'",
                    "INSERT INTO a.t VALUES (1)");

            List<Decoded> items = stream.readAll(server);

            assertThat(((TransactionEnd) items.get(items.size() - 1))
                            .transaction()
                            .gtid()
                            .source()
                            .tag())
                    .isEqualTo("blue_1");
            assertThat(stream.stream().executed()).isEqualTo(GtidSet.parse(server.gtidExecuted()));
        }
    }

    @Test
    void aLostConnectionLosesAndDoublesNothing() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                TcpProxy proxy = TcpProxy.to(server.port());
                StreamUnderTest stream =
                        StreamUnderTest.through(server, proxy.port(), StreamUnderTest.after(""), 64 << 10)) {
            fill(server, ROWS);
            List<Decoded> items = new ArrayList<>();
            while (ids(items).size() < ROWS / 2) {
                items.addAll(stream.poll());
            }
            proxy.cut();
            proxy.heal();
            server.execute("INSERT INTO a.t VALUES (" + (ROWS + 1) + ", 'x')");

            items.addAll(stream.readAll(server));

            assertThat(ids(items)).hasSize(ROWS + 1).isSorted().doesNotHaveDuplicates();
            assertThat(items.stream().filter(TransactionStart.class::isInstance))
                    .hasSize(2);
        }
    }

    @Test
    void aRestartInTheMiddleOfATransactionGoesOnWithTheNextRow() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            fill(server, 1_000);
            List<Decoded> first = new ArrayList<>();
            try (StreamUnderTest stream = StreamUnderTest.from(server, Include.LOCAL, StreamUnderTest.after(""))) {
                while (ids(first).size() < 300) {
                    first.addAll(stream.poll());
                }
            }
            RowEvent last = first.stream()
                    .filter(RowEvent.class::isInstance)
                    .map(RowEvent.class::cast)
                    .skip(299)
                    .findFirst()
                    .orElseThrow();
            TransactionStart start = last.transaction();
            SourceOffset offset = SourceOffset.of(SourceOffset.inside(
                            start.executed(), start.gtid(), start.position(), last.position(), Map.of("a.t", 300L))
                    .toMap());

            try (StreamUnderTest stream = StreamUnderTest.from(server, Include.LOCAL, offset)) {
                List<Decoded> rest = stream.readAll(server);

                assertThat(ids(rest)).hasSize(700).startsWith(301L).endsWith(1_000L);
            }
        }
    }

    @Test
    void aKilledDumpThreadAndARestartedServerAreSurvived() throws Exception {
        try (MySqlServer server =
                        MySqlServer.builder(MySqlVersion.V8_0).durable().start();
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            fill(server, 10);
            stream.readAll(server);
            for (List<String> row : server.rows("SHOW PROCESSLIST")) {
                if (row.get(4).startsWith("Binlog Dump")) {
                    server.execute("KILL " + row.get(0));
                }
            }
            server.execute("INSERT INTO a.t VALUES (11, 'x')");
            stream.readAll(server);
            server.kill9();
            server.restart();
            server.execute("INSERT INTO a.t VALUES (12, 'x')");

            assertThat(ids(stream.readAll(server))).hasSize(12).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void changesThatCannotBeReplicatedStopTheStream() throws Exception {
        assertStops(
                "is logged as a statement, without its rows: \"INSERT INTO a.t",
                "SET binlog_format=STATEMENT",
                "INSERT INTO a.t VALUES (1, 'x')");
        assertStops(
                "binlog_row_image=FULL",
                "INSERT INTO a.t VALUES (1, 'x')",
                "SET binlog_row_image=MINIMAL",
                "UPDATE a.t SET v='y'");
    }

    private static void assertStops(String message, String... statements) throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            server.execute("CREATE DATABASE a", "CREATE TABLE a.t(id INT PRIMARY KEY, v VARCHAR(9))");
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }

            assertThatThrownBy(() -> stream.readAll(server))
                    .isInstanceOfSatisfying(
                            BinlogFailure.class,
                            failure -> assertThat(failure.retriable()).isFalse())
                    .hasMessageContaining(message)
                    .hasMessageContaining("GTID " + server.serverUuid());
        }
    }

    @Test
    void whatTheServerNoLongerHasOrNeverHadStopsTheStream() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute("CREATE DATABASE a", "FLUSH BINARY LOGS", "CREATE DATABASE b");
            try (StreamUnderTest ahead =
                    StreamUnderTest.from(server, Include.LOCAL, StreamUnderTest.after(server.serverUuid() + ":1-99"))) {
                assertThatThrownBy(() -> pollLong(ahead))
                        .hasMessageContaining("has lost")
                        .hasMessageContaining("snapshot");
            }
            purge(server);
            try (StreamUnderTest behind = StreamUnderTest.from(server, Include.LOCAL, StreamUnderTest.after(""))) {
                assertThatThrownBy(() -> pollLong(behind))
                        .hasMessageContaining("no longer has the binlog of " + server.serverUuid())
                        .hasMessageContaining("snapshot");
            }
        }
    }

    private static void purge(MySqlServer server) {
        String newest = server.rows("SHOW MASTER STATUS").get(0).get(0);
        server.execute("PURGE BINARY LOGS TO '" + newest + "'");
    }

    private static void pollLong(StreamUnderTest stream) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            stream.poll();
        }
    }

    private static void fill(MySqlServer server, int rows) throws SQLException {
        server.execute("CREATE DATABASE a", "CREATE TABLE a.t(id INT PRIMARY KEY, v VARCHAR(99))");
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int from = 1; from <= rows; from += 1_000) {
                StringBuilder values = new StringBuilder();
                for (int id = from; id < Math.min(from + 1_000, rows + 1); id++) {
                    values.append(values.isEmpty() ? "" : ",")
                            .append('(')
                            .append(id)
                            .append(",'value')");
                }
                statement.execute("INSERT INTO a.t VALUES " + values);
            }
            connection.commit();
        }
    }

    private static List<Long> ids(List<Decoded> items) {
        return items.stream()
                .filter(RowEvent.class::isInstance)
                .map(item -> (Long) ((RowEvent) item).after().orElseThrow().get(0))
                .toList();
    }
}
