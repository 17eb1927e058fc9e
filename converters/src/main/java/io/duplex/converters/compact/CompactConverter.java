// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.compact;

import io.duplex.converters.avro.PluginVersion;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.components.Versioned;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Connect data in few bytes, for values in topics without a schema registry. Each record is read by itself, wherever
 * reading begins, because its schema is in it.
 */
public final class CompactConverter implements Converter, Versioned {
    private final CompactWriter writer = new CompactWriter();
    private final CompactReader reader = new CompactReader();

    /** For Kafka Connect. */
    public CompactConverter() {}

    @Override
    public String version() {
        return PluginVersion.read();
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    /** Keys are refused: equal ones would differ by their schemas, and go to different partitions. */
    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        if (isKey) {
            throw new ConfigException(
                    "CompactConverter is for values: equal keys must be equal bytes, whatever their schemas. Set "
                            + "key.converter=org.apache.kafka.connect.json.JsonConverter and "
                            + "key.converter.schemas.enable=false.");
        }
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return writer.write(topic, schema, value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] message) {
        return message == null ? SchemaAndValue.NULL : reader.read(topic, message);
    }
}
