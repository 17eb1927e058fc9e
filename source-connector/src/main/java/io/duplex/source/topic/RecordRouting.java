// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.protocol.envelope.Heartbeats;
import io.duplex.protocol.table.TableId;
import io.duplex.source.envelope.Layout;
import io.duplex.source.envelope.Message;
import io.duplex.source.position.SourceOffset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes Connect's records of messages.
 *
 * <p>Only the last record of a message has the offset after it, so that a crash between a delete and its tombstone,
 * or between the two halves of a changed key, repeats records and loses none.
 */
public final class RecordRouting {
    private static final int ONLY_PARTITION = 0;

    private final Layout layout;
    private final TopicNaming topics;
    private final boolean tombstones;
    private final Map<String, String> partition;
    private final ContextHeaders context;
    private final Optional<SharedTopicKeys> sharedKeys;

    /** Rows come in runs of one table. */
    private @Nullable TableId lastTable;

    private String lastTopic = "";

    /** Routes by this layout. */
    public RecordRouting(Layout layout, TopicNaming topics, TopicOptions options) {
        this.layout = layout;
        this.topics = topics;
        this.tombstones = options.tombstones();
        this.partition = SourceOffset.partition(topics.prefix());
        this.context = options.contextHeaders() ? ContextHeaders.of(topics.prefix()) : ContextHeaders.none();
        this.sharedKeys =
                options.rewrite().flatMap(TopicRewrite::keyField).map(field -> new SharedTopicKeys(field, topics));
    }

    Layout layout() {
        return layout;
    }

    /** Returns the message's records; those of one message belong into one batch. */
    public List<SourceRecord> route(Message message) {
        return layout == Layout.TABLE || message.kind() == Message.Kind.NOTIFICATION
                ? toTopics(sharedKeys.map(keys -> keys.widen(message)).orElse(message))
                : List.of(record(
                        topics.stream(),
                        ONLY_PARTITION,
                        message,
                        message.progress().after()));
    }

    private List<SourceRecord> toTopics(Message message) {
        SourceOffset after = message.progress().after();
        if (hasContext(message.kind())) {
            context.addTo(message.headers());
        }
        return switch (message.kind()) {
            case ROW, TRUNCATE -> List.of(record(tableTopic(message), null, message, after));
            case DELETE -> deletion(message);
            case MARKER -> List.of(record(topics.transactions(), null, message, after));
            case DDL -> List.of(record(topics.schemaChanges(), ONLY_PARTITION, message, after));
            case NOTIFICATION -> List.of(record(topics.notifications(), null, message, after));
        };
    }

    private static boolean hasContext(Message.Kind kind) {
        return switch (kind) {
            case ROW, DELETE, TRUNCATE, DDL -> true;
            case MARKER, NOTIFICATION -> false;
        };
    }

    private List<SourceRecord> deletion(Message message) {
        String topic = tableTopic(message);
        if (!tombstones) {
            return List.of(record(topic, null, message, message.progress().after()));
        }
        Struct key = message.key().orElse(null);
        List<SourceRecord> records = new ArrayList<>(2);
        records.add(record(topic, null, message, message.progress().before()));
        records.add(new SourceRecord(
                partition,
                new OffsetMap(message.progress().after()),
                topic,
                null,
                key == null ? null : key.schema(),
                key,
                null,
                null,
                null,
                message.headers().duplicate()));
        return records;
    }

    @SuppressWarnings("ReferenceEquality") // only saves a look-up
    private String tableTopic(Message message) {
        TableId table = message.table().orElseThrow();
        if (table != lastTable) {
            lastTopic = topics.table(table);
            lastTable = table;
        }
        return lastTopic;
    }

    private SourceRecord record(String topic, @Nullable Integer kafkaPartition, Message message, SourceOffset offset) {
        Struct key = message.key().orElse(null);
        return record(topic, kafkaPartition, key, message.value(), message.headers(), offset);
    }

    private SourceRecord record(
            String topic,
            @Nullable Integer kafkaPartition,
            @Nullable Struct key,
            Struct value,
            Headers headers,
            SourceOffset offset) {
        return new SourceRecord(
                partition,
                new OffsetMap(offset),
                topic,
                kafkaPartition,
                key == null ? null : key.schema(),
                key,
                value.schema(),
                value,
                null,
                headers);
    }

    /** Returns a record that carries only this offset. */
    public SourceRecord heartbeat(SourceOffset offset, Instant now) {
        return record(
                topics.heartbeats(),
                ONLY_PARTITION,
                Heartbeats.key(topics.prefix()),
                Heartbeats.value(now),
                new ConnectHeaders(),
                offset);
    }
}
