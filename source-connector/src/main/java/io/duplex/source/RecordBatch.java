// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Records for Kafka Connect.
 *
 * @param whole how many of the first ones, with all records before, end with a whole MySQL transaction; {@link #INSIDE}
 *     when no transaction ends here
 * @param bytes that the changes take in the binlog, or the rows in the snapshot, about
 * @param torn whether a transaction was begun that the server, another one now, will send again from its beginning
 */
record RecordBatch(List<SourceRecord> records, int whole, long bytes, boolean torn) {
    /** A transaction was begun and does not end here. */
    static final int INSIDE = -1;

    static final RecordBatch EMPTY = new RecordBatch(List.of(), INSIDE, 0, false);
}
