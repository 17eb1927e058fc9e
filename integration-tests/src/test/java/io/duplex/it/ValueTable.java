// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table whose columns run through their values row by row: rows that are there before a first copy, and statements that
 * write the same values as inserts, updates of each column from and to NULL, changes of keys and deletes.
 *
 * @param name within the database {@code app}
 * @param columns named {@code c0}, {@code c1} and so on
 * @param keyed whether the columns are the primary key, beside a number; otherwise the number is it
 * @param streamed rows that are only written behind the first copy, as a documented limit says why
 */
record ValueTable(String name, List<ValueColumn> columns, boolean keyed, boolean streamed) {
    /** Invalid dates, zero dates, id 0 and values that do not fit are stored as far as the server can. */
    static final String LAX = "SET SESSION sql_mode = 'ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO'";

    private static final int INSERTED = 10_000;
    private static final int UPDATED = 20_000;
    private static final int MOVED = 40_000;

    ValueTable {
        columns = List.copyOf(columns);
    }

    /** A table with a number as its key. */
    static ValueTable of(String name, List<ValueColumn> columns) {
        return new ValueTable(name, columns, false, false);
    }

    /** A table whose columns are its key. */
    static ValueTable keyed(String name, List<ValueColumn> columns) {
        return new ValueTable(name, columns.stream().map(ValueColumn::inKey).toList(), true, false);
    }

    /** A table that is empty when it is copied. */
    ValueTable onlyStreamed() {
        return new ValueTable(name, columns, keyed, true);
    }

    /** The same, to be created behind the copy. */
    ValueTable later() {
        return new ValueTable(name + "_later", columns, keyed, false);
    }

    String qualified() {
        return "app." + name;
    }

    int rows() {
        return columns.stream().mapToInt(column -> column.values().size()).max().orElse(0);
    }

    String create() {
        String names = IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
        String key = keyed ? names : "id";
        return "CREATE TABLE " + qualified() + " (id INT NOT NULL, "
                + IntStream.range(0, columns.size())
                        .mapToObj(i -> "c" + i + " " + columns.get(i).type() + " "
                                + columns.get(i).more())
                        .collect(Collectors.joining(", "))
                + ", PRIMARY KEY (" + key + ")) ROW_FORMAT=DYNAMIC";
    }

    /** Rows that a first copy finds. */
    List<String> copied() {
        List<String> statements = new ArrayList<>(List.of(LAX));
        if (keyed) {
            statements.addAll(inserts(0, 2, 0));
        } else if (!streamed) {
            statements.addAll(inserts(0, 1, 0));
            statements.add(insertNulls(rows()));
        }
        return statements;
    }

    /** How many rows there must be then, as the server is lax. */
    int copiedRows() {
        return streamed ? 0 : rows() + 1;
    }

    /** Changes behind the first copy. */
    List<String> changes() {
        return keyed ? changesOfKeys() : changesOfValues();
    }

    private List<String> changesOfKeys() {
        List<String> statements = new ArrayList<>(List.of(LAX));
        statements.addAll(inserts(1, 2, 0));
        String table = qualified();
        // A first TIMESTAMP of 5.7 becomes the present time, which rows of one statement share.
        statements.add("UPDATE IGNORE " + table + " SET id = id + 100 WHERE id % 3 = 0");
        for (int i = 0; i < columns.size(); i++) {
            ValueColumn column = columns.get(i);
            statements.add("UPDATE IGNORE " + table + " SET c" + i + " = " + column.value(i + 3) + " WHERE id % "
                    + rows() + " = " + i % rows());
        }
        statements.add("DELETE FROM " + table + " WHERE id % 7 = 4");
        return statements;
    }

    private List<String> changesOfValues() {
        List<String> statements = new ArrayList<>(List.of(LAX));
        String table = qualified();
        int rows = rows();
        statements.addAll(inserts(0, 1, INSERTED));
        for (int row = 0; row < rows; row++) {
            statements.add(insertNulls(UPDATED + row));
        }
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).written() && columns.get(i).nullable()) {
                statements.add(fromInserted("a.c" + i + " = b.c" + i, UPDATED + i % rows));
                statements.add("UPDATE " + table + " SET c" + i + " = NULL WHERE id = " + (INSERTED + i % rows));
            }
        }
        statements.add("UPDATE " + table + " a JOIN " + table + " b ON b.id = a.id - " + UPDATED + " + " + INSERTED
                + " SET " + assignments() + " WHERE a.id >= " + UPDATED + " AND a.id % 2 = 1");
        statements.add("UPDATE " + table + " SET id = id + " + MOVED + " WHERE id >= " + INSERTED + " AND id % 4 = 3");
        statements.add("DELETE FROM " + table + " WHERE id >= " + INSERTED + " AND id % 5 = 2");
        return statements;
    }

    private String assignments() {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).written())
                .mapToObj(i -> "a.c" + i + " = b.c" + i)
                .collect(Collectors.joining(", "));
    }

    private String fromInserted(String assignment, int id) {
        return "UPDATE " + qualified() + " a JOIN " + qualified() + " b ON b.id = a.id - " + UPDATED + " + " + INSERTED
                + " SET " + assignment + " WHERE a.id = " + id;
    }

    private List<String> inserts(int first, int step, int ids) {
        List<String> statements = new ArrayList<>();
        for (int row = first; row < rows(); row += step) {
            int at = row;
            statements.add(insert(
                    ids + row,
                    columns.stream()
                            .filter(ValueColumn::written)
                            .map(column -> column.value(at))
                            .toList()));
        }
        return statements;
    }

    private String insertNulls(int id) {
        List<String> values = columns.stream()
                .filter(ValueColumn::written)
                .map(column -> column.nullable() ? "NULL" : column.value(0))
                .toList();
        return insert(id, values);
    }

    private String insert(int id, List<String> values) {
        String names = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).written())
                .mapToObj(i -> ", c" + i)
                .collect(Collectors.joining());
        return "INSERT " + (keyed ? "IGNORE " : "") + "INTO " + qualified() + " (id" + names + ") VALUES (" + id + ", "
                + String.join(", ", values) + ")";
    }
}
