// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.function.Consumer;

/** The DDL statements of a source in order, from which the table model is made anew at each start. */
public interface SchemaHistory extends AutoCloseable {
    /** Tells whether anything was ever recorded. */
    boolean exists();

    /** Adds an entry; it is durable when this returns. */
    void record(HistoryRecord entry);

    /** Hands over all entries in order, also of other connectors that share the history. */
    void replay(Consumer<HistoryRecord> reader);

    @Override
    void close();
}
