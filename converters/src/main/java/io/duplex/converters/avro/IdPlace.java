// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.WireFormat;
import java.util.Arrays;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Where a record that is read names its schema. The class names of Confluent's are understood too. */
enum IdPlace {
    /** A header that newer serializers may write, else the first bytes. */
    HEADER_OR_PREFIX("DualSchemaIdDeserializer") {
        @Override
        byte @Nullable [] frame(@Nullable Headers headers, boolean isKey) {
            Header header = headers == null
                    ? null
                    : headers.lastHeader(isKey ? WireFormat.KEY_HEADER : WireFormat.VALUE_HEADER);
            return header == null ? null : header.value();
        }
    },
    /** The first bytes. */
    PREFIX("PrefixSchemaIdDeserializer") {
        @Override
        byte @Nullable [] frame(@Nullable Headers headers, boolean isKey) {
            return null;
        }
    };

    private final String className;

    IdPlace(String className) {
        this.className = className;
    }

    /** The frame apart from the payload; null when it stands in front of it. */
    abstract byte @Nullable [] frame(@Nullable Headers headers, boolean isKey);

    String className() {
        return className;
    }

    static IdPlace of(String option, String value) {
        String simpleName = value.trim().substring(value.trim().lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(place -> place.className.equals(simpleName))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        option,
                        value,
                        "use " + HEADER_OR_PREFIX.className + " or " + PREFIX.className
                                + ": classes of users are not loaded"));
    }
}
