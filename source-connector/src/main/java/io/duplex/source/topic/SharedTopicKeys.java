// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.envelope.Message;
import java.util.IdentityHashMap;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** Adds to keys the field that tells the table, where tables share a topic. Belongs to the task's thread. */
final class SharedTopicKeys {
    private static final String ENVELOPE = ".Envelope";

    private final String field;
    private final TopicNaming topics;
    private final IdentityHashMap<Schema, Schema> widened = new IdentityHashMap<>();

    SharedTopicKeys(String field, TopicNaming topics) {
        this.field = field;
        this.topics = topics;
    }

    /** Returns the message with the field in its key; a row without key has only this field there. */
    Message widen(Message message) {
        if (message.table().isEmpty() || message.kind() == Message.Kind.TRUNCATE) {
            return message;
        }
        String table = topics.physicalTable(message.table().get());
        Struct key = message.key().map(own -> widen(own, table)).orElseGet(() -> alone(message.value(), table));
        return new Message(
                message.kind(),
                message.table(),
                Optional.of(key),
                message.value(),
                headers(message.headers(), table),
                message.progress());
    }

    private Struct widen(Struct key, String table) {
        Schema schema = widened.computeIfAbsent(key.schema(), this::withField);
        Struct wide = new Struct(schema);
        for (Field own : key.schema().fields()) {
            wide.put(own.name(), key.getWithoutDefault(own.name()));
        }
        return wide.put(field, table);
    }

    private Schema withField(Schema key) {
        SchemaBuilder builder = SchemaBuilder.struct().name(key.name());
        key.fields().forEach(own -> builder.field(own.name(), own.schema()));
        return builder.field(field, Schema.STRING_SCHEMA).build();
    }

    private Struct alone(Struct value, String table) {
        Schema schema = widened.computeIfAbsent(
                value.schema(),
                envelope -> SchemaBuilder.struct()
                        .name(envelope.name().replaceFirst("\\" + ENVELOPE + "$", ".Key"))
                        .field(field, Schema.STRING_SCHEMA)
                        .build());
        return new Struct(schema).put(field, table);
    }

    /** The headers of a changed key are keys, too. */
    private Headers headers(Headers headers, String table) {
        Headers wide = new ConnectHeaders();
        for (Header header : headers) {
            if (header.value() instanceof Struct key) {
                wide.addStruct(header.key(), widen(key, table));
            } else {
                wide.add(header);
            }
        }
        return wide;
    }
}
