// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.position;

import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts a transaction's records by table. Each record's offset tells the counts as they were then: a view costs the same
 * for one table and for thousands.
 */
public final class TableCounts {
    private static final int LEAST_STEPS = 32;

    private final Map<String, Long> counts = new HashMap<>();
    private Map<String, Long> base = Map.of();
    private @Nullable Step last;
    private int steps;

    /** One more record of a table, after those before. */
    private record Step(String table, long count, @Nullable Step before) {}

    /** Begins anew with these counts. */
    public void begin(Map<String, Long> from) {
        counts.clear();
        counts.putAll(from);
        rebase();
    }

    /** Counts a record and returns its number in its table. */
    public long count(String table) {
        long count = counts.merge(table, 1L, Long::sum);
        last = new Step(table, count, last);
        steps++;
        // A copy for as many records as it has entries.
        if (steps >= Math.max(LEAST_STEPS, counts.size())) {
            rebase();
        }
        return count;
    }

    private void rebase() {
        base = new HashMap<>(counts);
        last = null;
        steps = 0;
    }

    /** Returns the counts, which change with each record; END lists them in this map's order, that of Debezium's END. */
    public Map<String, Long> current() {
        return counts;
    }

    /** Returns the counts as they are now. */
    public Map<String, Long> now() {
        return new View(base, last);
    }

    /** Never changes. */
    static final class View extends AbstractMap<String, Long> {
        private final Map<String, Long> base;
        private final @Nullable Step last;

        private View(Map<String, Long> base, @Nullable Step last) {
            this.base = base;
            this.last = last;
        }

        @Override
        public Set<Entry<String, Long>> entrySet() {
            Map<String, Long> all = new HashMap<>();
            for (Step step = last; step != null; step = step.before()) {
                all.putIfAbsent(step.table(), step.count());
            }
            base.forEach(all::putIfAbsent);
            return Map.copyOf(all).entrySet();
        }
    }
}
