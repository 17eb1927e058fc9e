// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows by table and what happened to them. Used by one thread at a time. */
public final class TableRows {
    private final Map<Operation, Map<TableId, Count>> tables = new EnumMap<>(Operation.class);
    private long total;

    private static final class Count {
        private long rows;
    }

    /** Adds rows of a transaction. */
    public void add(List<Received.Row> rows) {
        int from = 0;
        while (from < rows.size()) {
            TableId table = rows.get(from).table();
            Operation operation = rows.get(from).change().operation();
            int to = from + 1;
            while (to < rows.size()
                    && rows.get(to).change().operation() == operation
                    && rows.get(to).change().source().isOf(table)) {
                to++;
            }
            add(table, operation, to - from);
            from = to;
        }
    }

    void add(TableId table, Operation operation, long rows) {
        tables.computeIfAbsent(operation, none -> new HashMap<>()).computeIfAbsent(table, none -> new Count()).rows +=
                rows;
        total += rows;
    }

    void addAll(TableRows other) {
        other.tables.forEach(
                (operation, counts) -> counts.forEach((table, count) -> add(table, operation, count.rows)));
    }

    long total() {
        return total;
    }

    /** Returns the rows by {@code database.table}. */
    Map<String, Long> of(Operation operation) {
        Map<String, Long> rows = new TreeMap<>();
        tables.getOrDefault(operation, Map.of()).forEach((table, count) -> rows.put(table.toString(), count.rows));
        return rows;
    }
}
