// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.metrics.Counter;
import io.duplex.protocol.table.TableId;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Changes by table and operation. Rows come in runs of one table, so the table is looked up once for each run. */
final class TableActivity {
    private static final Counter UNSEEN = new Counter();

    private final Map<TableId, Map<Operation, Counter>> tables = new ConcurrentHashMap<>();
    private @Nullable TableId last;
    private Map<Operation, Counter> counters = Map.of();

    /** Belongs to the counting thread. */
    void add(TableId table, Operation operation, long rows) {
        if (!table.equals(last)) {
            counters = tables.computeIfAbsent(table, unseen -> counters());
            last = table;
        }
        counters.getOrDefault(operation, UNSEEN).add(rows);
    }

    private static Map<Operation, Counter> counters() {
        Map<Operation, Counter> created = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            created.put(operation, new Counter());
        }
        return created;
    }

    /** Returns the changes of this kind by {@code database.table}, tables without any left out. */
    Map<String, Long> of(Operation operation) {
        Map<String, Long> counts = new TreeMap<>();
        tables.forEach((table, counters) -> {
            long count = counters.getOrDefault(operation, UNSEEN).get();
            if (count > 0) {
                counts.put(table.toString(), count);
            }
        });
        return counts;
    }

    void reset() {
        tables.values().forEach(counters -> counters.values().forEach(Counter::reset));
    }
}
