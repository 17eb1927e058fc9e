// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

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

/** Framed Avro to Connect data. What a schema id needs is prepared at its first record. */
final class AvroDeserializer {

    private final SchemaTranslation schemas;
    private final SchemaRegistry registry;
    private final Cache<Integer, Prepared> prepared;

    AvroDeserializer(SchemaTranslation schemas, SchemaRegistry registry, int capacity) {
        this.schemas = schemas;
        this.registry = registry;
        this.prepared = new SynchronizedCache<>(new LRUCache<>(capacity));
    }

    SchemaAndValue deserialize(String topic, byte[] message) {
        try {
            Prepared ready = prepared(WireFormat.schemaId(message));
            return new SchemaAndValue(ready.schema(), value(ready, message));
        } catch (DataException e) {
            throw new DataException("Topic " + topic + ": " + e.getMessage(), e);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            throw new DataException(
                    "Topic " + topic + ": the record of " + message.length
                            + " bytes does not follow the schema with id " + WireFormat.schemaId(message) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static @Nullable Object value(Prepared ready, byte[] message) throws IOException {
        int length = message.length - WireFormat.HEADER_LENGTH;
        if (!ready.rawBytes()) {
            return ready.reader()
                    .read(DecoderFactory.get().binaryDecoder(message, WireFormat.HEADER_LENGTH, length, null));
        }
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOfRange(message, WireFormat.HEADER_LENGTH, message.length));
        Schema schema = ready.schema();
        return schema == null
                ? bytes
                : LogicalTypes.of(schema)
                        .map(logical -> logical.fromRaw(schema, bytes))
                        .orElse(bytes);
    }

    private Prepared prepared(int id) {
        Prepared known = prepared.get(id);
        if (known != null) {
            return known;
        }
        org.apache.avro.Schema avro = SchemaTexts.parse(registry.schemaById(id));
        Schema connect = schemas.toConnect(avro).orElse(null);
        Prepared fresh = new Prepared(
                avro.getType() == org.apache.avro.Schema.Type.BYTES, connect, FromAvro.reader(avro, connect));
        prepared.put(id, fresh);
        return fresh;
    }

    private record Prepared(boolean rawBytes, @Nullable Schema schema, ValueReader reader) {}
}
