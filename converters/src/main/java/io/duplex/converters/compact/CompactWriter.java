// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Writes records; what a schema needs is prepared at its first one. */
final class CompactWriter {
    private static final int REMEMBERED = 4_000;

    private final Map<SameSchema, Prepared> recent = new ConcurrentHashMap<>();

    /** A schema as such: to compare it with an equal one takes longer than to write a record. */
    private record SameSchema(Schema schema) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof SameSchema that && that.schema == schema;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema);
        }
    }

    /** What the records of a schema have in common. */
    private static final class Prepared {
        /** All bytes before the value. */
        private final byte[] head;

        private final ValueFormat.Writer values;

        Prepared(Schema schema) {
            this.head = CompactFrame.head(SchemaPart.write(schema));
            this.values = ValueFormat.writer(schema);
        }
    }

    byte @Nullable [] write(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (schema == null) {
            throw new DataException("Topic " + topic + ": a value without schema, a "
                    + value.getClass().getSimpleName()
                    + ", cannot be written by CompactConverter. Remove the transformation that takes the schema away, or"
                    + " use org.apache.kafka.connect.json.JsonConverter with schemas.enable=false.");
        }
        try {
            Prepared ready = prepared(schema);
            ByteOutput out = new ByteOutput();
            out.writeRaw(ready.head);
            ready.values.write(value, out);
            return out.toBytes();
        } catch (DataException | ClassCastException unfit) {
            throw new DataException(
                    "Topic " + topic + ": a value does not fit its schema"
                            + (schema.name() == null ? "" : " " + schema.name()) + ": " + unfit.getMessage(),
                    unfit);
        }
    }

    private Prepared prepared(Schema schema) {
        SameSchema same = new SameSchema(schema);
        Prepared known = recent.get(same);
        if (known != null) {
            return known;
        }
        Prepared fresh = new Prepared(schema);
        if (recent.size() >= REMEMBERED) {
            recent.clear();
        }
        recent.put(same, fresh);
        return fresh;
    }
}
