// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.it.RunningPair.Kind;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What makes other two-way replications send changes in circles, or lose them: docs/two-way.md has the list. Both
 * servers' transactions are counted exactly. {@code -Dduplex.breakers.version=5.7} takes another server.
 */
class EchoBreakersIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final MySqlVersion VERSION = Arrays.stream(MySqlVersion.values())
            .filter(version -> version.line().equals(System.getProperty("duplex.breakers.version", "8.0")))
            .findFirst()
            .orElseThrow();

    private static RunningPair pair;
    private static Site here;
    private static Site there;

    @BeforeAll
    static void start() {
        Versions.assumeAvailable(VERSION);
        pair = RunningPair.start(new Kind(VERSION, VERSION, MarkModes.SESSION));
        here = pair.sites().get(0);
        there = pair.sites().get(1);
    }

    @AfterAll
    static void stop() {
        if (pair != null) {
            try (RunningPair closing = pair) {
                closing.requireQuiet(QUIET);
            }
        }
    }

    @BeforeEach
    void freshDatabase() {
        execute(here, "DROP DATABASE IF EXISTS alpha", "CREATE DATABASE alpha");
        execute(there, "CREATE TABLE alpha.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200))");
    }

    private static void execute(Site site, String... statements) {
        pair.execute(site, String.join("; ", statements), () -> site.server().execute(statements));
    }

    private static void transaction(Site site, String... statements) {
        pair.execute(site, String.join("; ", statements), () -> site.server().transaction(statements));
    }

    /** What a user does in one session. */
    private interface Work {
        void in(Statement session) throws SQLException;
    }

    private static void session(Site site, String what, Work work) {
        pair.execute(site, what, () -> {
            try (Connection user = site.server().connect();
                    Statement statement = user.createStatement()) {
                work.in(statement);
            } catch (SQLException e) {
                throw new IllegalStateException(what + ": " + e.getMessage(), e);
            }
        });
    }

    /** L4, L17, and the row locks that a large echo of dtle leaves. */
    @Test
    void aLargeTransactionLeavesNoLocksAndNothingOfItsEchoReachesKafka() {
        execute(
                here,
                "CREATE TABLE alpha.digit (d INT PRIMARY KEY)",
                "INSERT INTO alpha.digit VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
        int sentFromThere = sent(there);

        transaction(
                here,
                "INSERT INTO alpha.t (v) SELECT REPEAT('x', 200) FROM alpha.digit a, alpha.digit b, alpha.digit c,"
                        + " alpha.digit d, alpha.digit e WHERE e.d < 3");
        assertThat(rows(there, "alpha.t")).isEqualTo(30_000);
        Eventually.pause(Duration.ofSeconds(1));
        assertThat(here.server().number("SELECT COUNT(*) FROM information_schema.INNODB_TRX"))
                .isZero();
        execute(
                here,
                "SET SESSION innodb_lock_wait_timeout = 1",
                "UPDATE alpha.t SET v = 'changed' ORDER BY id LIMIT 25000");
        pair.requireQuiet(QUIET);
        assertThat(sent(there)).as("records of site 2's stream").isEqualTo(sentFromThere);
    }

    private static int sent(Site site) {
        return pair.replication().broker().records().dump(site.stream()).stream()
                .filter(record -> record.headers().containsKey("duplex.transaction"))
                .toList()
                .size();
    }

    private static long rows(Site site, String table) {
        return site.server().number("SELECT COUNT(*) FROM " + table);
    }

    /** L15: Duplex's own tables in users' hands. */
    @Test
    void usersWhoTouchOrCopyDuplexOwnTablesAreStillUsers() {
        // A copy of the tables, as a restored dump makes it, with the marks of a sink's session besides.
        execute(
                there,
                "USE alpha",
                definition("applied_transaction"),
                definition("ddl_intent"),
                "SET SESSION auto_increment_increment = 64937, auto_increment_offset = 1",
                "INSERT INTO alpha.applied_transaction SELECT * FROM duplex.applied_transaction",
                "INSERT INTO alpha.ddl_intent SELECT * FROM duplex.ddl_intent",
                "INSERT INTO alpha.t (id, v) VALUES (1, 'marked')");
        assertThat(rows(here, "alpha.ddl_intent")).isPositive();

        // A transaction that also changes them.
        transaction(
                there,
                "UPDATE duplex.site SET seen_at = NOW(6)",
                "INSERT INTO alpha.t (id, v) VALUES (2, 'with a row of Duplex')",
                "UPDATE duplex.site SET seen_at = NOW(6)");
        // Texts that look like marks of others.
        execute(
                here,
                "CREATE TABLE alpha.u (id INT PRIMARY KEY) COMMENT '/*dtle_gtid1 x dtle_gtid*/'",
                "/*gravityDDL*/ ALTER TABLE alpha.u ADD COLUMN v INT",
                "/* duplex */ INSERT INTO alpha.u VALUES (1, 1)");
        assertThat(rows(here, "alpha.t")).isEqualTo(2);
    }

    private static String definition(String table) {
        return there.server().rows("SHOW CREATE TABLE duplex." + table).get(0).get(1);
    }

    /** L14: a trigger that exists on both sites, with the guard of docs/mysql.md. */
    @Test
    void aGuardedTriggerRunsOnceForEachChange() {
        execute(
                here,
                "CREATE TABLE alpha.log (id INT PRIMARY KEY AUTO_INCREMENT, t_id INT)",
                "CREATE TRIGGER alpha.noted AFTER INSERT ON alpha.t FOR EACH ROW BEGIN IF USER() NOT LIKE '" + Site.USER
                        + "@%' THEN INSERT INTO alpha.log (t_id) VALUES (NEW.id); END IF; END");
        execute(here, "INSERT INTO alpha.t (v) VALUES ('a'), ('b')");
        execute(there, "INSERT INTO alpha.t (v) VALUES ('c')");
        assertThat(rows(here, "alpha.log")).isEqualTo(3);
    }

    /** L19: XA transactions. */
    @Test
    void xaTransactionsArriveOnceAndDoNotComeBack() {
        session(there, "XA transactions", statement -> {
            statement.execute("XA START 'one'");
            statement.execute("INSERT INTO alpha.t (id, v) VALUES (1, 'xa')");
            statement.execute("XA END 'one'");
            statement.execute("XA COMMIT 'one' ONE PHASE");
            statement.execute("XA START 'two'");
            statement.execute("INSERT INTO alpha.t (id, v) VALUES (2, 'xa')");
            statement.execute("XA END 'two'");
            statement.execute("XA PREPARE 'two'");
            statement.execute("XA COMMIT 'two'");
        });
        assertThat(rows(here, "alpha.t")).isEqualTo(2);
    }

    /** L20: tables without transactions cannot be written together with the progress. */
    @Test
    void rowsOfATableWithoutTransactionsStopTheSinkUntilItHasAnotherEngine() {
        execute(here, "CREATE TABLE alpha.old (id INT PRIMARY KEY, v INT) ENGINE=MyISAM");
        here.server().execute("INSERT INTO alpha.old VALUES (1, 1), (2, 2)");
        String sink = Connectors.sinkName(here, there);
        assertThat(pair.replication().rest().awaitFailed(sink, LIMIT)).contains("alpha.old", "ENGINE=InnoDB");

        there.server().execute("ALTER TABLE alpha.old ENGINE=InnoDB");
        pair.replication().rest().restart(sink);
        pair.awaitEqual("after the table has another engine");
        pair.awaitRest();
        execute(there, "DELETE FROM alpha.old WHERE id = 2");
    }

    /** L21: a statement in the middle commits what a user has begun, and is no part of it. */
    @Test
    void aStatementThatCommitsATransactionSplitsItThereToo() {
        session(here, "a split transaction", statement -> {
            statement.execute("SET autocommit = 0");
            statement.execute("INSERT INTO alpha.t (v) VALUES ('before')");
            statement.execute("CREATE TABLE alpha.amid (id INT PRIMARY KEY)");
            statement.execute("INSERT INTO alpha.amid VALUES (1)");
            statement.execute("DROP TABLE alpha.amid");
            statement.execute("INSERT INTO alpha.t (v) VALUES ('after')");
            statement.execute("COMMIT");
        });
        assertThat(rows(there, "alpha.t")).isEqualTo(2);
    }

    /** L24: a site that only receives changes. */
    @Test
    void aSiteThatOnlyReceivesChangesMovesItsPositionOn() {
        for (int i = 0; i < 5; i++) {
            execute(here, "INSERT INTO alpha.t (v) VALUES ('echo')");
        }
        String executed = there.server().gtidExecuted().toLowerCase(Locale.ROOT);
        MySqlServer server = there.server();
        Eventually.holds("the offset of the site that receives", LIMIT, () -> {
            String offsets = pair.replication()
                    .rest()
                    .offsets(Connectors.sourceName(there))
                    .findValuesAsText("gtids")
                    .toString()
                    .replaceAll("[\\[\\]\\s]", "");
            return server.number("SELECT GTID_SUBSET('" + executed + "', '" + offsets + "')") == 1;
        });
    }

    /** L3: databases and tables of the same names on both sides, written at the same time. */
    @Test
    void bothSitesWriteTheSameTableAtTheSameTime() {
        List<Thread> users = List.of(writing(here, 0), writing(there, 1));
        users.forEach(Thread::start);
        users.forEach(EchoBreakersIT::join);
        pair.expectRows(here, 50);
        pair.expectRows(there, 50);
        pair.awaitExpected("the rows of both");
        assertThat(rows(here, "alpha.t")).isEqualTo(100);
        pair.requireQuiet(QUIET);
    }

    private static Thread writing(Site site, int first) {
        return new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                site.server().execute("INSERT INTO alpha.t (id, v) VALUES (" + (1 + first + 2 * i) + ", 'x')");
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
