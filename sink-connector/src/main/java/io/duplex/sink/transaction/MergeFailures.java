// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Received;
import java.time.Duration;
import org.apache.kafka.connect.errors.DataException;

/** Why the records of a source with several topics make no sense together, and what to do. */
final class MergeFailures {
    private MergeFailures() {}

    /** Nothing has come for too long. */
    static DataException late(String source, Duration timeout, String waitingFor) {
        return new DataException("Nothing of source " + source + " can be applied for " + MergeOptions.TIMEOUT + "="
                + timeout.toMillis() + ": " + waitingFor + ". Either records were deleted (retention; compare the"
                + " topics' first offsets), or a topic of the source is missing from topics or topics.regex, or the"
                + " source was reset; then set the consumer group's offsets back, add the topic, or take a new"
                + " snapshot at the source.");
    }

    /** A part of a snapshot came amid a transaction of which a part was handed out. */
    static DataException within(String gtid, Received part) {
        return new DataException("A snapshot's record at " + part.coordinates() + " of source "
                + part.coordinates().source() + " lies within transaction " + gtid + ", which is too large for memory."
                + " Raise " + AssemblyOptions.MAX_ROWS + " and " + AssemblyOptions.MAX_BYTES
                + " until it has passed, or take a new snapshot at the source.");
    }

    /** An END is the first that is known of its transaction. */
    static DataException withoutBegin(Received.End end) {
        return new DataException("END of transaction " + end.transactionId() + " of source "
                + end.coordinates().source() + " at " + end.coordinates() + " came without BEGIN. The records before it"
                + " were deleted, or the sink's consumer offsets were moved; set them back, or take a new snapshot at"
                + " the source.");
    }

    /** A record has its place in a stream, not among topics. */
    static DataException ofStream(Received record) {
        return new DataException("Record " + record.coordinates() + " of source "
                + record.coordinates().source()
                + " is of a stream; its topic must not be read together with the source's tables' topics.");
    }
}
