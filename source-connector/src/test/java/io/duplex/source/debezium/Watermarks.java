// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import io.duplex.protocol.envelope.SchemaChange;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Tells records that snapshots by signal make from others. */
final class Watermarks {
    private Watermarks() {}

    static boolean isRowOfIncremental(SourceRecord record) {
        return record.value() instanceof Struct value
                && value.schema().field("op") != null
                && "incremental".equals(value.getStruct("source").getWithoutDefault("snapshot"));
    }

    /** Tells whether the record is of a blocking snapshot, whose rows have the GTID where the binlog waits. */
    static boolean isRowOfBlocking(SourceRecord record) {
        return record.value() instanceof Struct value
                && "r".equals(value.schema().field("op") == null ? "" : value.getString("op"))
                && !isRowOfIncremental(record)
                && value.getStruct("source").getString("gtid") != null;
    }

    /** Tells whether the record is about a row that a connector wrote into the signal table, or its tombstone. */
    static boolean isWatermark(SourceRecord record) {
        if (!record.topic().endsWith(ComparedSources.SIGNALS)) {
            return false;
        }
        return !(record.value() instanceof Struct value)
                || isWatermark(value.getStruct("after"))
                || isWatermark(value.getStruct("before"));
    }

    /** Tells whether this is the signal that wants a blocking snapshot. */
    static boolean isBlocking(SourceRecord record) {
        return record.topic().endsWith(ComparedSources.SIGNALS)
                && record.value() instanceof Struct value
                && value.getStruct("after") != null
                && value.getStruct("after").getString("data").contains("BLOCKING");
    }

    static boolean isDefinition(SourceRecord record) {
        return record.value() instanceof Struct value && SchemaChange.isSchemaChange(value.schema());
    }

    private static boolean isWatermark(@Nullable Struct row) {
        return row != null && row.getString("type").startsWith("snapshot-window-");
    }
}
