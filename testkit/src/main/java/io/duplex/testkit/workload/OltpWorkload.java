// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

import io.duplex.testkit.mysql.MySqlServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Inserts, updates and deletes several rows per transaction on a table with secondary and unique keys, its detail table
 * and a table without any key. Rows belong to sites, so several sites can write at once without conflicts.
 */
public final class OltpWorkload implements Workload {
    public static final String DATABASE = "shop";
    private static final int MOST_CHANGES = 6;
    private static final int MOST_ORDERS = 300;
    private static final String[] TEXTS = {
        "", "plain", "naïve", "日本語", "😀😀", "back\\slash 'quoted'", "zero\u0000byte", "  spaces  "
    };

    private final long seed;
    private final int site;
    private final Random random;
    private final List<Long> orders = new ArrayList<>();
    private long lastOrder;

    public OltpWorkload(long seed, int site) {
        this.seed = seed;
        this.site = site;
        this.random = new Random(seed);
    }

    public static void createTables(MySqlServer server) {
        server.execute(
                "CREATE DATABASE shop CHARACTER SET utf8mb4",
                """
                CREATE TABLE shop.orders (
                  id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
                  site SMALLINT NOT NULL,
                  reference VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                  customer INT,
                  total DECIMAL(20,4) NOT NULL DEFAULT 0,
                  state ENUM('new','paid','sent') NOT NULL DEFAULT 'new',
                  flags SET('gift','express','abroad') NOT NULL DEFAULT '',
                  note TEXT,
                  payload VARBINARY(200),
                  weight DOUBLE,
                  created DATETIME(6) NOT NULL,
                  changed TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
                  UNIQUE KEY by_reference (site, reference),
                  KEY by_customer (customer, state))
                """,
                """
                CREATE TABLE shop.order_line (
                  order_id BIGINT UNSIGNED NOT NULL, line INT NOT NULL, article CHAR(10) CHARACTER SET latin1 NOT NULL,
                  quantity MEDIUMINT UNSIGNED NOT NULL, details JSON,
                  PRIMARY KEY (order_id, line), KEY by_article (article))
                """,
                "CREATE TABLE shop.visit (site INT NOT NULL, page VARCHAR(20), hits INT, KEY by_page (page))");
    }

    @Override
    public String describe() {
        return "orders, site " + site + ", seed " + seed;
    }

    @Override
    public boolean next(Connection connection) throws SQLException {
        int changes = 1 + random.nextInt(MOST_CHANGES);
        List<Long> before = List.copyOf(orders);
        try {
            for (int change = 0; change < changes; change++) {
                change(connection);
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            // Rolled back or unknown: forget the changes. A row too many here is only an update of no row later.
            orders.clear();
            orders.addAll(before);
            throw e;
        }
    }

    private void change(Connection connection) throws SQLException {
        int kind = random.nextInt(100);
        if (orders.isEmpty() || (kind < 35 && orders.size() < MOST_ORDERS)) {
            insertOrder(connection);
        } else if (kind < 60) {
            updateOrder(connection);
        } else if (kind < 65) {
            renumberOrder(connection);
        } else if (kind < 80) {
            changeVisits(connection);
        } else {
            deleteOrder(connection);
        }
    }

    private void insertOrder(Connection connection) throws SQLException {
        long id = newId();
        update(
                connection,
                """
                INSERT INTO shop.orders
                  (id, site, reference, customer, total, state, flags, note, payload, weight, created)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NOW(6))
                """,
                id,
                site,
                reference(id),
                sometimesNull(random.nextInt(50)),
                total(),
                1 + random.nextInt(3),
                random.nextInt(8),
                sometimesNull(text()),
                sometimesNull(bytes()),
                sometimesNull(random.nextGaussian()));
        int lines = 1 + random.nextInt(4);
        for (int line = 1; line <= lines; line++) {
            update(
                    connection,
                    "INSERT INTO shop.order_line VALUES (?, ?, ?, ?, ?)",
                    id,
                    line,
                    "é" + random.nextInt(100_000),
                    random.nextInt(1 << 24),
                    sometimesNull("{\"n\": " + random.nextInt() + ", \"t\": [\"ä\", null, 1.5]}"));
        }
        orders.add(id);
    }

    private void updateOrder(Connection connection) throws SQLException {
        long id = anyOrder();
        update(
                connection,
                "UPDATE shop.orders SET state = ?, total = ?, note = ?, payload = ? WHERE id = ?",
                1 + random.nextInt(3),
                total(),
                sometimesNull(text()),
                sometimesNull(bytes()),
                id);
        if (random.nextBoolean()) {
            // A unique value moves away and back again within one transaction.
            update(connection, "UPDATE shop.orders SET reference = ? WHERE id = ?", "moved " + reference(id), id);
            update(connection, "UPDATE shop.orders SET reference = ? WHERE id = ?", reference(id), id);
        }
    }

    /** An update that changes the primary key, while the unique value stays. */
    private void renumberOrder(Connection connection) throws SQLException {
        long old = anyOrder();
        long id = newId();
        update(connection, "UPDATE shop.orders SET id = ?, reference = ? WHERE id = ?", id, reference(id), old);
        update(connection, "UPDATE shop.order_line SET order_id = ? WHERE order_id = ?", id, old);
        orders.remove(old);
        orders.add(id);
    }

    private void deleteOrder(Connection connection) throws SQLException {
        long id = anyOrder();
        update(connection, "DELETE FROM shop.order_line WHERE order_id = ?", id);
        update(connection, "DELETE FROM shop.orders WHERE id = ?", id);
        orders.remove(id);
    }

    /** Equal rows are likely here, and a change must hit exactly one of them. */
    private void changeVisits(Connection connection) throws SQLException {
        String page = sometimesPage();
        switch (random.nextInt(4)) {
            case 0 ->
                update(
                        connection,
                        "UPDATE shop.visit SET hits = hits + 1 WHERE site = ? AND page = ? LIMIT 1",
                        site,
                        page);
            case 1 -> update(connection, "DELETE FROM shop.visit WHERE site = ? AND page = ? LIMIT 1", site, page);
            default ->
                update(connection, "INSERT INTO shop.visit VALUES (?, ?, 1), (?, ?, NULL)", site, page, site, page);
        }
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                statement.setObject(index + 1, values[index] == NULL ? null : values[index]);
            }
            statement.executeUpdate();
        }
    }

    private static final Object NULL = new Object();

    private Object sometimesNull(Object value) {
        return random.nextInt(5) == 0 ? NULL : value;
    }

    private String sometimesPage() {
        return "page " + random.nextInt(5);
    }

    private BigDecimal total() {
        return BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000L, 4);
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)].repeat(1 + random.nextInt(3));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Ids of different sites never meet. */
    private long newId() {
        lastOrder++;
        return lastOrder * 100 + site;
    }

    private String reference(long id) {
        return "R-" + id;
    }

    private Long anyOrder() {
        return orders.get(random.nextInt(orders.size()));
    }
}
