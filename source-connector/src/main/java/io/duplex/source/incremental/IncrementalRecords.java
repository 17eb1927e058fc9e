// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EncodedChange;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.envelope.EnvelopeSchemas;
import io.duplex.source.envelope.Message;
import io.duplex.source.envelope.RecordContext;
import io.duplex.source.position.SourceOffset;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;

/** Makes the messages of rows that an incremental snapshot read. */
final class IncrementalRecords {
    private final RecordContext context;
    private final EnvelopeSchemas schemas;

    IncrementalRecords(RecordContext context) {
        this.context = context;
        this.schemas = new EnvelopeSchemas(context.options().envelope());
    }

    /** Returns the message of a row, after which the connector goes on from this offset. */
    Message read(TableSchema table, RowImage row, StreamPlace place, SourceOffset after) {
        Instant now = context.clock().instant();
        ChangeContext at = new ChangeContext(
                context.blocks()
                        .ofIncremental(
                                place.position(),
                                table.id(),
                                place.gtid(),
                                place.thread(),
                                ChronoUnit.MICROS.between(Instant.EPOCH, now)),
                Optional.empty(),
                now);
        EncodedChange encoded = schemas.of(table).encode(new RowChange.Read(table, row), at);
        Headers headers = new ConnectHeaders();
        encoded.exact().ifPresent(exact -> headers.addString(ExactValues.NAME, exact));
        if (context.options().stream()) {
            headers.addString(CopyHeader.NAME, new CopyHeader(context.site(), place.executed()).encode());
        }
        SourceOffset marked =
                after.withSnapshot(new SourceOffset.Snapshot(Optional.of(SourceOffset.INCREMENTAL), false));
        return new Message(
                Message.Kind.ROW,
                Optional.of(table.id()),
                encoded.key(),
                encoded.value(),
                headers,
                new Message.Progress(marked, marked));
    }
}
