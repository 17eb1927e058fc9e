// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One table split by its rows onto two targets, and the shards of two sources merged into one table. */
class SplitAndMergeIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROWS = 2_000;
    private static final String ORDERS = "SELECT id, region, total FROM shop.orders ORDER BY id";
    private static final String ITEMS = "SELECT id, a, note FROM app.item ORDER BY id";

    @Test
    void aTableIsSplitByItsRowsAndShardsAreMerged() {
        Versions.assumeAvailable(MySqlVersion.V5_7);
        Versions.assumeAvailable(MySqlVersion.V8_0);
        try (Site first = Site.start(1, MySqlVersion.V8_0);
                Site second = Site.start(2, MySqlVersion.V5_7);
                Site merged = Site.start(3, MySqlVersion.V8_0);
                Site rest = Site.start(4, MySqlVersion.V8_0);
                Replication replication = Replication.shared()) {
            fill(first.server(), "shard_1", 1);
            fill(second.server(), "shard_2", 1001);
            items(first.server());
            replication.source(first, Map.of());
            replication.source(second, Map.of());
            Map<String, String> merge = Map.of("table.mapping", "shard_\\d+.*:shop.*, shard_\\d+.orders.area:region");
            // So that both make the table, and copy into it, at the same time.
            List<String> sinks = List.of(
                    replication.begin(first, merged, with(merge, "row.filter.app.item", "a < 5")),
                    replication.begin(second, merged, merge),
                    replication.begin(
                            first, rest, Map.of("table.include.list", "app\\.item", "row.filter.app.item", "a >= 5")));

            awaitRows(merged.server(), "SELECT COUNT(*) FROM shop.orders", List.of(List.of(2 * ROWS + 4 + "")));
            sinks.forEach(sink -> replication.rest().awaitRunning(sink, LIMIT));
            change(first.server(), "shard_1", 1);
            change(second.server(), "shard_2", 1001);
            crossTheBorder(first.server());

            awaitRows(merged.server(), ORDERS, orders(first.server(), second.server()));
            awaitRows(merged.server(), ITEMS, first.server().rows(where("a < 5")));
            awaitRows(rest.server(), ITEMS, first.server().rows(where("a >= 5")));
            assertThat(first.server().rows(where("a < 5"))).hasSize(3);
            assertThat(rest.server().rows(ITEMS)).hasSize(3);
            assertThat(merged.server()
                            .value("SELECT COUNT(*) FROM information_schema.SCHEMATA"
                                    + " WHERE SCHEMA_NAME LIKE 'shard%'"))
                    .isEqualTo("0");
        }
    }

    private static Map<String, String> with(Map<String, String> options, String option, String value) {
        Map<String, String> all = new HashMap<>(options);
        all.put(option, value);
        return all;
    }

    private static String where(String condition) {
        return ITEMS.replace("ORDER BY", "WHERE " + condition + " ORDER BY");
    }

    private static void fill(MySqlServer server, String shard, int id) {
        server.execute(
                "CREATE DATABASE " + shard,
                "CREATE TABLE " + shard + ".orders (id INT PRIMARY KEY, area VARCHAR(9))",
                "INSERT INTO " + shard + ".orders VALUES (" + id + ", 'copied'), (" + (id + 1) + ", 'gone')");
        StringBuilder more = new StringBuilder("INSERT INTO " + shard + ".orders VALUES ");
        for (int row = 0; row < ROWS; row++) {
            more.append(row == 0 ? "(" : ",(").append(10_000 * id + row).append(",'more')");
        }
        server.execute(more.toString());
    }

    private static void items(MySqlServer server) {
        server.execute(
                "CREATE DATABASE app",
                "CREATE TABLE app.item (id INT PRIMARY KEY, a INT, note VARCHAR(9))",
                "INSERT INTO app.item VALUES (1, 1, 'copied'), (2, 9, 'copied'), (3, 4, 'x'), (4, 5, 'x')");
    }

    /** The second shard's statement finds its work done. */
    private static void change(MySqlServer server, String shard, int id) {
        server.execute(
                "ALTER TABLE " + shard + ".orders ADD COLUMN total DECIMAL(9,2) DEFAULT 0.50",
                "INSERT INTO " + shard + ".orders VALUES (" + (id + 2) + ", 'new', 7.25)",
                "UPDATE " + shard + ".orders SET area = 'changed' WHERE id = " + id,
                "DELETE FROM " + shard + ".orders WHERE id = " + (id + 1));
    }

    private static void crossTheBorder(MySqlServer server) {
        server.transaction(
                "UPDATE app.item SET a = 8, note = 'up' WHERE id = 3",
                "UPDATE app.item SET a = 0, note = 'down' WHERE id = 4",
                "INSERT INTO app.item VALUES (5, 2, 'low'), (6, 7, 'high')");
    }

    private static List<List<String>> orders(MySqlServer first, MySqlServer second) {
        List<List<String>> all = new ArrayList<>();
        all.addAll(first.rows("SELECT id, area, total FROM shard_1.orders ORDER BY id"));
        all.addAll(second.rows("SELECT id, area, total FROM shard_2.orders ORDER BY id"));
        all.sort(Comparator.comparing(row -> Integer.valueOf(row.get(0))));
        return all;
    }

    private static void awaitRows(MySqlServer server, String query, List<List<String>> expected) {
        Eventually.passes(query, LIMIT, () -> assertThat(server.rows(query)).isEqualTo(expected));
    }
}
