// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.avro.RegistrationPolicy.Registration;
import io.duplex.converters.registry.SchemaRegistry;
import io.duplex.converters.registry.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
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
    /** How many times the schemas that are remembered: some SMTs make an equal schema anew for each record. */
    private static final int RECENT = 4;

    /** Of which more is not kept for the next record. */
    private static final int KEPT_BYTES = 256 << 10;

    private final SchemaTranslation schemas;
    private final ToAvro toAvro;
    private final SchemaRegistry registry;
    private final RegistrationPolicy policy;
    private final Cache<Source, Prepared> prepared;
    private final Map<Seen, Prepared> recent = new ConcurrentHashMap<>();
    private final int mostRecent;
    private final Optional<Duration> lifetime;
    private final AtomicReference<@Nullable Output> spare = new AtomicReference<>();

    AvroSerializer(
            SchemaTranslation schemas,
            ToAvro toAvro,
            SchemaRegistry registry,
            RegistrationPolicy policy,
            Memory memory) {
        this.schemas = schemas;
        this.toAvro = toAvro;
        this.registry = registry;
        this.policy = policy;
        this.prepared = new SynchronizedCache<>(new LRUCache<>(memory.schemas()));
        this.mostRecent = memory.schemas() * RECENT;
        this.lifetime = policy.mayChange() ? memory.latestVersions() : Optional.empty();
    }

    byte @Nullable [] serialize(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            if (schema != null && !schema.isOptional()) {
                throw new DataException("null for a required " + schema.type() + " in topic " + topic);
            }
            return null;
        }
        try {
            Prepared ready = recent(topic, schema);
            Output kept = spare.getAndSet(null);
            Output output = kept == null ? new Output() : kept;
            byte[] framed = output.framed(ready, schema, value);
            if (framed.length <= KEPT_BYTES) {
                spare.set(output);
            }
            return framed;
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

    /** Records come with the very same topic and schema again and again, so these are not compared. */
    private Prepared recent(String topic, @Nullable Schema schema) {
        Seen seen = new Seen(topic, schema);
        Prepared known = recent.get(seen);
        if (known != null && holds(known)) {
            return known;
        }
        Prepared found = prepared(new Source(topic, schema));
        if (recent.size() >= mostRecent) {
            recent.clear();
        }
        recent.put(seen, found);
        return found;
    }

    private Prepared prepared(Source source) {
        Prepared known = prepared.get(source);
        if (known != null && holds(known)) {
            return known;
        }
        Registration registration = policy.resolve(source.topic(), schemas.toAvro(source.schema()), registry);
        Prepared fresh = new Prepared(
                registration.id(),
                registration.schema().getType() == org.apache.avro.Schema.Type.BYTES,
                toAvro.writer(source.schema(), registration.schema()),
                System.nanoTime());
        prepared.put(source, fresh);
        return fresh;
    }

    /** Only latest versions cease to hold, if that was asked for: nothing else looks at the clock. */
    private boolean holds(Prepared known) {
        return lifetime.isEmpty()
                || System.nanoTime() - known.made() < lifetime.get().toNanos();
    }

    private static byte[] rawBytes(@Nullable Schema schema, Object value) {
        Object raw = schema == null
                ? value
                : LogicalTypes.of(schema)
                        .map(logical -> logical.toRaw(schema, value))
                        .orElse(value);
        return Bytes.array(raw);
    }

    /** How many schemas are remembered, and how long a subject's latest version is; for ever without a time. */
    record Memory(int schemas, Optional<Duration> latestVersions) {}

    private record Source(String topic, @Nullable Schema schema) {}

    /** A schema as such: to compare it with an equal one takes longer than to write a record. */
    private static final class Seen {
        private final String topic;
        private final @Nullable Schema schema;

        Seen(String topic, @Nullable Schema schema) {
            this.topic = topic;
            this.schema = schema;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Seen seen && seen.schema == schema && seen.topic.equals(topic);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema) ^ topic.hashCode();
        }
    }

    /** A buffer, which one record at a time uses. */
    private static final class Output {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

        byte[] framed(Prepared ready, @Nullable Schema schema, Object value) throws IOException {
            encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
            bytes.reset(); // of what a failure left, which the encoder may have held until now
            WireFormat.writeHeader(ready.id(), bytes);
            if (ready.rawBytes()) {
                bytes.write(rawBytes(schema, value));
            } else {
                ready.writer().write(value, encoder);
                encoder.flush();
            }
            return bytes.toByteArray();
        }
    }

    /** Confluent writes bytes at top level as they are, without Avro's length in front. */
    private record Prepared(int id, boolean rawBytes, ValueWriter writer, long made) {}
}
