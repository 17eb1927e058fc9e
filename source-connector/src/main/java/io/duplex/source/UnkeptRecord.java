// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that is equal to all others of its kind. An exactly-once worker keeps the set of records of a Kafka
 * transaction until it commits, to acknowledge each: of these it keeps one, however many rows a MySQL transaction has.
 */
final class UnkeptRecord extends SourceRecord {
    private UnkeptRecord(SourceRecord record) {
        super(
                record.sourcePartition(),
                record.sourceOffset(),
                record.topic(),
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    /** Returns a list of the records' own, to be changed at will. */
    static List<SourceRecord> of(List<SourceRecord> records) {
        List<SourceRecord> unkept = new ArrayList<>(records.size());
        for (SourceRecord record : records) {
            unkept.add(new UnkeptRecord(record));
        }
        return unkept;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnkeptRecord;
    }

    @Override
    public int hashCode() {
        return UnkeptRecord.class.hashCode();
    }
}
