// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.EnvelopeSchemas;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import java.util.Optional;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of a blocking snapshot. One is held back, because only the next one tells whether it is a last.
 * Their offsets do not tell how far it is.
 */
final class BlockingRecords {
    private final RecordContext context;
    private final StreamPlace place;
    private final EnvelopeSchemas schemas;
    private @Nullable Held held;
    private @Nullable Returned returned;
    private boolean any;
    private boolean finished;

    private record Held(Returned row, boolean first, boolean firstInTable) {}

    /**
     * A row that became a message.
     *
     * @param number of its table in the request
     */
    record Returned(int number, TableSchema table, RowImage row) {}

    /** Makes messages at this place of the binlog. */
    BlockingRecords(RecordContext context, StreamPlace place) {
        this.context = context;
        this.place = place;
        this.schemas = new EnvelopeSchemas(context.options().envelope());
    }

    /** Takes a row and returns the message held back so far. */
    Optional<Message> row(int number, TableSchema table, RowImage row) {
        Held ready = held;
        boolean firstInTable = ready == null || ready.row().number() != number;
        held = new Held(new Returned(number, table, row), !any, firstInTable);
        any = true;
        return ready == null ? Optional.empty() : Optional.of(message(ready, firstInTable, false));
    }

    /** Notes that a table has no more rows: only a row of the first table is the first of the snapshot. */
    void tableDone() {
        any = true;
    }

    /** Returns the last message. */
    Optional<Message> finish() {
        Held last = held;
        held = null;
        finished = true;
        return last == null ? Optional.empty() : Optional.of(message(last, true, true));
    }

    /** Returns the newest row that became a message. */
    Optional<Returned> returned() {
        return Optional.ofNullable(returned);
    }

    /** Tells whether the last message was made. */
    boolean finished() {
        return finished;
    }

    private Message message(Held held, boolean lastInTable, boolean last) {
        Returned row = held.row();
        returned = row;
        ChangeContext at = new ChangeContext(
                context.blocks()
                        .ofBlocking(
                                place.position(),
                                row.table().id(),
                                place.gtid(),
                                place.thread(),
                                part(held, lastInTable, last)),
                Optional.empty(),
                context.clock().instant());
        EncodedChange encoded = schemas.of(row.table()).encode(new RowChange.Read(row.table(), row.row()), at);
        Headers headers = new ConnectHeaders();
        encoded.exact().ifPresent(exact -> headers.addString(ExactValues.NAME, exact));
        if (context.options().stream()) {
            headers.addString(CopyHeader.NAME, new CopyHeader(context.site(), place.executed()).encode());
        }
        return new Message(
                Message.Kind.ROW,
                Optional.of(row.table().id()),
                encoded.key(),
                encoded.value(),
                headers,
                new Message.Progress(place.offset(), place.offset()));
    }

    private static SourceInfo.Snapshot part(Held row, boolean lastInTable, boolean last) {
        if (last) {
            return SourceInfo.Snapshot.LAST;
        }
        if (row.first()) {
            return SourceInfo.Snapshot.FIRST;
        }
        if (lastInTable) {
            return SourceInfo.Snapshot.LAST_IN_DATA_COLLECTION;
        }
        return row.firstInTable() ? SourceInfo.Snapshot.FIRST_IN_DATA_COLLECTION : SourceInfo.Snapshot.TRUE;
    }
}
