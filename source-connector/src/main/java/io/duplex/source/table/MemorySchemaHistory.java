// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A history that is lost with the task; for tests. */
final class MemorySchemaHistory implements SchemaHistory {
    private final List<HistoryRecord> entries = new ArrayList<>();

    @Override
    public boolean exists() {
        return !entries.isEmpty();
    }

    @Override
    public void record(HistoryRecord entry) {
        entries.add(entry);
    }

    @Override
    public void replay(Consumer<HistoryRecord> reader) {
        List.copyOf(entries).forEach(reader);
    }

    @Override
    public void close() {}
}
