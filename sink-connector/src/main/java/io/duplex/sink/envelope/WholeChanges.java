// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.DecodedChange;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Refuses change events of which a transformation has taken parts away. */
final class WholeChanges {
    static final String REMEDY = "Transformations must leave change events as the source made them: remove the one that"
            + " does not (ExtractNewRecordState, ReplaceField, ...) from transforms, at the sink or at the source.";

    private WholeChanges() {}

    /** Returns what tells where the event comes from. */
    static Struct source(SinkRecord record, Struct event) {
        if (event.schema().field("source") == null || event.get("source") == null) {
            throw new DataException("Record " + record.originalTopic() + "-" + record.originalKafkaPartition() + "@"
                    + record.originalKafkaOffset() + ", a " + event.schema().name()
                    + ", does not tell its source. " + REMEDY);
        }
        return event.getStruct("source");
    }

    /** Checks that the change tells the rows that such a change has. */
    static void require(DecodedChange change) {
        boolean before = change.before().isPresent();
        boolean after = change.after().isPresent();
        boolean whole = switch (change.operation()) {
            case CREATE, READ -> after;
            case UPDATE -> before && after;
            case DELETE -> before;
            case TRUNCATE, MESSAGE -> true;
        };
        if (!whole) {
            throw new DataException(
                    "the " + change.operation() + " of a row of " + change.table() + " does not tell the row "
                            + (after ? "before" : before ? "after" : "before or after") + " the change. " + REMEDY);
        }
    }
}
