// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.snapshot.ColumnReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements that read a table in pieces along a key.
 *
 * @param key columns of the key, in its order
 * @param unique whether no two rows have the same key
 */
record ChunkQuery(TableSchema table, List<Column> key, boolean unique, Optional<String> condition) {

    /**
     * Returns the statements for a table.
     *
     * @return empty when the table has no key and none is named
     * @throws IllegalArgumentException when the named column does not exist
     */
    static Optional<ChunkQuery> of(TableSchema table, PendingTable wanted) {
        List<Integer> identity = table.identity();
        if (wanted.surrogateKey().isEmpty()) {
            return identity.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ChunkQuery(table, columns(table, identity), true, wanted.condition()));
        }
        String name = wanted.surrogateKey().get();
        int position = table.indexOf(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Surrogate key \"" + name + "\" doesn't exist in table \"" + table.id() + "\""));
        List<Integer> surrogate = List.of(position);
        boolean unique = identity.equals(surrogate);
        return Optional.of(new ChunkQuery(table, columns(table, surrogate), unique, wanted.condition()));
    }

    /** Returns the same statements for the rows for which this is true, too. */
    ChunkQuery narrowed(String expression) {
        // The line break ends whatever the expression might have left open.
        String both = condition.map(sql -> "(" + sql + "\n) AND ").orElse("") + "(" + expression + "\n)";
        return new ChunkQuery(table, key, unique, Optional.of(both));
    }

    private static List<Column> columns(TableSchema table, List<Integer> positions) {
        return positions.stream().map(table.columns()::get).toList();
    }

    /** Returns the statement that reads the largest key. */
    String largest() {
        return "SELECT " + selected(key) + " FROM " + table.id().quoted() + where(List.of()) + " ORDER BY "
                + ordered(" DESC") + " LIMIT 1";
    }

    /** Returns the statement that reads the key with which a chunk of this size ends, when so many rows are left. */
    String end(Optional<Object[]> after, Object[] largest, int size) {
        return "SELECT " + selected(key) + " FROM " + table.id().quoted() + where(range(after, largest)) + " ORDER BY "
                + ordered("") + " LIMIT 1 OFFSET " + (size - 1);
    }

    /** Returns the statement that reads the rows behind a key, up to another one; with a limit unless it is 0. */
    String rows(Optional<Object[]> after, Object[] upTo, int limit) {
        return "SELECT " + selected(table.columns()) + " FROM " + table.id().quoted() + where(range(after, upTo))
                + " ORDER BY " + ordered("") + (limit == 0 ? "" : " LIMIT " + limit);
    }

    private List<String> range(Optional<Object[]> after, Object[] upTo) {
        List<String> parts = new ArrayList<>();
        after.ifPresent(begin -> parts.add(behind(begin)));
        boolean nullable = key.stream().anyMatch(Column::nullable);
        parts.add(nullable ? "(" + behind(upTo) + ") IS NOT TRUE" : "NOT (" + behind(upTo) + ")");
        return parts;
    }

    /**
     * Returns what is true for larger keys. A comparison of row values would be shorter, but the server uses no index
     * for it.
     */
    private String behind(Object[] values) {
        List<String> alternatives = new ArrayList<>();
        StringBuilder equal = new StringBuilder();
        for (int i = 0; i < key.size() && i < values.length; i++) {
            Column column = key.get(i);
            String operand = KeyValues.operand(column, TableId.quote(column.name()));
            @Nullable Object value = values[i];
            alternatives.add("("
                    + equal
                    + (value == null ? operand + " IS NOT NULL" : operand + " > " + KeyValues.sql(column, value))
                    + ")");
            equal.append(value == null ? operand + " IS NULL" : operand + " = " + KeyValues.sql(column, value))
                    .append(" AND ");
        }
        return alternatives.size() == 1 ? alternatives.get(0) : "(" + String.join(" OR ", alternatives) + ")";
    }

    private String where(List<String> parts) {
        List<String> all = new ArrayList<>(parts);
        condition.ifPresent(sql -> all.add("(" + sql + ")"));
        return all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
    }

    private static String selected(List<Column> columns) {
        return columns.stream()
                .map(column -> ColumnReading.of(column).select(column))
                .collect(Collectors.joining(", "));
    }

    private String ordered(String direction) {
        return key.stream()
                .map(column -> TableId.quote(column.name()) + direction)
                .collect(Collectors.joining(", "));
    }
}
