// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.table.TableId;
import io.duplex.source.position.SourceOffset;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Headers;

/**
 * What one record says, before it is decided where it goes.
 *
 * @param table of a row; empty for markers and statements
 * @param key empty when the table has no key
 * @param progress what it means for the connector's offset
 */
public record Message(
        Kind kind, Optional<TableId> table, Optional<Struct> key, Struct value, Headers headers, Progress progress) {

    /** What a message is about. */
    public enum Kind {
        /** A created, changed or read row. */
        ROW,
        /** A deleted row. */
        DELETE,
        /** A table that lost all rows. */
        TRUNCATE,
        /** BEGIN or END of a transaction. */
        MARKER,
        /** A DDL statement. */
        DDL,
        /** What a snapshot does, told to a topic of its own. */
        NOTIFICATION
    }

    /**
     * Offsets around a message.
     *
     * @param before where to go on when the message is not in Kafka
     * @param after where to go on when it is
     */
    public record Progress(SourceOffset before, SourceOffset after) {}

    /** Returns the same message with another meaning for the offset. */
    public Message withProgress(Progress other) {
        return new Message(kind, table, key, value, headers, other);
    }
}
