// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.converters.avro.AvroConverter;
import io.duplex.converters.compact.CompactConverter;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;

/** How records are written into a topic. */
enum RecordFormat {
    JSON_WITH_SCHEMAS,
    JSON,
    COMPACT,
    AVRO;

    /** Returns the converter of keys or of values; keys beside compact values are JSON without schemas. */
    Converter converter(boolean isKey, String registry) {
        Converter converter = switch (this) {
            case JSON_WITH_SCHEMAS, JSON -> new JsonConverter();
            case COMPACT -> isKey ? new JsonConverter() : new CompactConverter();
            case AVRO -> new AvroConverter();
        };
        converter.configure(
                Map.of(
                        "schemas.enable",
                        String.valueOf(this == JSON_WITH_SCHEMAS),
                        "replace.null.with.default",
                        "false",
                        "schema.registry.url",
                        registry,
                        "value.subject.name.strategy",
                        "TopicRecordNameStrategy",
                        "key.subject.name.strategy",
                        "TopicRecordNameStrategy"),
                isKey);
        return converter;
    }
}
