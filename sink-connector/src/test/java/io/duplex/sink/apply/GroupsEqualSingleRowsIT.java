// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.conflict.Detection;
import io.duplex.sink.envelope.Received;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random changes of random tables: executed by a server, written in groups, and written row by row, they give the same
 * tables. Groups may not fail, as nothing is missing. {@code -Dduplex.group.rounds} gives the number of schemas.
 */
class GroupsEqualSingleRowsIT {
    private static final int ROUNDS = Integer.getInteger("duplex.group.rounds", 8);
    private static final int GROUPS = 6;
    private static final int CHANGES = 60;

    /** What foreign keys do is not among the changes, as in the binlogs of servers before 9.6. */
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void theTablesAreEqual(MySqlVersion version) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        long seed = Long.getLong("duplex.group.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (MySqlServer server = MySqlServer.start(version);
                GroupFixture group =
                        new GroupFixture(server, version == MySqlVersion.V9_7 ? Detection.KEY : Detection.IMAGE);
                Connection source = server.connect()) {
            server.execute("DROP DATABASE app");
            for (int round = 0; round < ROUNDS; round++) {
                round(server, group, source, new Random(seed + round));
            }
        }
    }

    private static void round(MySqlServer server, GroupFixture group, Connection source, Random random)
            throws SQLException {
        RandomTables tables = new RandomTables(random);
        for (String database : List.of("source", "app", "app_single")) {
            server.execute(tables.create(database).toArray(String[]::new));
        }
        group.session().forgetTables();
        for (int i = 0; i < GROUPS; i++) {
            Changes changes = new Changes(source, tables, random);
            changes.make();
            try {
                group.write(changes.grouped);
                group.writeSingly(changes.single);
            } catch (RuntimeException failed) {
                throw new AssertionError(tables + "\n" + changes, failed);
            }
            for (int table = 0; table < 3; table++) {
                String expected = content(server, "source", table);
                assertThat(content(server, "app", table))
                        .as(tables + "\n" + changes)
                        .isEqualTo(expected);
                assertThat(content(server, "app_single", table))
                        .as(tables + "\n" + changes)
                        .isEqualTo(expected);
            }
        }
        server.execute("DROP DATABASE source", "DROP DATABASE app", "DROP DATABASE app_single");
    }

    private static String content(MySqlServer server, String database, int table) {
        return server.rows("SELECT * FROM " + database + ".t" + table
                        + " ORDER BY id, part, HEX(word), code, HEX(bytes), parent, note, n")
                .toString();
    }

    /** What a server's binlog would say of random statements. */
    private static final class Changes {
        private static final HexFormat HEX = HexFormat.of().withUpperCase();

        private final Connection source;
        private final RandomTables tables;
        private final Random random;
        private final List<Received.Row> grouped = new ArrayList<>();
        private final List<Received.Row> single = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        Changes(Connection source, RandomTables tables, Random random) {
            this.source = source;
            this.tables = tables;
            this.random = random;
        }

        void make() throws SQLException {
            while (grouped.size() < CHANGES) {
                int table = random.nextInt(3);
                if (random.nextInt(5) < 2) {
                    insert(table);
                } else {
                    change(table, random.nextInt(3) == 0);
                }
            }
        }

        private void insert(int table) throws SQLException {
            String values = String.join(", ", tables.values());
            try (Statement statement = source.createStatement()) {
                statement.execute("DROP TEMPORARY TABLE IF EXISTS source.row_");
                statement.execute("CREATE TEMPORARY TABLE source.row_ LIKE source.t" + table);
                statement.execute("INSERT INTO source.row_ VALUES (" + values + ")");
            }
            if (execute("INSERT INTO source.t" + table + " VALUES (" + values + ")")) {
                @Nullable Object[] after = row("SELECT * FROM source.row_");
                add(table, null, after);
            }
        }

        private void change(int table, boolean delete) throws SQLException {
            String any = "SELECT * FROM source.t" + table + " ORDER BY RAND(" + random.nextInt(1_000_000) + ") LIMIT 1";
            @Nullable Object[] before = row(any);
            if (before.length == 0) {
                return;
            }
            List<String> change = tables.change();
            String where = where(before);
            if (delete) {
                if (execute("DELETE FROM source.t" + table + where)) {
                    add(table, before, null);
                }
                return;
            }
            long rows = count("SELECT COUNT(*) FROM source.t" + table + where);
            if (rows != 1) {
                return; // Equal rows: which of them has changed could not be told.
            }
            if (execute("UPDATE source.t" + table + " SET " + change.get(0) + " = " + change.get(1) + where)) {
                @Nullable Object[] after = before.clone();
                after[RandomTables.COLUMNS.indexOf(change.get(0))] = row("SELECT " + change.get(1))[0];
                List<Object> stored = stored(table, after);
                if (!Arrays.deepEquals(before, stored.toArray())) {
                    add(table, before, stored.toArray());
                }
            }
        }

        /** Returns the values as the column gives them back. */
        private List<Object> stored(int table, @Nullable Object[] values) throws SQLException {
            @Nullable Object[] row = row("SELECT * FROM source.t" + table + where(values));
            List<Object> list = new ArrayList<>();
            for (Object value : row) {
                list.add(value);
            }
            return list;
        }

        private boolean execute(String sql) {
            try (Statement statement = source.createStatement()) {
                boolean changed = statement.executeUpdate(sql + (sql.startsWith("INSERT") ? "" : " LIMIT 1")) > 0;
                text.append(changed ? sql + "\n" : "");
                return changed;
            } catch (SQLException refused) {
                return false;
            }
        }

        private void add(int table, @Nullable Object @Nullable [] before, @Nullable Object @Nullable [] after) {
            grouped.add(row("app", table, before, after));
            single.add(row("app_single", table, before, after));
        }

        private static Received.Row row(
                String database, int table, @Nullable Object @Nullable [] before, @Nullable Object @Nullable [] after) {
            Rows rows = Rows.of(new TableId(database, "t" + table), RandomTables.COLUMNS);
            if (before == null) {
                return rows.insert(Objects.requireNonNull(after));
            }
            return after == null ? rows.delete(before) : rows.update(rows.image(before), rows.image(after));
        }

        private @Nullable Object[] row(String query) throws SQLException {
            try (Statement statement = source.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                if (!rows.next()) {
                    return new Object[0];
                }
                @Nullable Object[] row = new Object[rows.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    Object value = rows.getObject(i + 1);
                    row[i] = value instanceof Integer number ? Long.valueOf(number) : value;
                }
                return row;
            }
        }

        private long count(String query) throws SQLException {
            Object value = row(query)[0];
            return value instanceof Long number ? number : 0;
        }

        private static String where(@Nullable Object[] values) {
            StringBuilder where = new StringBuilder();
            for (int i = 0; i < values.length; i++) {
                String name = RandomTables.COLUMNS.get(i);
                where.append(i == 0 ? " WHERE " : " AND ").append(condition(name, values[i]));
            }
            return where.toString();
        }

        private static String condition(String name, @Nullable Object value) {
            if (value instanceof byte[] bytes) {
                return "HEX(" + name + ") = '" + HEX.formatHex(bytes) + "'";
            }
            if (value instanceof String string) {
                String hex = HEX.formatHex(string.getBytes(StandardCharsets.UTF_8));
                return "HEX(CONVERT(" + name + " USING utf8mb4)) = '" + hex + "'";
            }
            return name + " <=> " + value;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
