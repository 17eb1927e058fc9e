// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.OriginMark;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.origin.OriginOptions.Include;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sink writes is known in the binlog of every version, and what users write is never taken for it. */
class LoopFilterIT {
    private static final MetadataTables TABLES = new MetadataTables(MetadataTables.DEFAULT_DATABASE);
    private static final String ORIGIN_GTID = "11111111-2222-3333-4444-555555555555:42";
    private static final int SITE = 40_000;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void echoesAreDroppedAndUsersChangesStay(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            prepare(server);
            try (Connection sink = sinkSession(server)) {
                replicate(sink, "INSERT INTO a.t VALUES (1)");
                announce(sink, 1, "CREATE TABLE a.echo(id INT)", false);
                execute(sink, "CREATE TABLE a.echo(id INT)");
                announce(sink, 2, "DROP TABLE a.echo", false);
                execute(sink, "DROP TABLE a.echo");
                announce(sink, 3, "ALTER TABLE a.t ADD n INT", true);
                execute(sink, "SET auto_increment_increment=1, auto_increment_offset=1", "ALTER TABLE a.t ADD n INT");
                execute(sink, close(1), close(2), close(3));
                execute(sink, "ALTER TABLE a.t ADD later INT");
            }
            server.execute("INSERT INTO a.t(id) VALUES (2)");

            List<Decoded> items = stream.readAll(server);

            assertThat(statements(items))
                    .containsExactly(
                            "CREATE DATABASE a",
                            "CREATE TABLE a.t(id INT PRIMARY KEY)",
                            "ALTER TABLE a.t ADD later INT");
            assertThat(ids(items)).containsExactly(2L);
            assertThat(stream.loops().echoTransactions()).isPositive();
            assertThat(stream.loops().echoStatements()).isEqualTo(3);
        }
    }

    /** A native replica logs what it applies under the GTIDs of the server where it was committed. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatNativeReplicationBringsIsKnownByItsServer(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        String noted = "aaaaaaaa-2222-3333-4444-555555555555";
        String predecessor = "bbbbbbbb-2222-3333-4444-555555555555";
        String unknown = "cccccccc-2222-3333-4444-555555555555";
        String late = "dddddddd-2222-3333-4444-555555555555";
        try (MySqlServer server = MySqlServer.start(version)) {
            prepare(server);
            note(server, noted, 0);
            note(server, predecessor, 1);
            try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
                applied(server, noted, 1, "INSERT INTO a.t VALUES (1)");
                applied(server, noted, 2, "ALTER TABLE a.t ADD n INT");
                applied(server, predecessor, 1, "INSERT INTO a.t(id) VALUES (2)");
                applied(server, unknown, 1, "INSERT INTO a.t(id) VALUES (3)");
                applied(server, unknown, 2, "ALTER TABLE a.t ADD m INT");
                note(server, late, 0);
                applied(server, late, 1, "INSERT INTO a.t(id) VALUES (4)");
                server.execute("INSERT INTO a.t(id) VALUES (5)");

                List<Decoded> items = stream.readAll(server);

                assertThat(ids(items)).containsExactly(2L, 3L, 5L);
                assertThat(statements(items)).containsExactly("ALTER TABLE a.t ADD m INT");
            }
        }
    }

    private static void note(MySqlServer server, String uuid, int local) {
        server.execute("INSERT INTO duplex.site_server (server_uuid, site_id, is_local) VALUES ('" + uuid + "', 7, "
                + local + ")");
    }

    private static void applied(MySqlServer server, String uuid, long number, String statement) {
        server.execute("SET GTID_NEXT = '" + uuid + ":" + number + "'", statement, "SET GTID_NEXT = 'AUTOMATIC'");
    }

    @Test
    void withAllOriginsEchoesPassWithWhereTheyComeFrom() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                StreamUnderTest stream = StreamUnderTest.from(server, Include.ALL, StreamUnderTest.after(""))) {
            prepare(server);
            try (Connection sink = sinkSession(server)) {
                replicate(sink, "INSERT INTO a.t VALUES (1)");
                announce(sink, 1, "CREATE TABLE a.echo(id INT)", false);
                execute(sink, "CREATE TABLE a.echo(id INT)");
            }

            List<Decoded> items = stream.readAll(server);

            Origin origin = new Origin(SITE, Gtid.parse(ORIGIN_GTID));
            TransactionStart start = (TransactionStart) items.stream()
                    .filter(TransactionStart.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            assertThat(start.origin()).contains(origin);
            assertThat(start.path()).containsExactly(SITE);
            DdlEvent ddl = (DdlEvent) items.stream()
                    .filter(item -> item instanceof DdlEvent statement
                            && statement.statement().contains("echo"))
                    .findFirst()
                    .orElseThrow();
            assertThat(ddl.transaction().origin()).contains(origin);
            assertThat(items)
                    .filteredOn(RowEvent.class::isInstance)
                    .allMatch(row -> !TABLES.contains(((RowEvent) row).table()));
        }
    }

    @Test
    void aUserWithTheMarkOfASinkIsStillAUser() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
            prepare(server);
            try (Connection user = sinkSession(server)) {
                execute(user, "INSERT INTO a.t VALUES (1)", "CREATE TABLE a.mine(id INT)");
                user.setAutoCommit(false);
                execute(user, "INSERT INTO a.t VALUES (2)", progress(7));
                user.commit();
            }

            List<Decoded> items = stream.readAll(server);

            assertThat(ids(items)).containsExactly(1L, 2L);
            assertThat(statements(items)).contains("CREATE TABLE a.mine(id INT)");
        }
    }

    @Test
    void anIntentFromBeforeTheStreamIsLookedUp() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            prepare(server);
            try (Connection sink = sinkSession(server)) {
                announce(sink, 1, "CREATE TABLE a.echo(id INT)", false);
                try (StreamUnderTest stream = StreamUnderTest.fromNow(server)) {
                    execute(sink, "CREATE TABLE a.echo(id INT)", close(1));

                    assertThat(statements(stream.readAll(server))).isEmpty();
                    assertThat(stream.loops().echoStatements()).isOne();
                }
            }
        }
    }

    private static void prepare(MySqlServer server) {
        server.execute("CREATE DATABASE a", "CREATE TABLE a.t(id INT PRIMARY KEY)", TABLES.createDatabase());
        TABLES.createTables().forEach(server::execute);
        server.execute("INSERT INTO duplex.applied_transaction(channel, source, worker, epoch, gtid_set) "
                + "VALUES ('c', 's', 0, 1, '')");
    }

    private static Connection sinkSession(MySqlServer server) throws SQLException {
        Connection session = server.connect();
        execute(session, OriginMark.statement(SITE));
        return session;
    }

    private static void replicate(Connection sink, String... changes) throws SQLException {
        sink.setAutoCommit(false);
        execute(sink, progress(1));
        execute(sink, changes);
        sink.commit();
        sink.setAutoCommit(true);
    }

    private static String progress(int transactions) {
        return "UPDATE duplex.applied_transaction SET origin_site=" + SITE + ", origin_gtid='" + ORIGIN_GTID
                + "', transactions=transactions+" + transactions;
    }

    private static void announce(Connection sink, int number, String statement, boolean verbatim) throws SQLException {
        execute(
                sink,
                "INSERT INTO duplex.ddl_intent(channel, source, gtid, origin_site, origin_gtid, connection_id, digest, "
                        + "verbatim, state, statement, before_state) VALUES ('c', 's', 'g" + number + "', " + SITE
                        + ", '" + ORIGIN_GTID + "', CONNECTION_ID(), '" + Intent.digest(statement) + "', " + verbatim
                        + ", 'started', '" + statement + "', '')");
    }

    private static String close(int number) {
        return "UPDATE duplex.ddl_intent SET state='done' WHERE gtid='g" + number + "'";
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> statements(List<Decoded> items) {
        return items.stream()
                .filter(DdlEvent.class::isInstance)
                .map(item -> ((DdlEvent) item).statement())
                .toList();
    }

    private static List<Long> ids(List<Decoded> items) {
        return items.stream()
                .filter(RowEvent.class::isInstance)
                .map(item -> (Long) ((RowEvent) item).after().orElseThrow().get(0))
                .toList();
    }
}
