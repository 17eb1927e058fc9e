// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables of columns drawn from the catalogue, with a number as key, with columns as key or without one, and random
 * transactions over them: inserts, updates of some columns to values or NULL, changes of keys, deletes.
 */
final class RandomRows {
    private static final int TABLES = Integer.getInteger("duplex.values.tables", 24);
    private static final int TRANSACTIONS = 12;
    private static final int MOST_STATEMENTS = 6;
    private static final int MOST_COLUMNS = 7;
    private static final int IDS = 12;
    /** Rows of wide values would only repeat what the catalogue has. */
    private static final int MOST_VALUE = 2_000;

    private final Random random;
    private final List<ValueColumn> values;
    private final List<ValueColumn> keys;
    private final List<RandomTable> tables = new ArrayList<>();

    private record RandomTable(String name, List<ValueColumn> columns, int keyParts) {}

    RandomRows(long seed, List<ValueTable> catalogue) {
        this.random = new Random(seed ^ 0x5EED);
        this.values = catalogue.stream()
                .filter(table -> !table.keyed() && !table.streamed())
                .flatMap(table -> table.columns().stream())
                .filter(column -> column.written()
                        && column.values().stream()
                                .noneMatch(value -> value.length() > MOST_VALUE || value.contains("REPEAT")))
                .toList();
        this.keys = catalogue.stream()
                .filter(ValueTable::keyed)
                .flatMap(table -> table.columns().stream())
                .toList();
        for (int i = 0; i < TABLES; i++) {
            tables.add(table("random" + i, i % 3));
        }
    }

    private RandomTable table(String name, int kind) {
        List<ValueColumn> columns = new ArrayList<>();
        int keyParts = kind == 0 ? 1 + random.nextInt(3) : 0;
        for (int i = 0; i < keyParts; i++) {
            columns.add(keys.get(random.nextInt(keys.size())));
        }
        for (int i = 1 + random.nextInt(MOST_COLUMNS); i > 0; i--) {
            columns.add(values.get(random.nextInt(values.size())));
        }
        return new RandomTable(name, columns, kind == 1 ? -1 : keyParts);
    }

    void createAndFill(MySqlServer server) {
        for (RandomTable table : tables) {
            server.execute(ValueTable.LAX, create(table));
        }
        write(server, 1);
    }

    void change(MySqlServer server) {
        write(server, TRANSACTIONS);
    }

    private void write(MySqlServer server, int transactions) {
        for (RandomTable table : tables) {
            for (int i = 0; i < transactions; i++) {
                List<String> statements = new ArrayList<>(List.of(ValueTable.LAX));
                for (int j = 1 + random.nextInt(MOST_STATEMENTS); j > 0; j--) {
                    statements.add(statement(table));
                }
                server.transaction(statements.toArray(String[]::new));
            }
        }
    }

    /** Without key parts the number is the key; with -1 there is none. */
    private static String create(RandomTable table) {
        String columns = IntStream.range(0, table.columns().size())
                .mapToObj(i -> ", c" + i + " " + table.columns().get(i).type() + " "
                        + table.columns().get(i).more())
                .collect(Collectors.joining());
        String key = table.keyParts() == 0
                ? ", PRIMARY KEY (id)"
                : IntStream.range(0, table.keyParts())
                        .mapToObj(i -> "c" + i)
                        .collect(Collectors.joining(", ", ", PRIMARY KEY (", ")"));
        return "CREATE TABLE app." + table.name() + " (id INT NOT NULL" + columns + (table.keyParts() < 0 ? "" : key)
                + ") ROW_FORMAT=DYNAMIC";
    }

    private String statement(RandomTable table) {
        String name = "app." + table.name();
        return switch (random.nextInt(6)) {
            case 0, 1, 2 ->
                "INSERT IGNORE INTO " + name + " VALUES (" + id()
                        + table.columns().stream()
                                .map(column -> ", " + value(column))
                                .collect(Collectors.joining()) + ")";
            case 3 -> {
                int column = random.nextInt(table.columns().size());
                yield "UPDATE IGNORE " + name + " SET c" + column + " = "
                        + value(table.columns().get(column)) + " WHERE id = " + id();
            }
            case 4 -> "UPDATE IGNORE " + name + " SET id = id + 1, " + assignments(table) + " WHERE id = " + id();
            default -> "DELETE FROM " + name + " WHERE id = " + id() + (random.nextBoolean() ? " LIMIT 1" : "");
        };
    }

    private String assignments(RandomTable table) {
        return IntStream.range(0, table.columns().size())
                .mapToObj(i -> "c" + i + " = " + value(table.columns().get(i)))
                .collect(Collectors.joining(", "));
    }

    private int id() {
        return random.nextInt(IDS);
    }

    private String value(ValueColumn column) {
        boolean none = column.nullable() && random.nextInt(5) == 0;
        return none ? "NULL" : column.value(random.nextInt(column.values().size()));
    }
}
