// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.SchemaKey;
import io.duplex.converters.registry.SchemaRegistry;
import io.duplex.converters.registry.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Framed Avro to Connect data. What a schema needs is prepared at its first record. */
final class AvroDeserializer {

    private final SchemaTranslation schemas;
    private final SchemaRegistry registry;
    private final Cache<SchemaKey, Prepared> prepared;

    AvroDeserializer(SchemaTranslation schemas, SchemaRegistry registry, int capacity) {
        this.schemas = schemas;
        this.registry = registry;
        this.prepared = new SynchronizedCache<>(new LRUCache<>(capacity));
    }

    /** The frame names the schema when it came apart from the message, else the message begins with it. */
    SchemaAndValue deserialize(String topic, byte @Nullable [] frame, byte[] message) {
        try {
            SchemaKey key = WireFormat.schema(frame == null ? message : frame);
            return read(key, message, frame == null ? key.length() : 0);
        } catch (DataException e) {
            throw new DataException("Topic " + topic + ": " + e.getMessage(), e);
        }
    }

    private SchemaAndValue read(SchemaKey key, byte[] message, int start) {
        try {
            Prepared ready = prepared(key);
            return new SchemaAndValue(ready.schema(), value(ready, message, start));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new DataException(
                    "the record of " + message.length + " bytes does not follow the schema with " + key + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static @Nullable Object value(Prepared ready, byte[] message, int start) throws IOException {
        if (!ready.rawBytes()) {
            return ready.reader()
                    .read(DecoderFactory.get().binaryDecoder(message, start, message.length - start, null));
        }
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOfRange(message, start, message.length));
        Schema schema = ready.schema();
        return schema == null
                ? bytes
                : LogicalTypes.of(schema)
                        .map(logical -> logical.fromRaw(schema, bytes))
                        .orElse(bytes);
    }

    private Prepared prepared(SchemaKey key) {
        Prepared known = prepared.get(key);
        if (known != null) {
            return known;
        }
        org.apache.avro.Schema avro = SchemaTexts.parse(registry.schema(key));
        Schema connect = schemas.toConnect(avro).orElse(null);
        Prepared fresh = new Prepared(
                avro.getType() == org.apache.avro.Schema.Type.BYTES, connect, FromAvro.reader(avro, connect));
        prepared.put(key, fresh);
        return fresh;
    }

    private record Prepared(boolean rawBytes, @Nullable Schema schema, ValueReader reader) {}
}
