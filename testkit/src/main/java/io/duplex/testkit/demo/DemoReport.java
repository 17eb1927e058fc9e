// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.kafka.TopicRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares both sites and counts what travelled and what was dropped as an echo. */
final class DemoReport {
    private static final String HEADER = "duplex.transaction";
    private static final List<String> TABLES = List.of("shop.orders", "shop.order_lines", "shop.customers");

    private final KafkaBroker broker;
    private final DemoConsole console;

    DemoReport(KafkaBroker broker, DemoConsole console) {
        this.broker = broker;
        this.console = console;
    }

    /** Prints one direction: transactions of users, of them applied, and what the reverse source saw and dropped. */
    boolean direction(DemoSite from, DemoSite to, long ownTransactions) {
        long emitted = emitted(from);
        long applied = to.server()
                .number("SELECT COALESCE(SUM(transactions), 0) FROM duplex.applied_transaction WHERE source = '"
                        + from.prefix() + "'");
        console.line(
                "%s -> %s: %d transactions by users after the start, %d sent to Kafka, %d applied",
                from.name(), to.name(), ownTransactions, emitted, applied);
        return emitted == ownTransactions && applied == ownTransactions;
    }

    /** Prints how many transactions of the sink the source at this site read and kept from Kafka. */
    void echoes(DemoSite site, long transactionsSinceStart, long ownTransactions) {
        console.line(
                "%s: %d transactions in its binlog since the start = %d by users + %d by the sink, dropped as echoes;"
                        + " %d came back to Kafka",
                site.name(),
                transactionsSinceStart,
                ownTransactions,
                transactionsSinceStart - ownTransactions,
                emitted(site) - ownTransactions);
    }

    /** Transactions and DDL statements in the site's stream. */
    long emitted(DemoSite site) {
        String topic = site.prefix() + ".stream";
        if (!broker.topics().contains(topic)) {
            return 0;
        }
        return broker.records().dump(topic).stream()
                .map(TopicRecord::headers)
                .filter(headers -> headers.containsKey(HEADER))
                .count();
    }

    /** Tells whether the demo's tables have the same structure and rows on both sites, and prints the differences. */
    boolean equal(DemoSite one, DemoSite other) {
        List<String> differences = new ArrayList<>();
        for (String table : TABLES) {
            compare("SHOW CREATE TABLE " + table, one, other, differences);
            compare("SELECT * FROM " + table + " ORDER BY 1, 2", one, other, differences);
        }
        compare(
                "SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_schema NOT IN"
                        + " ('duplex', 'mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1, 2",
                one,
                other,
                differences);
        for (String difference : differences) {
            console.line("DIFFERENT: %s", difference);
        }
        return differences.isEmpty();
    }

    private static void compare(String query, DemoSite one, DemoSite other, List<String> differences) {
        String left = answer(one, query);
        String right = answer(other, query);
        if (!left.equals(right)) {
            differences.add(
                    String.format(Locale.ROOT, "%s%n  %s: %s%n  %s: %s", query, one.name(), left, other.name(), right));
        }
    }

    /** The next AUTO_INCREMENT value belongs to a site, not to the data. */
    private static String answer(DemoSite site, String query) {
        return site.server().rows(query).toString().replaceAll(" AUTO_INCREMENT=\\d+", "");
    }
}
