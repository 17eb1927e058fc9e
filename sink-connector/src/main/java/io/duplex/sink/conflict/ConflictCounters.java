// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.table.TableId;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts decisions since the task started. */
public final class ConflictCounters implements ConflictListener {
    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

    /** What is counted by itself. */
    public record Key(TableId table, ConflictKind kind, Decision decision) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::table).thenComparing(Key::kind).thenComparing(Key::decision);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public void decided(TableId table, ConflictKind kind, Decision decision) {
        counts.computeIfAbsent(new Key(table, kind, decision), key -> new LongAdder())
                .increment();
    }

    /** Returns what was counted, as of now. */
    public Map<Key, Long> counts() {
        Map<Key, Long> copy = new TreeMap<>();
        counts.forEach((key, count) -> copy.put(key, count.sum()));
        return copy;
    }

    /** Returns how many decisions there were. */
    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns how many decisions there were about a table. */
    public long total(TableId table) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().table().equals(table))
                .mapToLong(entry -> entry.getValue().sum())
                .sum();
    }
}
