// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out what was already handed on of a transaction that the server sends again from its beginning, after a
 * restart of the task or of the connection.
 *
 * <p>When the server goes on with another transaction instead (a failover to a server with another order of commits),
 * nothing is left out: the interrupted transaction comes whole, later.
 */
public final class ResumeFilter {
    /** What is done of one transaction; without a GTID, of whichever comes first. */
    private record Done(Optional<Gtid> gtid, long event, long row, boolean startSeen) {
        /** The start has been handed on; it is not, when the connection is lost again before the next row. */
        Done withStart(Gtid id) {
            return new Done(Optional.of(id), event, row, true);
        }

        boolean covers(EventPosition position) {
            return position.event() < event || (position.event() == event && position.row() < row);
        }
    }

    private @Nullable Done done;
    private @Nullable Gtid current;
    private @Nullable EventPosition last;
    private boolean skipping;
    private final GtidSet begun;

    /** Begins where the offset of an earlier task says. */
    public ResumeFilter(Optional<SourceOffset> offset) {
        begun = offset.flatMap(SourceOffset::executed).orElse(GtidSet.EMPTY);
        done = offset.filter(o -> o.event() > 0 || o.row() > 0)
                .map(o -> new Done(o.transaction().flatMap(t -> Gtid.tryParse(t.id())), o.event(), o.row(), false))
                .orElse(null);
    }

    /** The connection is lost: the transaction that was begun will come again. */
    public void disconnected() {
        EventPosition reached = last;
        Gtid interrupted = current;
        if (interrupted != null && reached != null) {
            done = new Done(Optional.of(interrupted), reached.event(), reached.row() + 1, true);
        }
        current = null;
        last = null;
        skipping = false;
    }

    /** Takes the next item and hands out what was not done. */
    public void filter(Decoded item, Consumer<Decoded> out) {
        if (item instanceof TransactionStart start) {
            begin(start, out);
        } else if (item instanceof RowEvent || (item instanceof DdlEvent ddl && ddl.insideTransaction())) {
            part(item, out);
        } else {
            if (item instanceof TransactionEnd) {
                current = null;
                last = null;
                skipping = false;
            }
            if (!(item instanceof Progress progress) || namelessPassed(progress)) {
                done = null;
            }
            out.accept(item);
        }
    }

    /** Whichever transaction came first has come and had nothing to hand on. */
    private boolean namelessPassed(Progress progress) {
        Done before = done;
        return before != null && before.gtid().isEmpty() && !progress.executed().equals(begun);
    }

    private void begin(TransactionStart start, Consumer<Decoded> out) {
        Done before = done;
        skipping = before != null && before.gtid().map(start.gtid()::equals).orElse(true);
        current = start.gtid();
        last = null;
        if (!skipping) {
            done = null;
        }
        if (skipping && before != null && before.startSeen()) {
            return;
        }
        out.accept(start);
        if (skipping && before != null) {
            done = before.withStart(start.gtid());
        }
    }

    private void part(Decoded item, Consumer<Decoded> out) {
        Done before = done;
        if (!skipping || before == null || !before.covers(item.position())) {
            last = item.position();
            out.accept(item);
        }
    }
}
