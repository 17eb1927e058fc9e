// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.EventContext;
import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionStart;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what the records of an event's rows share once for the event. Holds no row, which may be large. */
final class SharedContext {
    private final SourceBlocks blocks;
    private final Clock clock;
    private @Nullable TransactionStart transaction;
    private @Nullable TableId table;
    private Optional<String> query = Optional.empty();
    private long event;
    private @Nullable EventContext context;

    SharedContext(SourceBlocks blocks, Clock clock) {
        this.blocks = blocks;
        this.clock = clock;
    }

    /** Returns the context of this row's event. */
    EventContext of(RowEvent row) {
        EventContext known = context;
        if (known != null && sameEvent(row)) {
            return known;
        }
        EventContext made = EventContext.of(
                blocks.of(row.transaction(), row.position(), row.table(), row.query()), clock.instant());
        transaction = row.transaction();
        table = row.table();
        query = row.query();
        event = row.position().event();
        context = made;
        return made;
    }

    /** An event's rows share the objects, and comparing their content for each row would be slow. */
    @SuppressWarnings("ReferenceEquality")
    private boolean sameEvent(RowEvent row) {
        return transaction == row.transaction()
                && table == row.table()
                && event == row.position().event()
                && query.equals(row.query());
    }
}
