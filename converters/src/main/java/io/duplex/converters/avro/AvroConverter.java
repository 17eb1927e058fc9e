// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.avro.AvroSerializer.Memory;
import io.duplex.converters.registry.CachingSchemaRegistry;
import io.duplex.converters.registry.HttpSchemaRegistry;
import io.duplex.converters.registry.RegistryOptions;
import io.duplex.converters.registry.SchemaRegistry;
import java.io.Closeable;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connect data to Avro in Confluent's wire format and back: same bytes, same schemas, same options as Confluent's converter. */
public final class AvroConverter implements Converter, Versioned, Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(AvroConverter.class);

    private @Nullable Configured configured;

    /** For Kafka Connect. */
    public AvroConverter() {}

    @Override
    public String version() {
        return PluginVersion.read();
    }

    @Override
    public ConfigDef config() {
        return AvroConverterConfig.definition();
    }

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        AvroConverterConfig config = new AvroConverterConfig(properties);
        OtherOptions.check(config.originals(), config.values().keySet());
        warnOfSurprises(config);
        TranslationOptions translation = TranslationOptions.from(config);
        SchemaRegistry registry = new CachingSchemaRegistry(
                new HttpSchemaRegistry(RegistryOptions.from(config)), config.getInt(AvroConverterConfig.MAX_SCHEMAS));
        int capacity = config.getInt(AvroConverterConfig.CACHE_SIZE);
        SchemaTranslation schemas = new SchemaTranslation(translation, capacity);
        RegistrationPolicy policy = RegistrationPolicy.from(config, isKey);
        configured = new Configured(
                new AvroSerializer(
                        schemas, new ToAvro(translation), registry, policy, new Memory(capacity, config.latestTtl())),
                new AvroDeserializer(schemas, registry, capacity),
                config.idPlace(isKey),
                isKey,
                registry);
    }

    private static void warnOfSurprises(AvroConverterConfig config) {
        if (!config.getBoolean(TranslationOptions.IGNORE_DEFAULT_FOR_NULLABLES)) {
            LOG.warn(
                    "{}=false: NULL in a nullable column that has a default is written as the default",
                    TranslationOptions.IGNORE_DEFAULT_FOR_NULLABLES);
        }
        boolean latest = config.getBoolean(AvroConverterConfig.USE_LATEST_VERSION);
        boolean chosen = config.getInt(AvroConverterConfig.USE_SCHEMA_ID) >= 0;
        if (config.getBoolean(AvroConverterConfig.AUTO_REGISTER) && (latest || chosen)) {
            LOG.warn(
                    "{} has no effect while {}=true",
                    latest ? AvroConverterConfig.USE_LATEST_VERSION : AvroConverterConfig.USE_SCHEMA_ID,
                    AvroConverterConfig.AUTO_REGISTER);
        }
        if (latest) {
            LOG.info(
                    "{} is for writing: records are read by the schema they were written with",
                    AvroConverterConfig.USE_LATEST_VERSION);
        }
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return configured().serializer().serialize(topic, schema, value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] message) {
        return read(topic, null, message);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] message) {
        return read(topic, headers, message);
    }

    private SchemaAndValue read(String topic, @Nullable Headers headers, byte @Nullable [] message) {
        if (message == null) {
            return SchemaAndValue.NULL;
        }
        Configured parts = configured();
        return parts.deserializer().deserialize(topic, parts.idPlace().frame(headers, parts.isKey()), message);
    }

    /** Called by workers from Kafka 4.1 on; older ones never close converters. */
    @Override
    public void close() {
        if (configured != null) {
            configured.registry().close();
        }
    }

    private Configured configured() {
        if (configured == null) {
            throw new ConnectException("AvroConverter is used before configure() was called");
        }
        return configured;
    }

    private record Configured(
            AvroSerializer serializer,
            AvroDeserializer deserializer,
            IdPlace idPlace,
            boolean isKey,
            SchemaRegistry registry) {}
}
