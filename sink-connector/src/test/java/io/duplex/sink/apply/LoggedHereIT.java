// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.at;
import static io.duplex.sink.apply.TargetFixture.gtid;
import static io.duplex.sink.apply.TargetFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.Failpoint.Step;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements that leave everything as it was, interrupted: only the target's binlog has seen them. */
class LoggedHereIT {
    private static final String MAY_READ = "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO sink@'%'";
    private static final List<String> WITHOUT_EFFECT = List.of(
            "ALTER TABLE app.t COMMENT='as it was'",
            "ANALYZE TABLE app.t",
            "OPTIMIZE TABLE app.t",
            "GRANT SELECT ON `app`.* TO 'reader'@'%'",
            "DROP VIEW IF EXISTS app.no_such_view");

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatTheBinlogHasIsNotExecutedAgain(MySqlVersion version) {
        try (MySqlServer server = server(version)) {
            TargetFixture target = target(server, MAY_READ);
            long number = 0;
            for (String sql : WITHOUT_EFFECT) {
                DdlUnit statement = ddl(++number, sql);
                String file = newLog(server);
                crash(target, statement, Step.EXECUTED);
                server.execute("FLUSH BINARY LOGS", "INSERT INTO app.t VALUES (" + number + ")");
                goOn(target, statement);
                assertThat(logged(server, file, sql)).as(sql).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void whatTheBinlogHasNotIsExecuted(MySqlVersion version) {
        try (MySqlServer server = server(version)) {
            TargetFixture target = target(server, MAY_READ);
            long number = 0;
            for (String sql : WITHOUT_EFFECT) {
                server.execute(sql); // before the intent, by whomever
                DdlUnit statement = ddl(++number, sql);
                String file = newLog(server);
                crash(target, statement, Step.INTENT_COMMITTED);
                goOn(target, statement);
                assertThat(logged(server, file, sql)).as(sql).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aStatementWithoutADefaultDatabaseIsKnown(MySqlVersion version) {
        try (MySqlServer server = server(version)) {
            TargetFixture target = target(server, MAY_READ);
            String sql = "ALTER TABLE app.t COMMENT='as it was'";
            DdlContext nowhere =
                    new DdlContext(Optional.empty(), DdlClass.TABLE, List.of(new TableId("app", "t")), Map.of());
            DdlUnit statement = new DdlUnit(header(1), nowhere, sql, at(10));
            String file = newLog(server);
            crash(target, statement, Step.EXECUTED);
            goOn(target, statement);
            assertThat(logged(server, file, sql)).isEqualTo(1);
        }
    }

    /** Where each customer has a schema of the same tables, the same text is executed in all of them. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theSameTextInAnotherSchemaIsAnotherStatement(MySqlVersion version) throws SQLException {
        try (MySqlServer server = server(version)) {
            TargetFixture target = target(server, MAY_READ);
            List<String> texts =
                    List.of("CREATE TABLE t2 (id INT PRIMARY KEY)", "ALTER TABLE t2 COMMENT=''", "DROP TABLE t2");
            long number = 0;
            for (String sql : texts) {
                DdlUnit statement = new DdlUnit(
                        header(++number),
                        new DdlContext(Optional.of("app"), DdlClass.TABLE, List.of(new TableId("app", "t2")), Map.of()),
                        sql,
                        at(number * 10));
                String file = newLog(server);
                crash(target, statement, Step.INTENT_COMMITTED);
                try (Connection user = server.connect();
                        Statement session = user.createStatement()) {
                    session.execute("CREATE DATABASE IF NOT EXISTS `of ``another`");
                    session.execute("USE `of ``another`");
                    session.execute(sql);
                }
                goOn(target, statement);
                assertThat(server.rows("SHOW BINARY LOGS").stream()
                                .map(row -> row.get(0))
                                .filter(log -> log.compareTo(file) >= 0)
                                .flatMap(log -> server.rows("SHOW BINLOG EVENTS IN '" + log + "'").stream())
                                .filter(event -> event.get(5).startsWith("use `app`; " + sql.substring(0, 8)))
                                .count())
                        .as(sql)
                        .isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aTruncationIsKnownAmongRowsThatCameAfterIt(MySqlVersion version) {
        try (MySqlServer server = server(version)) {
            TargetFixture target = target(server, MAY_READ);
            server.execute("INSERT INTO app.t VALUES (1)");
            DdlUnit statement = ddl(1, "TRUNCATE TABLE app.t");
            crash(target, statement, Step.EXECUTED);
            server.execute("INSERT INTO app.t VALUES (2)");
            goOn(target, statement);
            assertThat(server.rows("SELECT id FROM app.t").toString()).isEqualTo("[[2]]");
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void withoutTheGrantsSuchAStatementIsExecutedOnceMore(MySqlVersion version) {
        try (MySqlServer server = server(version)) {
            TargetFixture target = target(server);
            DdlUnit statement = ddl(1, "ANALYZE TABLE app.t");
            String file = newLog(server);
            crash(target, statement, Step.EXECUTED);
            goOn(target, statement);
            assertThat(logged(server, file, "ANALYZE TABLE app.t")).isEqualTo(2);
        }
    }

    private static MySqlServer server(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        return MySqlServer.start(version);
    }

    private static TargetFixture target(MySqlServer server, String... grants) {
        TargetFixture target = new TargetFixture(server);
        server.execute(
                "CREATE TABLE app.t (id INT PRIMARY KEY) COMMENT='as it was'",
                "CREATE USER reader",
                "GRANT SELECT ON app.* TO reader",
                "GRANT SELECT ON app.* TO sink@'%' WITH GRANT OPTION",
                "GRANT SELECT ON mysql.* TO sink@'%'");
        server.execute(grants);
        return target;
    }

    private static DdlUnit ddl(long number, String sql) {
        DdlClass ddlClass = DdlClass.TABLE;
        if (sql.startsWith("GRANT")) {
            ddlClass = DdlClass.USER;
        } else if (sql.startsWith("DROP VIEW")) {
            ddlClass = DdlClass.VIEW;
        }
        List<TableId> tables = sql.startsWith("GRANT")
                ? List.of()
                : List.of(new TableId("app", sql.contains("app.t") ? "t" : "no_such_view"));
        return new DdlUnit(
                header(number), new DdlContext(Optional.of("app"), ddlClass, tables, Map.of()), sql, at(number * 10));
    }

    /** The file that is written from here on. */
    private static String newLog(MySqlServer server) {
        server.execute("FLUSH BINARY LOGS");
        List<List<String>> logs = server.rows("SHOW BINARY LOGS");
        return logs.get(logs.size() - 1).get(0);
    }

    private static void crash(TargetFixture target, DdlUnit statement, Step step) {
        try (TransactionApplier crashing = target.applier("channel", reached -> {
            if (reached == step) {
                throw new Crash();
            }
        })) {
            crashing.claim(SOURCE);
            assertThatThrownBy(() -> crashing.apply(statement)).isInstanceOf(Crash.class);
        }
    }

    private static void goOn(TargetFixture target, DdlUnit statement) {
        try (TransactionApplier next = target.applier()) {
            if (!next.claim(SOURCE).contains(statement.header().gtid())) {
                next.apply(statement);
            }
            assertThat(next.claim(SOURCE)
                            .contains(gtid(statement.header().gtid().number())))
                    .isTrue();
        }
    }

    private static long logged(MySqlServer server, String from, String sql) {
        return server.rows("SHOW BINARY LOGS").stream()
                .map(row -> row.get(0))
                .filter(file -> file.compareTo(from) >= 0)
                .flatMap(file -> server.rows("SHOW BINLOG EVENTS IN '" + file + "'").stream())
                .filter(event -> event.get(2).equals("Query") && event.get(5).contains(sql))
                .count();
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
