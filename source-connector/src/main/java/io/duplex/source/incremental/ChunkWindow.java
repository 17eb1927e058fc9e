// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.DecodedRow;
import io.duplex.source.table.RowTyping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk, until the binlog has shown which of them were changed meanwhile. */
final class ChunkWindow {
    private final String id;
    private final TableSchema table;
    private final Object[] firstKey;
    private final GtidSet low;
    private final GtidSet high;
    private final List<Integer> identity;
    private final Map<RowImage, RowImage> rows = new LinkedHashMap<>();
    private final List<RowImage> keyless = new ArrayList<>();
    private boolean spoilt;
    private boolean ended;

    /**
     * Opens a window.
     *
     * @param low what surely is older than the chunk
     * @param high what was executed when it had been read
     * @param read its rows, at least one
     */
    ChunkWindow(String id, ChunkQuery query, GtidSet low, GtidSet high, List<RowImage> read) {
        TableSchema table = query.table();
        this.firstKey = SnapshotQueue.key(query, read.get(0));
        this.id = id;
        this.table = table;
        this.low = low;
        this.high = high;
        this.identity = table.identity();
        if (identity.isEmpty()) {
            keyless.addAll(read);
        } else {
            read.forEach(row -> rows.put(key(row), row));
        }
    }

    String id() {
        return id;
    }

    /** Returns the stored form of the first row's key. */
    Object[] firstKey() {
        return firstKey;
    }

    /** The schema with which the rows were read. */
    TableSchema table() {
        return table;
    }

    /** Tells whether a watermark row's id is of this chunk. */
    boolean isMarkedBy(String signalId) {
        return signalId.startsWith(id);
    }

    /** The binlog has come to the row that marks the chunk's end. */
    void end() {
        ended = true;
    }

    /** Tells whether the binlog has shown everything that the rows could show. */
    boolean passed(GtidSet executed) {
        return ended || executed.containsAll(high);
    }

    /** Tells whether rows without a key were changed, so that nobody knows which of them to leave out. */
    boolean spoilt() {
        return spoilt;
    }

    /** Leaves out what this change is newer than. */
    void changed(RowEvent event) {
        if (!event.table().equals(table.id())
                || low.contains(event.transaction().gtid())) {
            return;
        }
        if (identity.isEmpty()) {
            spoilt = true;
            return;
        }
        leaveOut(event.before());
        leaveOut(event.after());
    }

    private void leaveOut(Optional<DecodedRow> changed) {
        if (changed.isPresent() && changed.get().size() == table.columns().size()) {
            rows.remove(key(RowTyping.type(table, changed.get())));
        }
    }

    /** Returns the rows that were not changed. */
    Collection<RowImage> rest() {
        return identity.isEmpty() ? keyless : rows.values();
    }

    private RowImage key(RowImage row) {
        @Nullable Object[] values = new Object[identity.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(identity.get(i));
        }
        return RowImage.of(values);
    }
}
