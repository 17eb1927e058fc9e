// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.DataException;

/** Which subject a schema is registered under. The class names of Confluent's strategies are understood too. */
enum SubjectNaming {
    /** One schema history per topic. */
    TOPIC("TopicNameStrategy") {
        @Override
        String subject(String topic, boolean isKey, Schema schema) {
            return topic + (isKey ? "-key" : "-value");
        }
    },
    /** One schema history per record type, wherever it is written: what a topic with many record types needs. */
    RECORD("RecordNameStrategy") {
        @Override
        String subject(String topic, boolean isKey, Schema schema) {
            return recordName(topic, isKey, schema);
        }
    },
    /** One schema history per topic and record type. */
    TOPIC_RECORD("TopicRecordNameStrategy") {
        @Override
        String subject(String topic, boolean isKey, Schema schema) {
            return topic + '-' + recordName(topic, isKey, schema);
        }
    };

    private final String className;

    SubjectNaming(String className) {
        this.className = className;
    }

    abstract String subject(String topic, boolean isKey, Schema schema);

    static SubjectNaming of(String option, String value) {
        String simpleName = value.trim().substring(value.trim().lastIndexOf('.') + 1);
        return Arrays.stream(values())
                .filter(naming ->
                        naming.className.equals(simpleName) || naming.name().equalsIgnoreCase(simpleName))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        option,
                        value,
                        "use one of "
                                + Arrays.stream(values())
                                        .map(naming -> naming.className)
                                        .collect(Collectors.joining(", "))));
    }

    String className() {
        return className;
    }

    private static String recordName(String topic, boolean isKey, Schema schema) {
        Schema record = schema.isNullable() && schema.isUnion() ? AvroNames.withoutNull(schema) : schema;
        if (record.getType() != Schema.Type.RECORD) {
            throw new DataException("The " + (isKey ? "key" : "value") + " of topic " + topic + " is of Avro type "
                    + schema.getType().getName() + ", which has no record name to make a subject of. Set "
                    + AvroConverterConfig.strategyOption(isKey) + "=" + TOPIC.className + ".");
        }
        return record.getFullName();
    }
}
