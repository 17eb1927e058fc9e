// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.avro.RegistrationPolicy.Registration;
import io.duplex.converters.registry.SchemaRegistry;
import io.duplex.converters.registry.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.SchemaParseException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Connect data to framed Avro. What a topic and schema need is prepared at their first record. */
final class AvroSerializer {

    private final SchemaTranslation schemas;
    private final ToAvro toAvro;
    private final SchemaRegistry registry;
    private final RegistrationPolicy policy;
    private final Cache<Source, Prepared> prepared;

    AvroSerializer(
            SchemaTranslation schemas,
            ToAvro toAvro,
            SchemaRegistry registry,
            RegistrationPolicy policy,
            int capacity) {
        this.schemas = schemas;
        this.toAvro = toAvro;
        this.registry = registry;
        this.policy = policy;
        this.prepared = new SynchronizedCache<>(new LRUCache<>(capacity));
    }

    byte @Nullable [] serialize(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            if (schema != null && !schema.isOptional()) {
                throw new DataException("null for a required " + schema.type() + " in topic " + topic);
            }
            return null;
        }
        try {
            Prepared ready = prepared(new Source(topic, schema));
            ByteArrayOutputStream out = new ByteArrayOutputStream(256);
            WireFormat.writeHeader(ready.id(), out);
            if (ready.rawBytes()) {
                out.write(rawBytes(schema, value));
            } else {
                BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
                ready.writer().write(value, encoder);
                encoder.flush();
            }
            return out.toByteArray();
        } catch (DataException e) {
            throw new DataException("Topic " + topic + ": " + e.getMessage(), e);
        } catch (SchemaParseException e) {
            throw new DataException(
                    "Topic " + topic + ": Avro does not allow a name of the schema: " + e.getMessage() + ". Set "
                            + TranslationOptions.SCRUB_INVALID_NAMES
                            + "=true, or have the source adjust names (field.name.adjustment.mode=avro).",
                    e);
        } catch (IOException | ClassCastException | AvroRuntimeException e) {
            throw new DataException(
                    "Topic " + topic + ": a value does not fit its schema"
                            + (schema == null || schema.name() == null ? "" : " " + schema.name()) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private Prepared prepared(Source source) {
        Prepared known = prepared.get(source);
        if (known != null) {
            return known;
        }
        Registration registration = policy.resolve(source.topic(), schemas.toAvro(source.schema()), registry);
        Prepared fresh = new Prepared(
                registration.id(),
                registration.schema().getType() == org.apache.avro.Schema.Type.BYTES,
                toAvro.writer(source.schema(), registration.schema()));
        prepared.put(source, fresh);
        return fresh;
    }

    private static byte[] rawBytes(@Nullable Schema schema, Object value) {
        Object raw = schema == null
                ? value
                : LogicalTypes.of(schema)
                        .map(logical -> logical.toRaw(schema, value))
                        .orElse(value);
        return Bytes.array(raw);
    }

    private record Source(String topic, @Nullable Schema schema) {}

    /** Confluent writes bytes at top level as they are, without Avro's length in front. */
    private record Prepared(int id, boolean rawBytes, ValueWriter writer) {}
}
