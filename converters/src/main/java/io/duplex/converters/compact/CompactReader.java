// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Reads records; what a schema needs is prepared at its first one, so that equal bytes give the same schema. */
final class CompactReader {
    private static final int REMEMBERED = 1_000;

    private final Map<SchemaBytes, Prepared> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SchemaBytes, Prepared> eldest) {
            return size() > REMEMBERED;
        }
    };

    private volatile @Nullable Prepared last;

    private record Prepared(byte[] bytes, Schema schema, ValueFormat.Reader values) {}

    /** Bytes by content. */
    private record SchemaBytes(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SchemaBytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    SchemaAndValue read(String topic, byte[] message) {
        try {
            ByteInput in = CompactFrame.open(message);
            int length = in.readCount();
            int from = in.position();
            in.skip(length);
            Prepared ready = prepared(message, from, from + length);
            Object value = ready.values().read(in);
            if (!in.isAtEnd()) {
                throw new DataException("the record has bytes after its value");
            }
            return new SchemaAndValue(ready.schema(), value);
        } catch (DataException unreadable) {
            throw new DataException("Topic " + topic + ": " + unreadable.getMessage() + ".", unreadable);
        } catch (RuntimeException damaged) {
            throw new DataException("Topic " + topic + ": the record is damaged: " + damaged + ".", damaged);
        }
    }

    /** Rows come in runs of one table. */
    private Prepared prepared(byte[] message, int from, int to) {
        Prepared before = last;
        if (before != null && Arrays.equals(before.bytes(), 0, before.bytes().length, message, from, to)) {
            return before;
        }
        Prepared found = prepared(Arrays.copyOfRange(message, from, to));
        last = found;
        return found;
    }

    private synchronized Prepared prepared(byte[] bytes) {
        return known.computeIfAbsent(new SchemaBytes(bytes), unknown -> {
            Schema schema = SchemaPart.read(bytes);
            return new Prepared(bytes, schema, ValueFormat.reader(schema));
        });
    }
}
