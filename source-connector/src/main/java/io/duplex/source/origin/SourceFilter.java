// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import java.util.function.Consumer;

/** Leaves out the rows of servers that are not wanted; what is left out becomes {@link Progress}. */
final class SourceFilter {
    private final GtidSources sources;
    private final boolean active;
    private boolean unwanted;

    SourceFilter(GtidSources sources) {
        this.sources = sources;
        this.active = sources.filtersRows() && !sources.isAll();
    }

    /** Takes the next item and hands out what is wanted. */
    void filter(Decoded item, Consumer<Decoded> out) {
        if (item instanceof TransactionStart start) {
            unwanted = active && !sources.wants(start.gtid().source().uuid());
        }
        if (!unwanted) {
            out.accept(item);
        } else if (item instanceof TransactionEnd end) {
            unwanted = false;
            out.accept(new Progress(end.executed(), end.position()));
        } else if (item instanceof DdlEvent ddl) {
            // CREATE TABLE ... SELECT: without its rows, the statement is all of its transaction.
            out.accept(ddl.alone());
        } else if (!(item instanceof RowEvent || item instanceof TransactionStart)) {
            out.accept(item);
        }
    }
}
