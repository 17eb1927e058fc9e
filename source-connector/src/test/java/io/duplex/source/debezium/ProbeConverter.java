// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** A converter that tells in records what converters are given: columns, and values with their Java types. */
public final class ProbeConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** Made by the connectors. */
    public ProbeConverter() {}

    @Override
    public void configure(Properties options) {
        if (!options.containsKey("type")) {
            throw new IllegalArgumentException("Debezium gives converters all options of their own");
        }
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (ComparedSources.SENTINEL.equals(column.dataCollection())) {
            return;
        }
        SchemaBuilder schema = SchemaBuilder.string()
                .parameter("name", column.name())
                .parameter("collection", column.dataCollection())
                .parameter("jdbc", String.valueOf(column.jdbcType()))
                .parameter("native", String.valueOf(column.nativeType()))
                .parameter("type", column.typeName())
                .parameter("expression", column.typeExpression())
                .parameter("length", column.length().toString())
                .parameter("scale", column.scale().toString())
                .parameter("optional", String.valueOf(column.isOptional()))
                .parameter("default", column.hasDefaultValue() + " " + text(column.defaultValue()))
                .parameter("charset", String.valueOf(column.charsetName()));
        registration.register(schema, ProbeConverter::text);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "none";
        }
        String content = String.valueOf(value);
        if (value instanceof byte[] bytes) {
            content = HexFormat.of().formatHex(bytes);
        } else if (value instanceof float[] floats) {
            content = Arrays.toString(floats);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            content = HexFormat.of().formatHex(bytes);
        }
        return value.getClass().getSimpleName() + " " + content;
    }
}
