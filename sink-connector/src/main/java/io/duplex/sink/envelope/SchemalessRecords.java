// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.PlainRecords;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives records of JSON without schemas the schemas that are the same in all of them; rows stay without types. */
public final class SchemalessRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SchemalessRecords.class);

    private SchemalessRecords() {}

    /** Tells why a value without schema is none of a source's records, for messages. */
    static String reason(Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            return "";
        }
        try {
            PlainRecords.value(fields);
            return "";
        } catch (IllegalArgumentException unreadable) {
            return " (" + unreadable.getMessage() + ")";
        }
    }

    /** Returns the record with its schema; records that have one, or are none of a source's, as they are. */
    public static SinkRecord withSchema(SinkRecord record) {
        if (!(record.value() instanceof Map<?, ?> fields)) {
            return record;
        }
        Optional<Struct> value;
        try {
            value = PlainRecords.value(fields);
        } catch (IllegalArgumentException unreadable) {
            LOG.debug("A record of {} has no known form", record.originalTopic(), unreadable);
            return record; // refused where it is read
        }
        return value.map(struct -> record.newRecord(
                        record.topic(),
                        record.kafkaPartition(),
                        record.keySchema(),
                        PlainRecords.key(record.key()),
                        struct.schema(),
                        struct,
                        record.timestamp(),
                        record.headers()))
                .orElse(record);
    }
}
