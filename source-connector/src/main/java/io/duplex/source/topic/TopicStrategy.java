// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import java.util.Arrays;
import java.util.List;

/** {@code topic.naming.strategy}: Debezium's strategies, known by the names of their classes. */
enum TopicStrategy {
    /** {@code prefix.database.table}. */
    DEFAULT("DefaultTopicNamingStrategy"),
    /** {@code prefix.table}: MySQL's databases are Debezium's catalogs, and it has no schemas. */
    SCHEMA("SchemaTopicNamingStrategy"),
    /** As {@link #DEFAULT}, and other names are made of it by a regular expression. */
    DEFAULT_REGEX("DefaultRegexTopicNamingStrategy"),
    /** As {@link #SCHEMA}, and other names are made of it by a regular expression. */
    SCHEMA_REGEX("SchemaRegexTopicNamingStrategy"),
    /** As {@link #DEFAULT}, and characters that topics cannot have are told by their numbers. */
    DEFAULT_UNICODE("DefaultUnicodeTopicNamingStrategy"),
    /** As {@link #SCHEMA}, and characters that topics cannot have are told by their numbers. */
    SCHEMA_UNICODE("SchemaUnicodeTopicNamingStrategy");

    private static final String PACKAGE = "io.debezium.schema.";

    private final String className;

    TopicStrategy(String simpleName) {
        this.className = PACKAGE + simpleName;
    }

    String className() {
        return className;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(TopicStrategy::className).toList();
    }

    static TopicStrategy of(String className) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.className.equalsIgnoreCase(className))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(className));
    }

    boolean namesDatabase() {
        return this == DEFAULT || this == DEFAULT_REGEX || this == DEFAULT_UNICODE;
    }

    boolean rewrites() {
        return this == DEFAULT_REGEX || this == SCHEMA_REGEX;
    }

    boolean tellsNumbers() {
        return this == DEFAULT_UNICODE || this == SCHEMA_UNICODE;
    }
}
