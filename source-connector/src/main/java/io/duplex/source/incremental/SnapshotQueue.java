// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.position.IncrementalProgress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables that are left, and how far the first of them is: what a restart goes on from. */
final class SnapshotQueue {
    private final Deque<PendingTable> left = new ArrayDeque<>();
    private Optional<String> signal = Optional.empty();
    private @Nullable String json;
    private @Nullable String maximumStored;
    private Optional<Object[]> told = Optional.empty();
    private Optional<Object[]> reached = Optional.empty();
    private Optional<Object[]> maximum = Optional.empty();
    private long rows;

    private SnapshotQueue() {}

    /** Returns what an offset tells, else an empty one. */
    static SnapshotQueue of(Optional<IncrementalProgress> progress) {
        SnapshotQueue queue = new SnapshotQueue();
        progress.ifPresent(known -> {
            queue.left.addAll(PendingTable.fromJson(known.tables()));
            queue.signal = known.correlationId();
            queue.reached = known.lastKey().flatMap(key -> StoredKey.decode(IncrementalProgress.LAST_KEY, key));
            queue.told = queue.reached;
            queue.maximum = known.maximumKey().flatMap(key -> StoredKey.decode(IncrementalProgress.MAXIMUM_KEY, key));
        });
        return queue;
    }

    /** Returns the tables that match; an expression that matches none is taken for a name. */
    static List<TableId> expand(List<String> expressions, List<TableId> known) {
        Set<TableId> tables = new LinkedHashSet<>();
        for (String expression : expressions) {
            Pattern pattern = Pattern.compile(expression);
            List<TableId> matching = known.stream()
                    .filter(table -> pattern.matcher(table.toString()).matches())
                    .toList();
            tables.addAll(matching);
            if (matching.isEmpty()) {
                PendingTable.parse(expression).ifPresent(tables::add);
            }
        }
        return List.copyOf(tables);
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    /** Tells whether the table is left. */
    boolean holds(TableId table) {
        for (PendingTable pending : left) {
            if (pending.id().equals(table)) {
                return true;
            }
        }
        return false;
    }

    Collection<PendingTable> left() {
        return Collections.unmodifiableCollection(left);
    }

    PendingTable current() {
        return left.getFirst();
    }

    /** Returns the id of the newest signal that added tables. */
    Optional<String> signal() {
        return signal;
    }

    /** Returns how many rows of the current table were read. */
    long rows() {
        return rows;
    }

    /** Returns the key up to which chunks were read, empty before the first one. */
    Optional<Object[]> behind() {
        return reached;
    }

    Object[] reached() {
        return reached.orElseThrow();
    }

    Object[] maximum() {
        return maximum.orElseThrow();
    }

    boolean knowsMaximum() {
        return maximum.isPresent();
    }

    void add(String id, List<PendingTable> tables) {
        left.addAll(tables);
        signal = Optional.of(id);
        json = null;
    }

    /** Sets the key with which the current table ends. */
    void endsWith(Object[] key) {
        maximum = Optional.of(key);
        maximumStored = null;
    }

    /** Takes note of a chunk that was read. */
    void read(Object[] lastKey, int count) {
        reached = Optional.of(lastKey);
        rows += count;
    }

    /** The chunk that was read is to be read again. */
    void revert() {
        reached = told;
    }

    /** Takes note of a row that becomes a record. */
    void told(ChunkQuery query, RowImage row) {
        told = Optional.of(key(query, row));
    }

    /** Returns how the current table is read, which was possible before. */
    ChunkQuery query(TableSchema table) {
        return ChunkQuery.of(table, current()).orElseThrow();
    }

    static Object[] key(ChunkQuery query, RowImage row) {
        @Nullable Object[] key = new Object[query.key().size()];
        for (int i = 0; i < key.length; i++) {
            int position = query.table().indexOf(query.key().get(i).name()).orElseThrow();
            key[i] = KeyValues.stored(query.key().get(i), row.get(position));
        }
        return key;
    }

    /** Goes to the next table. */
    void next() {
        left.removeFirst();
        begin();
        json = null;
        if (left.isEmpty()) {
            signal = Optional.empty();
        }
    }

    private void begin() {
        told = Optional.empty();
        reached = Optional.empty();
        maximum = Optional.empty();
        maximumStored = null;
        rows = 0;
    }

    /** Removes the tables whose names match, and returns them. */
    List<TableId> remove(List<Pattern> expressions) {
        PendingTable first = current();
        List<TableId> removed = new ArrayList<>();
        left.removeIf(table -> {
            boolean matches = expressions.stream()
                    .anyMatch(pattern -> pattern.matcher(table.id().toString()).matches());
            if (matches) {
                removed.add(table.id());
            }
            return matches;
        });
        if (left.isEmpty() || !left.getFirst().equals(first)) {
            begin();
        }
        if (left.isEmpty()) {
            signal = Optional.empty();
        }
        json = null;
        return removed;
    }

    /** Returns what the offset holds, empty when no table is left. */
    Optional<IncrementalProgress> progress() {
        if (left.isEmpty()) {
            return Optional.empty();
        }
        if (json == null) {
            json = PendingTable.toJson(left);
        }
        if (maximumStored == null) {
            maximumStored = StoredKey.encode(maximum);
        }
        return Optional.of(
                new IncrementalProgress(Optional.of(StoredKey.encode(told)), Optional.of(maximumStored), json, signal));
    }
}
