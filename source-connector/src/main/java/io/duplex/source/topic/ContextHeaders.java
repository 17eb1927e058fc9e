// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import java.util.List;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** Debezium's headers about which connector made a record: made once, as they are equal on all records of a task. */
final class ContextHeaders {
    private static final String PREFIX = "__debezium.context.";

    /** A binlog has one order, so there is one task. */
    private static final String TASK = "0";

    private final List<Header> headers;

    private ContextHeaders(List<Header> headers) {
        this.headers = headers;
    }

    /** Returns the headers of one run of the source with this {@code topic.prefix}. */
    static ContextHeaders of(String topicPrefix) {
        return new ContextHeaders(List.of(
                header("connectorLogicalName", topicPrefix),
                header("taskId", TASK),
                header("connectorName", "mysql"),
                header("runId", UUID.randomUUID().toString())));
    }

    static ContextHeaders none() {
        return new ContextHeaders(List.of());
    }

    /** Adds the headers behind those that are there. */
    void addTo(Headers others) {
        for (Header header : headers) {
            others.add(header);
        }
    }

    private static Header header(String name, String value) {
        return new ConnectHeaders()
                .add(PREFIX + name, new SchemaAndValue(Schema.STRING_SCHEMA, value))
                .lastWithName(PREFIX + name);
    }
}
