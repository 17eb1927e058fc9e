// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import java.nio.ByteBuffer;
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

    private final Map<ByteBuffer, Prepared> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Prepared> eldest) {
            return size() > REMEMBERED;
        }
    };

    private volatile @Nullable Prepared last;

    /** What the records of a schema have in common. */
    private static final class Prepared {
        private final byte[] bytes;
        private final Schema schema;
        private final ValueFormat.Reader values;

        Prepared(byte[] bytes) {
            this.bytes = bytes;
            this.schema = SchemaPart.read(bytes);
            this.values = ValueFormat.reader(schema);
        }
    }

    SchemaAndValue read(String topic, byte[] message) {
        try {
            ByteInput in = CompactFrame.open(message);
            int length = in.readCount();
            int from = in.position();
            in.skip(length);
            Prepared ready = prepared(message, from, from + length);
            Object value = ready.values.read(in);
            if (!in.isAtEnd()) {
                throw new DataException("the record has bytes after its value");
            }
            return new SchemaAndValue(ready.schema, value);
        } catch (DataException unreadable) {
            throw new DataException("Topic " + topic + ": " + unreadable.getMessage() + ".", unreadable);
        } catch (RuntimeException damaged) {
            throw new DataException("Topic " + topic + ": the record is damaged: " + damaged + ".", damaged);
        }
    }

    /** Rows come in runs of one table. */
    private Prepared prepared(byte[] message, int from, int to) {
        Prepared before = last;
        if (before != null && Arrays.equals(before.bytes, 0, before.bytes.length, message, from, to)) {
            return before;
        }
        Prepared found = prepared(Arrays.copyOfRange(message, from, to));
        last = found;
        return found;
    }

    private synchronized Prepared prepared(byte[] bytes) {
        return known.computeIfAbsent(ByteBuffer.wrap(bytes), unknown -> new Prepared(bytes));
    }
}
