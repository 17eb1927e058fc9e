// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.Heartbeats;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionMarker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Knows of each topic whose source's records it has, found out from the first record that tells. */
final class TopicRoles {
    private static final String STREAM = ".stream";

    private final SourceTopics topics;
    private final Map<String, Role> roles = new HashMap<>();

    /** Knows none yet of sources that name their topics so. */
    TopicRoles(SourceTopics topics) {
        this.topics = topics;
    }

    /**
     * What is in a topic.
     *
     * @param source {@code topic.prefix}
     * @param stream whether it has everything of the source, in order; else one kind of records of several topics
     */
    record Role(String source, boolean stream) {}

    /** Returns the topic's role, empty while its records tell none. */
    Optional<Role> of(SinkRecord record) {
        Role known = roles.get(record.originalTopic());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Role> found = find(record);
        if (record.value() instanceof Struct) {
            found.ifPresent(role -> roles.put(record.originalTopic(), role));
        }
        return found;
    }

    /** Tells whether the topic is known to have the rows of a table, and nothing else. */
    boolean isTable(SinkRecord record) {
        String topic = record.originalTopic();
        return of(record)
                .filter(role -> !role.stream() && !topic.equals(role.source()) && !topics.hasTransactions(topic))
                .isPresent();
    }

    private Optional<Role> find(SinkRecord record) {
        String topic = record.originalTopic();
        Optional<Role> stream = topic.endsWith(STREAM)
                ? Optional.of(new Role(topic.substring(0, topic.length() - STREAM.length()), true))
                : Optional.empty();
        if (!(record.value() instanceof Struct value)) {
            return stream;
        }
        if (EnvelopeDecoder.isEnvelope(value.schema())) {
            SourceInfo source = SourceInfo.decode(WholeChanges.source(record, value));
            String expected = topics.table(source.name(), source.tableId());
            return topic.equals(expected)
                    ? Optional.of(new Role(source.name(), false))
                    : stream.or(() -> {
                        throw renamed(record, expected);
                    });
        }
        if (SchemaChange.isSchemaChange(value.schema())) {
            String expected =
                    SourceInfo.decode(WholeChanges.source(record, value)).name();
            return topic.equals(expected)
                    ? Optional.of(new Role(expected, false))
                    : stream.or(() -> {
                        throw renamed(record, expected);
                    });
        }
        if (TransactionMarker.isMarker(value.schema())) {
            return stream.or(() -> Optional.of(new Role(topics.sourceOfTransactions(topic), false)));
        }
        if (Heartbeats.isHeartbeat(value.schema())) {
            return stream.or(() -> Heartbeats.topicPrefix(record.key()).map(source -> new Role(source, false)));
        }
        return stream;
    }

    private static DataException renamed(SinkRecord record, String expected) {
        return new DataException("Record " + record.originalTopic() + "-" + record.originalKafkaPartition() + "@"
                + record.originalKafkaOffset() + " belongs into topic " + expected + ". Transactions of several topics"
                + " can only be put together when the topics have the names that the source gives them by default, or by "
                + SourceTopics.DELIMITER + " and " + SourceTopics.TRANSACTION
                + ": give the sink the source's values of "
                + "these, and remove transformations and options that route records elsewhere from the source, or use "
                + "topic.layout=stream, where the name of the one topic ends in " + STREAM + ".");
    }
}
