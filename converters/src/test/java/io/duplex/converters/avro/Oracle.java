// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.converters.registry.TestRegistry;
import io.duplex.testkit.registry.ConfluentConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.assertj.core.util.Throwables;
import org.opentest4j.TestAbortedException;

/**
 * A version of Confluent's converter itself, and ours, on the same registry: equal bytes include equal schema ids, which are given out by
 * schema text. Converters are made once for each set of options.
 */
final class Oracle implements AutoCloseable {

    private final Map<List<Object>, Converter> converters = new HashMap<>();
    private final TestRegistry registry = start();
    private final Supplier<Converter> made;
    private final boolean relocated;

    private Oracle(Supplier<Converter> made, boolean relocated) {
        this.made = made;
        this.relocated = relocated;
    }

    /** 7.0.1, whose classes and record names are relocated. */
    static Oracle v7_0() {
        return new Oracle(org.apache.pulsar.kafka.shade.io.confluent.connect.avro.AvroConverter::new, true);
    }

    /** 7.9.2; the test is skipped where it cannot be had. */
    static Oracle v7_9() {
        return new Oracle(confluent(), false);
    }

    /** Why 7.9.2 is not there, if so. */
    static Optional<String> missing() {
        try {
            ConfluentConverter.plugins();
            return Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.of("Confluent's converter " + ConfluentConverter.VERSION
                    + " cannot be fetched from this machine's Maven repository: " + e.getMessage());
        }
    }

    /** Makes converters of 7.9.2; the test is skipped where it cannot be had. */
    static Supplier<Converter> confluent() {
        missing().ifPresent(reason -> {
            throw new TestAbortedException(reason);
        });
        try {
            Class<?> type =
                    ConfluentConverter.loader(Oracle.class.getClassLoader()).loadClass(ConfluentConverter.CLASS);
            return () -> {
                try {
                    return (Converter) type.getConstructor().newInstance();
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestRegistry start() {
        try {
            return TestRegistry.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestRegistry registry() {
        return registry;
    }

    /** Same bytes, same schema text, and each reads the other's to the same schema and value. */
    void assertSame(Schema schema, Object value, Map<String, Object> options) {
        byte[] bytes = Objects.requireNonNull(ours(options, false).fromConnectData("topic", schema, value));
        byte[] expected = Objects.requireNonNull(theirs(options, false).fromConnectData("topic", schema, value));

        assertThat(registry.text(id(bytes))).isEqualTo(registry.text(id(expected)));
        assertThat(bytes).isEqualTo(expected);
        assertReadTheSame(bytes, options);
    }

    /** Only what is written: what is read may depend on what was not written. */
    void assertSameBytes(Schema schema, Object value, Map<String, Object> options) {
        assertThat(ours(options, false).fromConnectData("topic", schema, value))
                .isEqualTo(theirs(options, false).fromConnectData("topic", schema, value));
    }

    /** Whether Confluent's own converter cannot write it: 7.9.2 fails over arrays of records that are not in a record. */
    boolean theirsFails(Schema schema, Object value) {
        try {
            theirs(Map.of(), false).fromConnectData("topic", schema, value);
            return false;
        } catch (DataException e) {
            return Throwables.getRootCause(e) instanceof NullPointerException;
        }
    }

    SchemaAndValue assertReadTheSame(byte[] bytes, Map<String, Object> options) {
        SchemaAndValue ours = ours(options, false).toConnectData("topic", bytes);
        SchemaAndValue theirs = theirs(options, false).toConnectData("topic", bytes);
        assertThat(ours.schema()).isEqualTo(theirs.schema());
        assertThat(ours.value()).isEqualTo(theirs.value());
        return ours;
    }

    private static int id(byte[] message) {
        return ByteBuffer.wrap(message, 1, Integer.BYTES).getInt();
    }

    Converter ours(Map<String, Object> options, boolean isKey) {
        return converters.computeIfAbsent(
                List.of("ours", options, isKey),
                key -> configured(new AvroConverter(), registry.url(), options, isKey));
    }

    Converter theirs(Map<String, Object> options, boolean isKey) {
        return converters.computeIfAbsent(
                List.of("theirs", options, isKey),
                key -> configured(made.get(), relocated ? registry.relocatedUrl() : registry.url(), options, isKey));
    }

    /** As a worker does it: a plugin finds its classes by the thread's class loader. */
    static Converter configured(Converter converter, Map<String, Object> settings, boolean isKey) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(converter.getClass().getClassLoader());
        try {
            converter.configure(settings, isKey);
            return converter;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The default of both sides for NULLs is Confluent's, which 7.0.1 has no option for. */
    private static Converter configured(Converter converter, String url, Map<String, Object> options, boolean isKey) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("schema.registry.url", url);
        all.putIfAbsent("ignore.default.for.nullables", false);
        return configured(converter, all, isKey);
    }

    @Override
    public void close() {
        registry.close();
    }
}
