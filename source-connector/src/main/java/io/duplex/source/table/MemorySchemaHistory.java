// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.ArrayList;
import java.util.List;

/** A history that is lost with the task; for tests. */
final class MemorySchemaHistory implements SchemaHistory {
    private final List<HistoryRecord> entries = new ArrayList<>();

    @Override
    public boolean exists() {
        return !entries.isEmpty();
    }

    @Override
    public void record(List<HistoryRecord> more) {
        entries.addAll(more);
    }

    @Override
    public Extent extent() {
        return new Extent(0, entries.size());
    }

    @Override
    public void replay(long from, Reader reader) {
        for (int place = (int) from; place < entries.size(); place++) {
            reader.accept(place, entries.get(place));
        }
    }

    @Override
    public void close() {}
}
