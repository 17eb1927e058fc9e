// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import java.util.HashSet;
import java.util.Set;

/** Tables of which it is assumed that they were, when the binlog was written, what the server says they are now. */
public final class AssumedTables {
    private final Set<TableId> tables = new HashSet<>();

    /** Adds a table whose definition was read later than its rows were written. */
    public void add(TableId table) {
        tables.add(table);
    }

    public boolean contains(TableId table) {
        return !tables.isEmpty() && tables.contains(table);
    }

    /** Takes a table out, of which it is known how it was. */
    public void settle(TableId table) {
        tables.remove(table);
    }
}
