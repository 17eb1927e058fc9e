// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.workload.Ledger;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers that do not replicate: each promise is broken by hand and must be missed. */
final class BrokenGuaranteesIT {
    private static final Ledger JOURNAL = new Ledger("app.journal", "id");
    private static final Duration SHORT = Duration.ofMillis(300);

    private static MySqlServer a;
    private static MySqlServer b;

    @BeforeAll
    static void start() {
        a = MySqlServer.start(MySqlVersion.V8_0);
        b = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void end() {
        a.close();
        b.close();
    }

    @BeforeEach
    void sameTablesOnBoth() {
        onBoth(
                "DROP DATABASE IF EXISTS app",
                "CREATE DATABASE app",
                "CREATE TABLE app.journal (id VARCHAR(20), v INT)",
                "CREATE TABLE app.numbered (site INT, number INT, balance INT, PRIMARY KEY (site, number))",
                "INSERT INTO app.numbered VALUES (1, 1, 100), (1, 2, 100)");
    }

    @Test
    void lostTransactionIsNamedWithItsRow() {
        a.execute("INSERT INTO app.journal VALUES ('1-7', 42)");

        assertBroken(
                new NothingLost(JOURNAL, SHORT, a, b), "1 of 1 transactions are missing", "1-7", "42", b.toString());
    }

    @Test
    void transactionAppliedTwiceIsNamed() {
        a.execute("INSERT INTO app.journal VALUES ('1-7', 42)");
        b.execute("INSERT INTO app.journal VALUES ('1-7', 42), ('1-7', 42)");

        assertBroken(new ExactlyOnce(JOURNAL, a, b), "more than once", "1-7", b.toString());
    }

    @Test
    void halfATransferIsSeen() {
        Guarantee atomic = new TransactionsAtomic(b, "SELECT SUM(balance) FROM app.numbered", 200);
        atomic.observe();
        b.execute(
                "UPDATE app.numbered SET balance = 90 WHERE number = 1",
                "DO SLEEP(0.3)",
                "UPDATE app.numbered SET balance = 110 WHERE number = 2");

        assertBroken(atomic, "torn: 190 instead of 200");
    }

    @Test
    void gapInTheNumbersIsSeen() {
        Guarantee order = new OrderKept(b, "app.numbered");
        order.observe();
        b.execute(
                "INSERT INTO app.numbered VALUES (1, 4, 0)",
                "DO SLEEP(0.3)",
                "INSERT INTO app.numbered VALUES (1, 3, 0)");

        assertBroken(order, "site 1 shows 3 transactions between number 1 and 4");
    }

    @Test
    void differentRowsTablesAndDefinitionsAreShown() {
        b.execute("UPDATE app.numbered SET balance = 5 WHERE number = 2");
        assertBroken(new SidesConverge(SHORT, a, b), "number=2, balance=100", "number=2, balance=5");

        b.execute("ALTER TABLE app.journal COMMENT = 'other'");
        assertBroken(new SidesConverge(SHORT, a, b), "SHOW CREATE TABLE `app`.`journal`", "other");

        b.execute("CREATE TABLE app.more (id INT)");
        assertBroken(new SidesConverge(SHORT, a, b), "tables of app", "more");

        b.execute("CREATE DATABASE app2", "CREATE DATABASE duplex");
        assertBroken(new SidesConverge(SHORT, a, b), "databases", "app2");
        b.execute("DROP DATABASE app2", "DROP DATABASE duplex");
    }

    @Test
    void valueThatChangedItsBytesIsShown() {
        onBoth(
                "CREATE TABLE app.typed (id INT PRIMARY KEY, f FLOAT, e ENUM('x','y'), s VARCHAR(9), t TIMESTAMP(6) NULL,"
                        + " b BIT(12), j JSON, y BINARY(3), d DATETIME)");
        a.execute("INSERT INTO app.typed VALUES (1, 0.1, 'x', 'ä', '2020-01-01 00:00:00.123456', 5, '{}', 'a', NULL)");
        b.execute(
                "SET time_zone = '+05:00'",
                "INSERT INTO app.typed VALUES"
                        + " (1, 0.1, 'x', 'ä', '2020-01-01 05:00:00.123456', 5, '{}', 'a', NULL)");
        new ValuesExact(a, b, "app", "typed").verify();

        b.execute("UPDATE app.typed SET s = 'Ä', e = 'y', f = 0.1000001, d = NOW()");

        assertBroken(
                new ValuesExact(a, b, "app", "typed"),
                "column s: C3A4 became C384",
                "column e: 1 became 2",
                "column f: 0.10000000149011612 became 0.1000000",
                "column d: NULL became");
    }

    @Test
    void rowThatComesBackIsNamed() {
        Guarantee echo = new NoEcho(JOURNAL, SHORT, SHORT, a, b);
        echo.observe();
        a.execute("INSERT INTO app.journal VALUES ('1-8', 1)", "INSERT INTO app.journal VALUES ('1-8', 1)");

        assertBroken(echo, "'1-8' 2 times", a.toString());
    }

    @Test
    void transactionsAndDdlBeyondTheExpectedAreCounted() {
        Guarantee echo = new NoEcho(JOURNAL, SHORT, SHORT, a, b).expectGrowth(b, () -> 1);
        echo.observe();
        b.execute("CREATE TABLE app.ping (id INT)", "CREATE TABLE IF NOT EXISTS app.ping (id INT)");
        a.execute("CREATE TABLE app.ping (id INT)", "CREATE DATABASE duplex", "DROP DATABASE duplex");

        assertBroken(
                echo,
                "executed 2 transactions instead of 1",
                "different numbers of DDL statements",
                a + ": 1",
                b + ": 2");
    }

    private static void onBoth(String... statements) {
        a.execute(statements);
        b.execute(statements);
    }

    private static void assertBroken(Guarantee guarantee, String... texts) {
        try (guarantee) {
            var broken = assertThatThrownBy(guarantee::verify).isInstanceOf(AssertionError.class);
            for (String text : texts) {
                broken.hasMessageContaining(text);
            }
        }
    }
}
