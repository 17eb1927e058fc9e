// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What users of the demo's sites write, and how long it takes to the other side. */
final class DemoTraffic {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final DemoConsole console;

    DemoTraffic(DemoConsole console) {
        this.console = console;
    }

    /** A table with rows on one site, before any connector runs. */
    void beforeTheConnectors(DemoSite site) {
        site.server()
                .execute(
                        "CREATE DATABASE shop",
                        "CREATE TABLE shop.orders (id BIGINT PRIMARY KEY AUTO_INCREMENT, customer VARCHAR(60) NOT NULL,"
                                + " total DECIMAL(10,2) NOT NULL, placed_at DATETIME(6) NOT NULL, note JSON)",
                        "CREATE TABLE shop.order_lines (order_id BIGINT NOT NULL, line INT NOT NULL, item VARCHAR(60),"
                                + " quantity INT UNSIGNED NOT NULL, PRIMARY KEY (order_id, line),"
                                + " FOREIGN KEY (order_id) REFERENCES shop.orders (id))");
        for (int i = 1; i <= 5; i++) {
            order(site, "early customer " + i, 3);
        }
        console.line("%s: created shop.orders and shop.order_lines with 5 orders, 15 lines", site.name());
    }

    void firstCopy(DemoSite from, DemoSite to) {
        Eventually.holds(
                "the first copy of shop.orders on " + to.name(),
                LIMIT,
                () -> exists(to, "shop", "order_lines")
                        && count(to, "shop.orders") == count(from, "shop.orders")
                        && count(to, "shop.order_lines") == count(from, "shop.order_lines"));
        console.line("%s -> %s: first copy, %d orders", from.name(), to.name(), count(to, "shop.orders"));
    }

    /** A transaction of one order and its lines; prints when the other site has it whole. */
    void transaction(DemoSite from, DemoSite to, String customer, int lines) {
        long start = System.nanoTime();
        order(from, customer, lines);
        await(
                to,
                "SELECT COUNT(*) FROM shop.order_lines l JOIN shop.orders o ON l.order_id = o.id WHERE o.customer = '"
                        + customer + "'",
                lines);
        console.line(
                "%s -> %s: transaction of %d rows (%s), %d ms",
                from.name(), to.name(), lines + 1, customer, since(start));
    }

    void update(DemoSite from, DemoSite to) {
        long start = System.nanoTime();
        from.server()
                .transaction(
                        "UPDATE shop.orders SET total = total + 1000 WHERE customer = 'early customer 1'",
                        "UPDATE shop.order_lines SET quantity = quantity * 2 WHERE line = 1",
                        "DELETE FROM shop.order_lines WHERE line = 3 AND order_id = (SELECT id FROM shop.orders"
                                + " WHERE customer = 'early customer 2')");
        await(to, "SELECT COUNT(*) FROM shop.orders WHERE customer = 'early customer 1' AND total > 1000", 1);
        console.line("%s -> %s: transaction of updates and a delete, %d ms", from.name(), to.name(), since(start));
    }

    /** A DDL statement and the query whose answer on the other site shows its effect. */
    void ddl(DemoSite from, DemoSite to, String statement, String query, long expected) {
        long start = System.nanoTime();
        from.server().execute(statement);
        await(to, query, expected);
        console.line("%s -> %s: %s, %d ms", from.name(), to.name(), statement, since(start));
    }

    private static void await(DemoSite site, String query, long expected) {
        Eventually.holds(
                query + " = " + expected + " on " + site.name(),
                LIMIT,
                () -> site.server().number(query) == expected);
    }

    private static void order(DemoSite site, String customer, int lines) {
        String[] statements = new String[lines + 1];
        statements[0] = "INSERT INTO shop.orders (customer, total, placed_at, note) VALUES ('" + customer
                + "', 10.50, NOW(6), JSON_OBJECT('lines', " + lines + "))";
        for (int line = 1; line <= lines; line++) {
            statements[line] = "INSERT INTO shop.order_lines SELECT MAX(id), " + line + ", 'item " + line
                    + "', 2 FROM shop.orders WHERE customer = '" + customer + "'";
        }
        site.server().transaction(statements);
    }

    private static boolean exists(DemoSite site, String database, String table) {
        return site.server()
                        .number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '" + database
                                + "' AND table_name = '" + table + "'")
                > 0;
    }

    private static long count(DemoSite site, String table) {
        MySqlServer server = site.server();
        return server.number("SELECT COUNT(*) FROM " + table);
    }

    private static long since(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
